"""Official letters as drafts in Word."""
