"""From when on a lamp is amber: the earliest warning of the policy in force (4.5)."""

from datetime import date

from console.editions import on


def soon_days(day: date) -> int:
    """Days before the last day."""
    return max(on(day, "milestones").get("warn_days") or (15,))
