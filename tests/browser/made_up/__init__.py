"""Screens on made-up services: no stack is needed, so that these run beside the tests that share one."""
