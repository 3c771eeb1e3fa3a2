"""A channel as a city would write one: short messages to a number, here into a list."""

import re

from console.reminders.channel import Message, Never


class Pigeon:
    """As small as one can be."""

    key = "sms"
    title = "短信"
    label = "手机号码"
    sent: list[tuple[str, str]] = []  # noqa: RUF012  # the console makes one by itself; tests look here

    def cleaned(self, address: str) -> str:
        """Raises Never."""
        number = re.sub(r"[\s-]", "", address)
        if not re.fullmatch(r"1\d{10}", number):
            raise Never("这不是一个手机号码")
        return number

    async def send(self, address: str, message: Message) -> None:
        """To its list."""
        self.sent.append((address, message.short))


class Mute(Pigeon):
    """One whose key is another's."""


class Loud(Pigeon):
    """One whose key cannot stand in an address."""

    key = "SMS/1"


NOTHING = 1
