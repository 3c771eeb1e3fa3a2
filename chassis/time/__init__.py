"""The clock, leases, and timers."""
