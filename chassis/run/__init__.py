"""Builds and runs a service."""
