"""Files of a service: kept by digest, in pieces, taken in with a command or in pieces before it (docs/decisions/0022)."""
