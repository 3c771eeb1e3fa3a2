"""The web face of the suite: without rules of its own, it asks the services with the user's own token."""
