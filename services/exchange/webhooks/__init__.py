"""Webhooks: facts pushed to a department's receiver, signed, in order within a project (docs/decisions/0046-exchange.md)."""
