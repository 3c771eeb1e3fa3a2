"""Dump and restore of one service's database, by that service's own user, as one stream."""
