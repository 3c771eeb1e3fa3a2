"""Neighbours' facts: exchange takes in every public one, as it is, by the marks of its fields (sharing.json)."""

from services.exchange.catalogue import CATALOGUE

PUBLIC = tuple(CATALOGUE.marks)
SERVICES = tuple(CATALOGUE.services)
