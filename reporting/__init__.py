"""What it adds up to: dashboard, yearly report, exports."""
