"""Hostile traffic beside the load: calls that nobody should make, and records that no service wrote."""
