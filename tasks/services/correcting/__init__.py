"""What was said is put right: a new version with a reason, the old one stays readable."""
