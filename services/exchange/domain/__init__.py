"""The rules of exchange: pure, no I/O."""
