"""The sample data; never in production."""
