"""Forgotten: who has lost the password asks for a link; the answer never tells who is known."""

from kb.accounts import letters, throttling, tokens
from kb.accounts.throttling import FORGOTTEN
from kb.accounts.tokens import Purpose
from kb.accounts.users import address, by_email


def ask(email: str, client: str, home: str) -> None:
    """Mail a link to this account, if there is one, at most five times a day.

    `home` is the address that the link begins with; without one nothing is mailed. Raises
    TooManyAttempts for a network address that has asked too often.
    """
    account = address(email)
    throttling.require_quiet(client, FORGOTTEN)
    if throttling.is_exhausted(account, FORGOTTEN):
        return
    throttling.record(account, client, False, FORGOTTEN)
    user = by_email(account)
    if user is not None and user.active and user.password_hash and home:
        letters.reset(user, f"{home}/reset/{tokens.issue(user, Purpose.RESET)}")
