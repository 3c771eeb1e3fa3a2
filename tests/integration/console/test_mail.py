"""Mail by a real SMTP server: with TLS and a password, refused for good, for now, and cut off in the middle."""

import asyncio
import email
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from cli.provision.authority import Authority
from console.reminders.channel import Message, Never, NotNow, Unclear
from console.reminders.mail import Mail
from console.settings import ConsoleSettings

MESSAGE = Message(
    "期限提醒：逾期 1 项", "很长的一行" * 40 + "\n工作台：https://sanzhi.example/workbench", "短", "https://sanzhi.example/reminders/stop/s"
)
PASSWORD = "p-ä-1"


class Box:
    """What came. answers: to the content, in place of 250; None: it hangs up."""

    def __init__(self) -> None:
        self.came: list[tuple[Envelope, bool]] = []
        self.answers: list[str | None] = []
        self.recipients: list[str] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.recipients:
            return self.recipients.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer is None:
            self.came.append((envelope, _is_secured(server)))
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "250 OK"
        if answer.startswith("2"):
            self.came.append((envelope, _is_secured(server)))
        return answer

    @property
    def mails(self) -> list[EmailMessage]:
        """As mail programs read them."""
        return [email.message_from_bytes(cast(bytes, each.content), policy=default) for each, _ in self.came]


def _is_secured(server: SMTP) -> bool:
    return server.transport is not None and server.transport.get_extra_info("sslcontext") is not None


Opened = Callable[..., AbstractAsyncContextManager[tuple[Box, Mail]]]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """A server, and the channel that is told of it. tls: as the setting has it; trusted: whether its authority is."""
    authority = Authority(tmp_path, datetime.now(UTC))
    (tmp_path / "server.pem").write_text(authority.issue("localhost", ["localhost", "127.0.0.1"]))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "server.pem")

    def checked(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=isinstance(given, LoginPassword) and given.password == PASSWORD.encode(), handled=False)

    @asynccontextmanager
    async def open_one(
        tls: str = "starttls", *, trusted: bool = True, offers: bool = True, **given: Any
    ) -> AsyncIterator[tuple[Box, Mail]]:
        box = Box()
        offered: dict[str, Any] = {"tls_context": context, "require_starttls": True} if tls == "starttls" and offers else {}
        guarded: dict[str, Any] = {"authenticator": checked, "auth_required": True} if given.get("smtp_user") else {}
        made = lambda: SMTP(box, hostname="localhost", **offered, **guarded)  # noqa: E731
        server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0, ssl=context if tls == "tls" else None)
        port = server.sockets[0].getsockname()[1]
        said = {"smtp": f"localhost:{port}", "smtp_tls": tls, "mail_from": "sanzhi@example.org", "url": "https://sanzhi.example", **given}
        said |= {"issuer": "https://sso.example"} | ({"smtp_ca": str(tmp_path / "ca.crt")} if trusted else {})
        try:
            yield box, Mail(ConsoleSettings.model_validate(said))
        finally:
            server.close()

    return open_one


@pytest.mark.parametrize("tls", ["starttls", "tls", "none"])
async def test_a_mail_comes_as_it_was_written_and_can_be_ended_by_one_press(opened: Opened, tls: str) -> None:
    async with opened(tls) as (box, mail):
        await mail.send("zhao@example.org", MESSAGE)
    envelope, secured = box.came[0]
    assert envelope.mail_from == "sanzhi@example.org" and envelope.rcpt_tos == ["zhao@example.org"] and secured is (tls != "none")
    came = box.mails[0]
    assert came["subject"] == MESSAGE.subject and came.get_content().splitlines() == MESSAGE.text.splitlines()
    assert str(came["from"]) == "三制期限提醒 <sanzhi@example.org>" and came["to"] == "zhao@example.org"
    assert came["list-unsubscribe"] == f"<{MESSAGE.stop}>" and came["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert came["auto-submitted"] == "auto-generated" and came["message-id"].endswith("@sanzhi.example>") and came["date"]
    assert max(map(len, cast(bytes, envelope.content).split(b"\r\n"))) <= 998 and cast(bytes, envelope.content).isascii()


async def test_a_mail_that_ends_nothing_says_nothing_of_ending(opened: Opened) -> None:
    async with opened("none") as (box, mail):
        await mail.send("zhao@example.org", Message("请确认", "…", "…"))
    assert box.mails[0]["list-unsubscribe"] is None


async def test_it_goes_with_the_password_of_the_settings_and_not_with_another(opened: Opened) -> None:
    async with opened(smtp_user="sanzhi", smtp_password=PASSWORD) as (box, mail):
        await mail.send("zhao@example.org", MESSAGE)
        assert len(box.came) == 1
    async with opened(smtp_user="sanzhi", smtp_password="wrong") as (box, mail):
        with pytest.raises(NotNow):
            await mail.send("zhao@example.org", MESSAGE)
        assert box.came == []


async def test_nothing_goes_out_without_the_tls_that_was_asked_for(opened: Opened) -> None:
    async with opened(offers=False) as (box, mail):
        with pytest.raises(NotNow, match=r"^连接不上邮件服务器$"):
            await mail.send("zhao@example.org", MESSAGE)
    assert box.came == []
    for tls in ("starttls", "tls"):
        async with opened(tls, trusted=False) as (box, mail):
            with pytest.raises(NotNow, match=r"^连接不上邮件服务器$"):
                await mail.send("zhao@example.org", MESSAGE)
            assert box.came == []


async def test_what_the_server_says_decides_whether_it_is_tried_again(opened: Opened) -> None:
    async with opened() as (box, mail):
        for answers, raised in ((["450 later"], NotNow), (["550 nobody"], Never)):
            box.recipients = list(answers)
            with pytest.raises(raised, match=answers[0][:3]):
                await mail.send("zhao@example.org", MESSAGE)
        for answer, told in (("451 full", NotNow), ("554 spam", Never), (None, Unclear)):
            box.answers = [answer]
            with pytest.raises(told):
                await mail.send("zhao@example.org", MESSAGE)
        assert len(box.came) == 1  # what was cut off had come
        await mail.send("zhao@example.org", MESSAGE)
    assert len(box.came) == 2


async def test_a_server_that_is_not_there_is_asked_again_later(opened: Opened) -> None:
    async with opened() as (_, mail):
        pass
    with pytest.raises(NotNow, match=r"^连接不上邮件服务器$"):
        await mail.send("zhao@example.org", MESSAGE)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        (" zhao.ming+期限@example.org", False),
        (" zhao.ming+a@mail.jz.example.org ", True),
        ("zhao@example.org\r\nBcc: all@example.org", False),
        ("zhao@example.org,li@example.org", False),
        ("zhao", False),
        ("a" * 300 + "@example.org", False),
        ("<zhao@example.org>", False),
    ],
)
async def test_an_address_is_one_address(opened: Opened, address: str, is_one: bool) -> None:
    async with opened("none") as (_, mail):
        if is_one:
            assert mail.cleaned(address) == address.strip()
        else:
            with pytest.raises(Never):
                mail.cleaned(address)
