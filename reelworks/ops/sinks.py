"""Where notices go: a webhook (Slack, Mattermost, Discord) and e-mail.

A webhook's address is a secret, and so is a mail server's password: no error here repeats them.
Every sink raises VendorUnavailable when it is to be tried again, OutcomeUnknown when nobody knows
whether the notice got through, and BadInput when it will not get through as it is configured.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from http import HTTPStatus
from typing import Protocol
from urllib.parse import unquote, urlsplit

from reelworks.domain.errors import BadInput, OutcomeUnknown, ReelworksError, VendorUnavailable
from reelworks.domain.notices import Notice
from reelworks.ops.retry_after import seconds
from reelworks.ops.settings import Settings

TIMEOUT_S = 15.0
_SLACK_LONGEST, _DISCORD_LONGEST = 12_000, 1_900  # characters of one message
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_DISCORD = ("discord.com", "discordapp.com")
_MAY_BE_TRIED_AGAIN = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT)


class Sink(Protocol):
    async def send(self, notice: Notice) -> None:
        """Returns when the receiver has taken it."""


def configured(settings: Settings) -> Mapping[str, Sink]:
    """The sinks that the environment names, by the names they have on record."""
    sinks: dict[str, Sink] = {}
    if settings.alert_webhook is not None:
        sinks["webhook"] = Webhook(settings.alert_webhook.get_secret_value())
    if settings.alert_email and settings.smtp_url is not None:
        to = [address.strip() for address in settings.alert_email.split(",") if address.strip()]
        sinks["email"] = Mail(settings.smtp_url.get_secret_value(), to, settings.alert_from)
    return sinks


@dataclass(frozen=True, slots=True, repr=False)
class Webhook:
    """An incoming webhook that takes `{"text": ...}` (Slack, Mattermost), or Discord's own."""

    url: str

    async def send(self, notice: Notice) -> None:
        import httpx  # noqa: PLC0415  (takes 0.1 s; only workers with something to tell need it)

        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False) as client:
                answer = await client.post(self.url, json=self._body(notice))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise VendorUnavailable("The webhook cannot be reached.") from error.__cause__
        except httpx.TransportError as error:
            raise OutcomeUnknown(
                f"The webhook did not answer ({type(error).__name__})."
            ) from error.__cause__
        except (httpx.InvalidURL, ValueError):
            raise BadInput(
                "The address of the webhook cannot be used.",
                remedy="Correct REELWORKS_ALERT_WEBHOOK.",
            ) from None
        if not answer.is_success:
            raise _refusal(answer.status_code, answer.text, answer.headers.get("retry-after"))

    def _body(self, notice: Notice) -> dict[str, object]:
        host = urlsplit(self.url)
        if (host.hostname or "").endswith(_DISCORD) and not host.path.endswith("/slack"):
            text = _fitting([f"**{notice.subject()}**", *notice.lines()], _DISCORD_LONGEST)
            return {"content": text, "allowed_mentions": {"parse": []}}
        lines = [f"*{_escaped(notice.subject())}*", *map(_escaped, notice.lines())]
        return {"text": _fitting(lines, _SLACK_LONGEST)}


def _refusal(status: int, said: str, retry_after: str | None) -> ReelworksError:
    words = f"The webhook answered {status}: {said.strip()[:100]!r}."
    if status in _MAY_BE_TRIED_AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return VendorUnavailable(words, retry_after_s=seconds(retry_after))
    return BadInput(words, remedy="Make a new webhook and set REELWORKS_ALERT_WEBHOOK to it.")


def _escaped(text: str) -> str:
    """Words from outside are no markup: they mention nobody and link nowhere."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _fitting(lines: Sequence[str], most: int) -> str:
    """As many whole lines as fit."""
    kept, left = [], most
    for line in lines:
        if len(line) + 1 > left:
            kept.append("…")
            break
        kept.append(line)
        left -= len(line) + 1
    return "\n".join(kept)


@dataclass(frozen=True, slots=True, repr=False)
class Mail:
    """E-mail to some people. A repeat has the same Message-ID, so mail programs show it once."""

    url: str
    to: Sequence[str]
    sender: str

    async def send(self, notice: Notice) -> None:
        await asyncio.to_thread(self._send, self._message(notice))

    def _message(self, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self.sender, ", ".join(self.to)
        message["Subject"] = " ".join(notice.subject().split())
        message["Date"] = formatdate(localtime=False)
        domain = self.sender.rpartition("@")[2]
        message["Message-ID"] = f"<reelworks-alerts-{notice.id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n\n".join(notice.lines()))
        return message

    def _send(self, message: EmailMessage) -> None:
        begun = False
        try:
            with self._server() as server:
                begun = True
                server.send_message(message)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _mail_error(error, begun=begun) from None

    def _server(self) -> smtplib.SMTP:
        """Connected, encrypted where it can be, and logged in. Raises as smtplib does."""
        parts = urlsplit(self.url)
        host, tls = parts.hostname or "", parts.scheme == "smtps"
        secure = ssl.create_default_context()
        server: smtplib.SMTP
        if tls:
            server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=secure)
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_S)
        server.ehlo()
        if not tls and server.has_extn("starttls"):
            server.starttls(context=secure)
            tls = True
        if parts.username:
            if not tls and host not in _LOOPBACK:
                raise smtplib.SMTPNotSupportedError("it offers no encryption")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server


def _mail_error(error: Exception, *, begun: bool) -> ReelworksError:
    """What an SMTP failure means: 4xx may be tried again, 5xx not, a cut line is unknown."""
    match error:
        case smtplib.SMTPServerDisconnected() if begun:
            return OutcomeUnknown("The mail server hung up.")
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _ in error.recipients.values()]
            return _by_code(min(codes, default=550), "it takes mail for none of the addresses")
        case smtplib.SMTPResponseException():
            words = error.smtp_error
            said = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
            return _by_code(error.smtp_code, said)
        case smtplib.SMTPNotSupportedError() | ValueError():
            return BadInput(f"The mail server cannot be used: {error}.", remedy=_REMEDY)
        case TimeoutError() if begun:
            return OutcomeUnknown("The mail server did not answer.")
    return VendorUnavailable(f"The mail server cannot be reached ({type(error).__name__}).")


_REMEDY = "Correct REELWORKS_SMTP_URL and REELWORKS_ALERT_EMAIL."


def _by_code(code: int, said: str) -> ReelworksError:
    words = f"The mail server answered {code}: {said.strip()[:100]!r}."
    return VendorUnavailable(words) if code < 500 else BadInput(words, remedy=_REMEDY)
