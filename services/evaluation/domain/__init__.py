"""The rules of evaluation: pure, without I/O or clock."""
