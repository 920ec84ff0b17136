"""Facts → bytes. Nothing here knows Django or a model."""
