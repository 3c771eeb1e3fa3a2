"""Mail by SMTP (aiosmtplib), with TLS unless it is said to be without."""

import logging
import re
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from urllib.parse import urlsplit

import aiosmtplib

from console.reminders.channel import Message, Never, NotNow, Unclear
from console.settings import ConsoleSettings

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
_LONGEST = 254
SECONDS = 20.0
_WIRE = SMTP.clone(cte_type="7bit")  # through servers that know no other
log = logging.getLogger(__name__)


class Mail:
    """One connection a mail: there are not many, and a server that ends an idle one is then no case of its own."""

    key = "mail"
    title = "电子邮件"
    label = "邮箱地址"

    def __init__(self, settings: ConsoleSettings) -> None:
        host, _, port = settings.smtp.rpartition(":")
        self._settings = settings
        self._host, self._port = host.strip("[]"), int(port)
        self._domain = urlsplit(settings.url).hostname or "localhost"

    def cleaned(self, address: str) -> str:
        """Without blanks around it. Raises Never."""
        address = address.strip()
        if len(address) > _LONGEST or not _ADDRESS.fullmatch(address):
            raise Never("这不是一个电子邮件地址")
        return address

    async def send(self, address: str, message: Message) -> None:
        """One mail. Raises NotNow, Never, Unclear."""
        content = self.written(address, message).as_bytes(policy=_WIRE)
        client = self._client()
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            client.close()
            log.warning("%s cannot be reached: %r", self._settings.smtp, error)
            raise NotNow("连接不上邮件服务器") from error
        try:
            await self._hand_over(client, address, content)
        finally:
            client.close()

    async def _hand_over(self, client: aiosmtplib.SMTP, address: str, content: bytes) -> None:
        try:
            await client.mail(self._settings.mail_from)
            await client.rcpt(address)
        except aiosmtplib.SMTPResponseException as error:
            refused = Never if isinstance(error, aiosmtplib.SMTPRecipientRefused) and error.code >= 500 else NotNow
            raise refused(f"邮件服务器不接受：{error.code} {error.message[:200]}") from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            log.warning("%s does not answer: %r", self._settings.smtp, error)
            raise NotNow("邮件服务器没有应答") from error
        try:
            await client.data(content)
        except aiosmtplib.SMTPResponseException as error:
            refused = Never if error.code >= 500 else NotNow
            raise refused(f"邮件服务器不接受内容：{error.code} {error.message[:200]}") from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise Unclear("邮件已交给服务器，没有收到回执") from error
        with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
            await client.quit()

    def _client(self) -> aiosmtplib.SMTP:
        settings = self._settings
        context = ssl.create_default_context(cafile=settings.smtp_ca or None) if settings.smtp_tls != "none" else None
        return aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=settings.smtp_user or None,
            password=settings.smtp_password.get_secret_value() or None,
            timeout=SECONDS,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",  # or no mail at all
            tls_context=context,
        )

    def written(self, address: str, message: Message) -> EmailMessage:
        """The mail itself; what ends it by one press in a mail program is RFC 8058."""
        mail = EmailMessage(policy=_WIRE)
        mail["From"] = f"三制期限提醒 <{self._settings.mail_from}>"
        mail["To"] = address
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail["Message-ID"] = make_msgid(domain=self._domain)
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers it
        if message.stop:
            mail["List-Unsubscribe"] = f"<{message.stop}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(message.text)
        return mail
