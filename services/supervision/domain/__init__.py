"""Rules 7.1 to 7.5: pure, no I/O, no clock."""
