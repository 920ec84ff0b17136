"""The answers to an ad-hoc request."""
