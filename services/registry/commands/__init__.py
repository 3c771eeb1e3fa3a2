"""What callers ask of registry; field names are those of registry.proto. A field without a default is required."""
