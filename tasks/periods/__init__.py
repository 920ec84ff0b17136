"""The room «periods»."""
