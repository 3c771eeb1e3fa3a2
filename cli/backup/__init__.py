"""Dump and restore of one service's database, by that service's own user, as one stream; and of all of them, as of one instant."""
