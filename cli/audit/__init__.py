"""The audit log: shown, and verified by its seals."""
