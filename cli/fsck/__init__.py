"""Looks through one service's database and says what does not agree; it only reads."""
