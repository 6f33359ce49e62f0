"""Mail goes out from the queue, encrypted where a password is sent, and is never missed."""

import smtplib
from traceback import format_exception

import pytest
from sqlalchemy import select

from kb.db import db
from kb.jobs import mail
from kb.jobs.queue import Job

LETTER = {"to": "wang@example.cn", "subject": "退回\r\nBcc: all@example.cn", "text": "请修改。"}


@pytest.fixture
def sent(monkeypatch):
    """What went over the wire, as (step, value)."""
    steps = []

    class Server:
        offers = {"starttls"}

        def __init__(self, host, port, timeout):
            steps.append(("connect", (host, port)))

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            steps.append(("quit", None))

        def ehlo(self): ...

        def has_extn(self, name):
            return name in self.offers

        def starttls(self):
            steps.append(("starttls", None))

        def close(self): ...

        def login(self, user, password):
            steps.append(("login", (user, password)))

        def send_message(self, message):
            steps.append(("message", message))

    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
    return steps, Server


def test_a_mail_waits_in_the_queue_for_the_end_of_the_transaction(context):
    mail.send("wang@example.cn", "退回", "请修改。")
    assert db.session.scalars(select(Job)).one().payload["to"] == "wang@example.cn"


def test_the_password_is_sent_after_encryption_only(sent):
    steps, _server = sent
    mail.postman("smtp://kb:ge%40heim@mail.example.cn:587", "kb@example.cn")(LETTER, None)
    assert [step for step, _value in steps] == ["connect", "starttls", "login", "message", "quit"]
    assert steps[0][1] == ("mail.example.cn", 587)
    assert steps[2][1] == ("kb", "ge@heim")


def test_a_server_without_encryption_gets_no_password(sent):
    steps, server = sent
    server.offers = set()
    with pytest.raises(smtplib.SMTPNotSupportedError):
        mail.postman("smtp://kb:geheim@mail.example.cn", "kb@example.cn")(LETTER, None)
    assert [step for step, _value in steps] == ["connect"]


def test_a_title_cannot_add_headers(sent):
    steps, _server = sent
    mail.postman("smtps://mail.example.cn", "kb@example.cn")(LETTER, None)
    message = dict(steps)["message"]
    assert message["Subject"] == "退回 Bcc: all@example.cn"
    assert message["Bcc"] is None
    assert message.get_content().strip() == "请修改。"


def test_without_a_server_nothing_is_mailed_and_nothing_fails(sent):
    steps, _server = sent
    mail.postman("", "kb@localhost")(LETTER, None)
    assert steps == []


def test_a_refused_address_stands_in_no_log(sent, monkeypatch):
    def refuse(_self, message):
        raise smtplib.SMTPRecipientsRefused({message["To"]: (550, b"wang@example.cn unknown")})

    monkeypatch.setattr(sent[1], "send_message", refuse)
    with pytest.raises(smtplib.SMTPException) as problem:
        mail.postman("smtp://mail.example.cn", "kb@example.cn")(LETTER, None)
    assert "550" in str(problem.value)
    assert "wang@" not in "".join(format_exception(problem.value))
