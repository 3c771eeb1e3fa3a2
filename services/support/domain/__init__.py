"""The rules of support."""
