"""Reporting: a report in the media is brought in, and related to what it tells of."""

from collections.abc import Mapping
from typing import Any

from kb.accounts.users import User
from kb.bulletin.articles import Article, Genre
from kb.bulletin.coverage import may_report
from kb.db import db
from kb.publishing import audit, workflow
from kb.publishing.links import Relation, link
from kb.publishing.permissions import fixed, may_read, require
from kb.publishing.records import Record
from kb.publishing.revisions import apply, encode, proposal


def bring_in(record: Record, values: Mapping[str, Any], person: User) -> Article:
    """A report on this record, handed to the secretariat.

    Units begin no other articles; that it tells of a record of theirs gives them the right.
    """
    require(may_report(person, record))
    own = {"genre": Genre.MEDIA, "city": record.city, "member": record.member}
    content = {"themes": [], "tags": [], "visibility": "public"} | own | dict(values)
    content |= fixed(Article, person, None)
    article = Article(author=person)
    db.session.add(article)
    apply(article, encode(content))
    db.session.flush()
    db.session.add(proposal(article, 1, person, content))
    audit.log(person, "create", article.title, article.id)
    db.session.flush()
    link(article, record, Relation.REPORTS, person)
    workflow.submit(article, person)
    return article


def relate(article: Article, record: Record, person: User) -> None:
    """Say that a report tells of this record: whoever may edit the report and see the record."""
    require(may_read(person, record) and record.id != article.id)
    link(article, record, Relation.REPORTS, person)
