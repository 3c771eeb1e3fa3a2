"""Supervision: commissioners, deviations, the negative list."""
