"""The desk publishes nothing: what it knows it has of others."""

__all__: list[str] = []
