"""What every page gets: context, middleware, uploads, health, static files."""
