"""Afterwards, from outside: what the clients know, what is in the databases and what is on Kafka must tell the same story."""
