"""Support: the policy catalogue and claims, service requests and facilities, technology intelligence (9.1 to 9.3)."""
