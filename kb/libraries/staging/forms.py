"""The parts of a project's form that tell its course: who takes part, which stages it reached."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from kb.alliance import names
from kb.libraries.projects import Stage
from kb.web.choices import name_of
from kb.web.fields import Choice, DateField, Form, Reference, Text
from kb.web.lines import Lines, Row

ELSEWHERE = ("elsewhere", "其他", "其它", "外地")
WHOLE = Decimal(100)
ON_THE_GROUND = (Stage.LANDED, Stage.OPERATING)


class Participants(Lines):
    """City (name or slug), unit, work, share in percent; all shares together at most 100."""

    parts = ("city", "unit", "work", "share")

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        total = sum((Decimal(str(row.get("share") or 0)) for row in self.data), Decimal())
        if total > WHOLE:
            said = f"{total.normalize():f}"
            raise ValueError(_("The shares come to %(total)s; at most 100.", total=said))

    def read(self, row: Row) -> Row:
        city = _city(row["city"])
        if not city and not row.get("unit"):
            raise ValueError(_("Name the unit of a city outside the alliance."))
        given = {"city": city, "unit": row.get("unit"), "work": row.get("work")}
        return given | ({"share": _share(row["share"])} if row.get("share") else {})

    def write(self, row: Mapping[str, Any]) -> Row:
        city = names.city_names().get(str(row.get("city")), str(_("elsewhere")))
        share = f"{Decimal(str(row['share'])).normalize():f}" if row.get("share") else ""
        return dict(row) | {"city": city, "share": share}


def _city(text: str) -> str:
    """The slug of a city named in either language; empty for one outside the alliance."""
    wanted = text.removesuffix("市").casefold()
    if wanted in (*ELSEWHERE, str(_("elsewhere"))):
        return ""
    for slug, name in names.city_names().items():
        if wanted in (slug, name.casefold(), name.removesuffix("市").casefold()):
            return slug
    raise ValueError(_("“%(city)s” is no city of the alliance.", city=text[:40]))


def _share(text: str) -> float:
    given = unicodedata.normalize("NFKC", text).removesuffix("%").strip()
    try:
        share = Decimal(given)
    except InvalidOperation:
        share = Decimal(-1)
    if not (share.is_finite() and 0 < share <= WHOLE):
        raise ValueError(_("Write the share as a number up to 100: %(text)s", text=text[:40]))
    return float(share)


class Milestones(Lines):
    """Stage (label or value), day, proof; in the order of the days."""

    parts = ("stage", "on", "proof")

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        stages = [Stage(row["stage"]) for row in self.data]
        order = list(Stage)
        for before, after in pairwise(self.data):
            if after["on"] < before["on"]:
                raise ValueError(_("The days must be in order: %(day)s.", day=after["on"]))
        places = [order.index(stage) for stage in stages]
        if any(after <= before for before, after in pairwise(places)):
            raise ValueError(_("Each stage once, from reserve to conclusion."))

    def read(self, row: Row) -> Row:
        return {
            "stage": _stage(row["stage"]).value,
            "on": _day(row.get("on", "")).isoformat(),
            "proof": row.get("proof"),
        }

    def write(self, row: Mapping[str, Any]) -> Row:
        known = {stage.value: str(name_of(stage)) for stage in Stage}
        stage = str(row.get("stage"))
        return dict(row) | {"stage": known.get(stage, stage)}


def _stage(text: str) -> Stage:
    for stage in Stage:
        if text in (stage.value, str(name_of(stage)), CHINESE[stage]):
            return stage
    raise ValueError(_("“%(stage)s” is no stage of a project.", stage=text[:40]))


CHINESE = dict(zip(Stage, ("储备", "培育", "签约", "落地", "运营", "结项"), strict=True))
"""How the stages are called in the alliance's papers, whatever the language of the page."""


def _day(text: str) -> date:
    try:
        year, month, day = map(int, re.findall(r"\d+", unicodedata.normalize("NFKC", text)))
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise ValueError(_("Each stage needs its day, as 2026-11-12.")) from error


def standing_faults(content: Mapping[str, Any]) -> dict[str, str]:
    """What of stage, milestones and landing city does not fit together: sentence by field."""
    stage, milestones = content.get("stage"), content.get("milestones") or ()
    faults = {}
    if stage and milestones and milestones[-1]["stage"] != stage:
        said = {"last": str(Stage(milestones[-1]["stage"]).label), "stage": str(stage.label)}
        faults["milestones"] = _(
            "The last line says “%(last)s”, but the stage is “%(stage)s”. Make them agree.", **said
        )
    if stage in ON_THE_GROUND and not content.get("landing_city"):
        faults["landing_city"] = _("Say in which city it has landed.")
    return faults


@dataclass(frozen=True)
class Step:
    """A stage that a project has reached."""

    stage: Stage
    on: date
    proof: str
    landing_city: str = ""


class StepForm(Form):
    """The next stage, its day and what proves it."""

    version = HiddenField()
    stage = Choice(_l("Stage reached"), Stage)
    on = DateField(_l("Since"), [InputRequired()])
    proof = Text(
        _l("What proves it"),
        [DataRequired(), Length(max=300)],
        description=_l("A contract, an approval, a report: title and number."),
    )
    landing_city = Reference(_l("City where it lands"), [Optional()], choices=names.city_choices)

    @property
    def step(self) -> Step:
        stage, on = cast(Stage, self.stage.data), cast(date, self.on.data)
        return Step(stage, on, self.proof.data, self.landing_city.data or "")
