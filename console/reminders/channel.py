"""By what somebody is reminded: mail, or whatever a city has. A channel brings a message to an address, or says plainly that it did not."""

from dataclasses import dataclass
from typing import Protocol


class NotNow(Exception):
    """It was not delivered, and may be later. The message is zh-CN, for whoever reads the page."""


class Never(Exception):
    """It was not delivered, and will not be to this address. The message is zh-CN."""


class Unclear(Exception):
    """It may have been delivered: nobody sends it again. The message is zh-CN."""


@dataclass(frozen=True)
class Message:
    """subject: one line; text: lines; short: all of it in a line, for text messages; stop: the address that ends it, or ""."""

    subject: str
    text: str
    short: str
    stop: str = ""


class Channel(Protocol):
    """One way to people. key: in addresses of pages and in the database, [a-z]+.

    title, label: zh-CN, of the way and of an address there.
    """

    key: str
    title: str
    label: str

    def cleaned(self, address: str) -> str:
        """An address as it is kept. Raises Never for what is none."""
        ...

    async def send(self, address: str, message: Message) -> None:
        """Delivered once it returns. Raises NotNow, Never, Unclear; whatever else it raises is taken for Unclear."""
        ...
