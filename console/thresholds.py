"""From when on a lamp is amber: the earliest warning of the policy in force (4.5)."""

from datetime import date
from functools import cache
from pathlib import Path

import yaml

from chassis.policy.loading import in_force, policy_folder, read_editions


def soon_days(day: date) -> int:
    """Days before the last day."""
    edition = in_force(read_editions(policy_folder()), day)
    return max(_warn_days(str(edition.files("milestones.yaml")[-1]), str(edition.files("milestones.yaml")[0])))


@cache
def _warn_days(*files: str) -> tuple[int, ...]:
    for file in files:
        found = yaml.safe_load(Path(file).read_text(encoding="utf-8")).get("warn_days")
        if found:
            return tuple(found)
    return (15,)
