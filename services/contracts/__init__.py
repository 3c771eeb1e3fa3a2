"""Contracts 合同签署: selections, engagements and their signed documents, and the contract set of a project."""
