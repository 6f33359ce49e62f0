"""The fields that may stand before a colon, as people call them, and what a year may be."""

import re

from kb.search.engine import YEARS, Between, Node, Word
from kb.text.folding import fold

_CALLED = {
    "title": "title 标题 题目",
    "number": "number no 编号 文号",
    "tag": "tag theme 标签 主题",
    "names": "author names 作者 姓名 人名",
    "city": "city 城市",
    "year": "year 年份 年度",
    "kind": "kind library 类型 类别 栏目",
}

FIELDS = {name: field for field, names in _CALLED.items() for name in names.split()}
"""The public field that each name means."""

_YEAR = r"([0-9]{4})\s*年?"
_RANGE = re.compile(rf"{_YEAR}\s*(?:\.\.+|…|[-~至到])\s*(?:{_YEAR})?|(?:\.\.+|[-~])\s*{_YEAR}")
_BOUND = re.compile(rf"([<>≤≥]=?)\s*{_YEAR}")
_ONE = re.compile(_YEAR)


def years(text: str) -> Node | None:
    """What `2021`, `2021年`, `2021..2024`, `2021-2024`, `2021..`, `>=2021` mean; None for more."""
    text = fold(text).strip()
    if one := _ONE.fullmatch(text):
        return Word(one[1], "year")
    if found := _RANGE.fullmatch(text):
        low, high, until = found.groups()
        return Between("year", int(low or YEARS[0]), int(high or until or YEARS[-1]))
    if found := _BOUND.fullmatch(text):
        sign, year = found[1], int(found[2])
        if sign[0] in ">≥":
            return Between("year", year + (sign == ">"), YEARS[-1])
        return Between("year", YEARS[0], year - (sign == "<"))
    return None
