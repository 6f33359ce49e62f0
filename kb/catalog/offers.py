"""Offers: what a record's page asks of its reader and offers: to follow it, to sign for it."""

from typing import Any

from kb.accounts.users import User
from kb.catalog import following
from kb.publishing import receipts
from kb.publishing.records import Record


def to_reader(record: Record, reader: User | None) -> dict[str, Any]:
    """For `catalog/_offers.html`; nothing for visitors."""
    if reader is None:
        return {}
    return {
        "follow": following.of_record(record, reader),
        "receipt": receipts.receipt_of(record, reader),
        "receipts": _receipts(record) if receipts.may_see(reader, record) else None,
        "may_ask_receipts": receipts.may_ask(reader, record),
    }


def _receipts(record: Record) -> dict[str, int] | None:
    """How many have signed of how many; None where nobody is asked."""
    asked = receipts.receipts_of(record)
    signed = sum(1 for receipt in asked if receipt.signed_at)
    return {"asked": len(asked), "signed": signed} if asked else None
