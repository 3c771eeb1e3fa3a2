"""MongoDB: aggregates, the unit of work, its commit."""
