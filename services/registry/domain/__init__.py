"""The rules of registry: pure, without I/O or clock."""
