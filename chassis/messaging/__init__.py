"""Kafka: relay, inbox, consumer, dead letters, topics."""
