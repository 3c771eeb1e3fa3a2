"""Seals of the audit log: batches of entries in a signed chain (docs/decisions/0036)."""
