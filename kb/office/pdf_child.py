"""Pdf child: draws one official document, given as plain values (see `official_files`)."""

from base64 import b64encode
from typing import Any

from kb.office.official import from_values
from kb.office.official_pdf import pdf


def drawn(document: dict[str, Any], folder: str) -> dict[str, str]:
    return {"file": b64encode(pdf(from_values(document), folder)).decode()}
