"""Sharing: results of projects, the open catalogue, and who may use what (8.1, 8.2)."""
