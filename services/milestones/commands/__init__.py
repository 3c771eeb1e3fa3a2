"""What callers ask of milestones; field names are those of the protobuf requests."""
