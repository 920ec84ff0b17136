"""The yearly report: built, written, frozen, signed, issued, put right."""
