"""What the test suite needs around it; nothing here ships to production."""
