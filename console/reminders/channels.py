"""The channels that there are, by the settings: mail where there is a server, and what a city brings along."""

import re
from pkgutil import resolve_name

from console.reminders.channel import Channel
from console.reminders.mail import Mail
from console.settings import ConsoleSettings, names_of

_KEY = re.compile("[a-z]{1,20}")


class WrongChannel(Exception):
    """Two have one key, or a key is none: the console does not start."""


def channels_of(settings: ConsoleSettings) -> dict[str, Channel]:
    """By key. Raises WrongChannel."""
    made: list[Channel] = [Mail(settings)] if settings.smtp else []
    made += [resolve_name(place)() for place in names_of(settings.channels)]
    found: dict[str, Channel] = {}
    for each in made:
        if not _KEY.fullmatch(each.key) or each.key in found:
            raise WrongChannel(f"SANZHI_CONSOLE_CHANNELS: {type(each).__name__}: {each.key!r} is no key, or another channel's")
        found[each.key] = each
    return found
