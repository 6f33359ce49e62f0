"""Quality: what an offer or a need says before it is published, read from its content alone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from kb.publishing.shortcomings import Shortcoming
from kb.text.markdown import plain

SHORTEST_TITLE = 6
SHORTEST_BODY = 40
"""Characters that say who, what and until when."""
LONGEST_TIME = 366 * 3
"""Days ahead for which somebody can promise anything."""
_TEXTS = ("title", "title_en", "summary", "summary_en", "field", "amount", "source", "body")
_PHONE = re.compile(
    r"(?<![\d-])(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)"
)
_MAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z]")
_CHAT = re.compile(r"(?:微信|QQ|wechat)\s*(?:号)?\s*[:：]?\s*[A-Za-z0-9_-]{5,}", re.IGNORECASE)
_PERSON = re.compile(
    r"联\s*系\s*人|[\u4e00-\u9fff]{1,2}(?:先生|女士|经理|主任|科长|老师)"
    r"|\b(?:Mr|Ms|Mrs)\.?\s+[A-Z]"
)
_OFFER = re.compile(r"提供|供给|供应|可供|开放|输出|出租|转让|共享|offer|provide", re.IGNORECASE)
_NEED = re.compile(r"需|求|招|聘|寻|征集|引进|急缺|want|need|seek|look", re.IGNORECASE)
_WHOM = re.compile(r"面向|适合|企业|机构|园区|单位|院校|高校|人员|for\b", re.IGNORECASE)


def look(
    content: Mapping[str, Any], day: date, may_stand: bool, unit_names: Sequence[str] = ()
) -> list[Shortcoming]:
    """What is missing in a posting or could be better, what is needed first.

    `day` is the present one in Asia/Shanghai, `may_stand` whether it may go on without end;
    `unit_names` are those of its poster. Days in the content are dates or as 2026-11-12.
    """
    found = [*_needed(content, day, may_stand), *_secret(content, unit_names), *_advice(content)]
    return sorted(found, key=lambda each: not each.is_needed)


def _needed(content: Mapping[str, Any], day: date, may_stand: bool) -> Iterator[Shortcoming]:
    if not _said(content, "field"):
        yield _must("field", _("Name the industry or field, so that others find it."))
    if len(plain(_said(content, "body"))) < SHORTEST_BODY:
        sentence = _(
            "Say who offers or needs what, for whom and until when: at least %(count)s signs.",
            count=SHORTEST_BODY,
        )
        yield _must("body", sentence)
    last = _day(content.get("valid_until"))
    if last is None and not may_stand:
        sentence = _(
            "Say until when it is valid. Only the secretariat lets an offer stand without end."
        )
        yield _must("valid_until", sentence)
    if last is not None and last < day:
        yield _must("valid_until", _("This day is past. Choose a later one."))
    if last is not None and (last - day).days > LONGEST_TIME:
        yield _must(
            "valid_until", _("This is too far ahead: at most three years. It can be renewed.")
        )


def _secret(content: Mapping[str, Any], unit_names: Sequence[str]) -> Iterator[Shortcoming]:
    """What readers must not learn from the text: how to reach people, and who is hidden."""
    for name in _TEXTS:
        text = _said(content, name)
        if _PHONE.search(text) or _MAIL.search(text) or _CHAT.search(text):
            sentence = _("Take phone numbers and addresses out: contact goes through the site.")
            yield _must(name, sentence)
        elif _PERSON.search(text):
            yield _hint(name, _("Leave names of persons out: contact goes through the site."))
    if content.get("naming") != "hidden":
        return
    for name in _TEXTS:
        if any(unit and unit in _said(content, name) for unit in unit_names):
            yield _must(name, _("Readers are not to know who you are, but this text names you."))
    if content.get("visibility") == "member":
        sentence = _(
            "What only your own organisation reads needs no hidden name. Choose one of both."
        )
        yield _must("naming", sentence)


def _advice(content: Mapping[str, Any]) -> Iterator[Shortcoming]:
    title, body = _said(content, "title"), plain(_said(content, "body"))
    words = _OFFER if content.get("direction") == "offer" else _NEED
    if len(title) < SHORTEST_TITLE or not words.search(title):
        yield _hint(
            "title",
            _("Let the title say offer or need, and of what: “Offering 20 training places”."),
        )
    if not _said(content, "amount"):
        yield _hint("amount", _("Say how much of it: 20 posts, 3 courses a year."))
    if not _said(content, "summary"):
        yield _hint("summary", _("Write a sentence that lists show under the title."))
    if body and not _WHOM.search(body):
        yield _hint("body", _("Say for whom it is meant: enterprises, parks, graduates."))
    if body and not re.search(r"\d", body):
        yield _hint("body", _("Give numbers and days: how many, from when, until when."))


def _said(content: Mapping[str, Any], name: str) -> str:
    return str(content.get(name) or "").strip()


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def _must(field: str, sentence: str) -> Shortcoming:
    return Shortcoming(field, str(sentence), is_needed=True)


def _hint(field: str, sentence: str) -> Shortcoming:
    return Shortcoming(field, str(sentence))
