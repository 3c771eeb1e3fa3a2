"""The card of a project: one aggregate."""

from services.desk.domain.card.card import ProjectCard
from services.desk.domain.card.parts import FAR, READS_APPLICATIONS, READS_PROJECTS, NextDay

__all__ = ["FAR", "READS_APPLICATIONS", "READS_PROJECTS", "NextDay", "ProjectCard"]
