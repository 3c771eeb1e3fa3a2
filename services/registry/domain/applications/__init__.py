"""An application: one aggregate."""

from services.registry.domain.applications.application import Application

__all__ = ["Application"]
