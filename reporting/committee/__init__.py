"""The Committee's report to the ministry, with its slip."""
