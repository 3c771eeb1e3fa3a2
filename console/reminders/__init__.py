"""Reminders where people already look: one's last days as a calendar, a daily digest (docs/decisions/0042)."""
