"""`sanzhi law`: clause → rule → code → test, read out of the code base itself."""

from cli.law.command import app

__all__ = ["app"]
