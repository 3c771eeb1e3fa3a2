"""The rules of sharing."""
