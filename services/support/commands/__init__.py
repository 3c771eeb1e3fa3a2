"""What callers ask of support, field by field as in the proto: a module an aggregate."""
