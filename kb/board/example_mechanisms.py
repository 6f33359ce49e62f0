"""Example of both mechanisms: activities, advice, links and a line of descent, made from a small
table through the site's own rules. All of it is marked; `examples.clear` takes it away.
"""

import tomllib
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import Role, User
from kb.activities.activities import Activity, Programme, Progress
from kb.activities.figures import row_of
from kb.alliance import cities, examples
from kb.board import example_advice, example_exchange
from kb.board.example_records import Cast, Row, at, day_of, expert, person, publish
from kb.bulletin import reporting
from kb.db import db
from kb.errors import Conflict
from kb.libraries.adopting import declaring
from kb.libraries.adopting.declaring import Declaration
from kb.libraries.case_studies import CaseStudy
from kb.publishing import workflow

PARK = "rizhao-park"
SECRETARY = "mechanisms-secretary"


def play(story: Path) -> None:
    """Make what this table tells. Raises Conflict where it is there already."""
    told = tomllib.loads(story.read_text(encoding="utf-8"))
    known = select(User.id).where(User.email == f"{SECRETARY}@example.invalid")
    if db.session.scalar(known) is not None:
        raise Conflict(_("The example is there already. Take it away first: flask kb demo clear"))
    with examples.marked():
        cast = _cast()
        for row in told["expert"]:
            expert(row, cast)
        for row in told["activity"]:
            _activity(row, cast)
        for make, rows in (
            (example_exchange.partner, told["partner"]),
            (example_exchange.posting, told["posting"]),
            (example_exchange.link, told["link"]),
        ):
            for row in rows:
                make(row, cast)
        for row in told["consultation"]:
            example_advice.consultation(row, cast)
        example_advice.chain(told["chain"], cast)
        for row in told["adoption"]:
            _adoption(row, cast)
        for row in told["media"]:
            _report(row, cast)


def _cast() -> Cast:
    cast = Cast(person("示例秘书", SECRETARY, Role.SECRETARIAT))
    for city in cities.in_order():
        name = f"{city.name}联络员（示例）"
        cast.liaisons[city.slug] = person(
            name, f"liaison-{city.slug}", Role.CITY_LIAISON, city.slug
        )
    editor = person("园区编辑（示例）", "park-editor", Role.PARK_EDITOR, "rizhao", PARK)
    cast.editors[PARK] = editor
    return cast


def _activity(row: Row, cast: Cast) -> None:
    """One activity, as far as the story says it has come."""
    is_park = "member" in row
    content = {
        "title": row["title"],
        "city": row["city"],
        "member": row.get("member"),
        "activity_kind": row["kind"],
        "programme": (Programme.PARK if is_park else Programme.CITY).value,
        "progress": row["progress"],
        "starts_on": day_of(row),
        "precision": "day",
        "mode": "on_site",
        "place": row.get("place", ""),
        "hours": "09:00-11:30" if row["progress"] != Progress.PLANNED else "",
        "speakers": _speakers(row.get("speakers", "")),
        "figures": _figures(row.get("figures", "")),
        "body": "供试用的虚构活动。",
        "report": row.get("report", ""),
    }
    with at({"day": row["day"] + 5}):
        made = publish(Activity, cast, cast.author(row), content)
    if "key" in row:
        cast.records[row["key"]] = made


def _speakers(text: str) -> list[dict[str, str]]:
    names = ("name", "unit", "topic")
    return [dict(zip(names, _parts(line), strict=True)) for line in text.splitlines()]


def _figures(text: str) -> list[dict[str, object]]:
    rows = ({"label": label, "text": words} for label, words in map(_parts, text.splitlines()))
    return [row_of(row) for row in rows]


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.split("|")]


def _adoption(row: Row, cast: Cast) -> None:
    case, editor = cast.records["case"], cast.editors[row["member"]]
    assert isinstance(case, CaseStudy)
    with at(row):
        said = Declaration(row["member"], day_of(row), row["scope"], row["effort"], row["result"])
        declaring.confirm(declaring.declare(case, said, editor), cast.secretary)


def _report(row: Row, cast: Cast) -> None:
    """A report in the media on one of the activities."""
    about = cast.records[row["about"]]
    values = {
        "title": f"{row['title']}（示例）",
        "issuer": row["outlet"],
        "body": "供试用的虚构报道。",
        "published_on": day_of(row),
        "year": day_of(row).year,
        "source": "示例",
    }
    with at(row):
        article = reporting.bring_in(about, values, cast.liaisons[str(about.city)])
        workflow.publish(article, cast.secretary)
