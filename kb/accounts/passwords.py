"""Passwords: how they are kept, and which ones are refused.

The setting KB_PASSWORD_PROFILE chooses between two sets of rules, which contradict each other:
`djbh` after GB/T 22239-2019 level 2 (complexity, regular change), `asvs` after OWASP ASVS 5.0
(length, no complexity, no regular change). Passwords that others try first are refused in both.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from flask_babel import gettext as _

from kb.accounts.users import STAFF, Role
from kb.web.settings import setting

LONGEST = 128
TOO_LONG_TO_READ = 4096
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's figure for Argon2id: 19 MiB, two passes, about 50 ms."""
_NOBODY = _hasher.hash("nobody has this password")


@dataclass(frozen=True)
class Profile:
    """One set of rules."""

    name: str
    shortest: int
    shortest_simple: int
    """From this length on, the kinds of characters do not matter."""
    kinds: int
    remembered: int
    """So many of the last ones, the present one among them, are not used again."""
    days_staff: int | None
    days_others: int | None
    """How long one lasts; None is for ever."""

    def days(self, role: Role) -> int | None:
        return self.days_staff if role in STAFF else self.days_others

    @property
    def rules(self) -> str:
        """What a new one must be, in a sentence."""
        if self.kinds == 1:
            return str(_("At least %(count)s characters of any kind.", count=self.shortest))
        sentence = _(
            "At least %(count)s characters with three of: small letters, capitals, digits, "
            "signs; or at least %(simple)s characters of any kind.",
            count=self.shortest,
            simple=self.shortest_simple,
        )
        return str(sentence)


PROFILES = {
    "djbh": Profile("djbh", 10, 16, 3, 5, 90, 180),
    "asvs": Profile("asvs", 12, 12, 1, 0, None, None),
}

_CLASSES = (str.islower, str.isupper, str.isdigit)
_DISGUISE = str.maketrans("@4031$5!7", "aaoeissit")


def _common() -> frozenset[str]:
    text = (files("kb.accounts") / "common_passwords.txt").read_text("utf-8")
    return frozenset(line.strip().lower() for line in text.splitlines() if line[:1] != "#")


COMMON = _common() - {""}


def profile() -> Profile:
    """The rules of this site."""
    return PROFILES[setting("KB_PASSWORD_PROFILE")]


def hash_of(password: str) -> str:
    """What is stored instead of the password."""
    return _hasher.hash(_same(password))


def verify(password_hash: str, password: str) -> bool:
    """True if this is the password. An empty hash takes as long as any other."""
    try:
        return _hasher.verify(password_hash or _NOBODY, _same(password)) and password_hash != ""
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """True for a hash made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def problems(password: str, about: Iterable[str] = ()) -> list[str]:
    """Why this password is refused, in sentences for the reader; empty when it is good.

    `about` are the person's own words: name, mail address.
    """
    if len(password) > LONGEST:
        return [_("At most %(count)s characters.", count=LONGEST)]
    rules, found = profile(), []
    simple = len(password) < rules.shortest_simple and _kinds(password) < rules.kinds
    if len(password) < rules.shortest or simple:
        found.append(rules.rules)
    if is_common(password):
        found.append(_("This is one of the passwords that others try first. Choose another one."))
    if _names(password, about):
        found.append(_("Your name and mail address must not be part of it."))
    return found


def is_common(password: str) -> bool:
    """On the list of common ones, or not much more than one of them, also in disguise."""
    plain = _same(password).lower()
    spellings = {plain, plain.translate(_DISGUISE)}
    if any(_lives_on(word, spelling) for spelling in spellings for word in COMMON):
        return True
    return len(set(plain)) < 5 or _is_run(plain)


def _lives_on(word: str, spelling: str) -> bool:
    """True when nothing but digits, signs and three letters stand around the word."""
    if word == spelling:
        return True
    # Short words are part of too many good passwords.
    if len(word) < (4 if word.isascii() else 2) or word not in spelling:
        return False
    return sum(character.isalpha() for character in spelling.replace(word, "")) < 4


def _is_run(text: str) -> bool:
    """Counting up or down, or along a row of keys, all the way."""
    rows = ("0123456789" * 3, "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
    return any(text in row or text in row[::-1] for row in rows)


def _kinds(password: str) -> int:
    present = {next((n for n, of in enumerate(_CLASSES) if of(c)), len(_CLASSES)) for c in password}
    return len(present)


def _names(password: str, about: Iterable[str]) -> bool:
    plain = _same(password).lower()
    own = {part.lower() for text in about for part in re.split(r"[@\s]+", text)}
    # A single Chinese character or a very short name is part of too many good passwords.
    return any(part in plain for part in own if len(part) >= (4 if part.isascii() else 2))


def _same(password: str) -> str:
    """One spelling for what an input method may write in half or full width."""
    return unicodedata.normalize("NFKC", password)
