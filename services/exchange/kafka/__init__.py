"""Departments as users of Kafka: who they are, what they may read there, how much of it, and how far they are."""
