"""What the portal tells a person when they come back."""
