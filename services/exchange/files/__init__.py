"""Numbered packages of facts for networks that only files get into (docs/decisions/0046-exchange.md)."""
