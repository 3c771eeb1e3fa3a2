"""The rules of contracts: pure, without I/O or clock."""
