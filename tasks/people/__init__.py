"""Who acts for an agency, who stands in, who reads."""
