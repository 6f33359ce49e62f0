"""Mail: an extra. Whatever is mailed can also be read or handed over on the site."""

import smtplib
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit

from kb.jobs.queue import enqueue

PATIENCE = 20
"""Seconds that a mail server may take to answer."""


def send(to: str, subject: str, text: str) -> None:
    """Have this mailed after the present transaction; without a mail server nothing happens."""
    enqueue("mail", {"to": to, "subject": subject, "text": text})


def postman(server: str, sender: str) -> Callable[[Mapping[str, Any], object], None]:
    """The handler of `mail` jobs. `server` is `smtp[s]://user:password@host:port`, or empty.

    `smtp` uses STARTTLS where the server offers it; a password is only sent encrypted.
    """

    def deliver(payload: Mapping[str, Any], _progress: object) -> None:
        if not server:
            return
        message = EmailMessage()
        message["From"], message["To"] = sender, payload["to"]
        message["Subject"] = " ".join(payload["subject"].split())
        message["Date"], message["Message-ID"] = formatdate(), make_msgid()
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(payload["text"])
        with _connection(server) as connection:
            try:
                connection.send_message(message)
            except smtplib.SMTPRecipientsRefused as refused:
                # Its own words hold the address, and go to the log and the list of jobs.
                codes = sorted({code for code, _words in refused.recipients.values()})
                raise smtplib.SMTPException(f"the recipient is refused: {codes}") from None

    return deliver


def _connection(server: str) -> smtplib.SMTP:
    parts = urlsplit(server)
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE)
    else:
        connection = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE)
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls()
            connection.ehlo()
        elif parts.username:
            connection.close()
            raise smtplib.SMTPNotSupportedError("no password is sent to a server without TLS")
    if parts.username:
        connection.login(unquote(parts.username), unquote(parts.password or ""))
    return connection
