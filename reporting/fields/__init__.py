"""What the agency responsible for a field reads of all agencies."""
