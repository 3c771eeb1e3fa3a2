"""What a service lacks at a MongoDB and a Kafka that somebody else sets up: seen with the service's own user, changing nothing."""
