"""Word child: writes official documents, given as plain values (see `official_files`)."""

from base64 import b64encode
from typing import Any

from kb.office.official import from_values
from kb.office.official_word import word


def drawn(documents: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {"files": [b64encode(word(from_values(each))).decode() for each in documents]}
