"""Sealing: personal data encrypted at rest, masked for the eye, and checked before it is kept."""

import base64
import re

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"kb personal data 1"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


class Seal:
    """Encrypts with a key derived from the site's secret key (HKDF-SHA256, Fernet)."""

    def __init__(self, secret: str) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
        key = derived.derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, text: str) -> str:
        """The text as it is stored; nothing stays nothing."""
        return self._fernet.encrypt(text.encode()).decode() if text else ""

    def open(self, sealed: str) -> str:
        """The text; empty too when it was sealed with another key, so that it is asked for anew."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode() if sealed else ""
        except InvalidToken:
            return ""


def masked_phone(phone: str) -> str:
    """`138****5678`; of short numbers only the last two digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else _masked(phone, 0, 2)


def masked_mail(mail: str) -> str:
    """`w***@example.cn`."""
    name, sign, host = mail.partition("@")
    return f"{name[:1]}***{sign}{host}" if mail else ""


def masked_identity(number: str) -> str:
    """`370***********1234`."""
    return _masked(number, 3, 4)


def _masked(text: str, first: int, last: int) -> str:
    if not text:
        return ""
    hidden = max(len(text) - first - last, 4)
    return f"{text[:first]}{'*' * hidden}{text[-last:]}" if len(text) > first + last else "****"


def is_identity(number: str) -> bool:
    """A resident identity number whose last character agrees (GB 11643-1999)."""
    if not re.fullmatch(r"[1-9][0-9]{5}(19|20)[0-9]{9}[0-9X]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[-1]
