"""The words of a signed PDF against ours."""
