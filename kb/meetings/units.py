"""Units: where in "青岛市人社局副局长" the unit ends and the post begins."""

import re

POSTS = (
    *("党组书记", "党组成员", "党委书记", "党委委员", "副书记", "书记", "一级调研员", "二级调研员"),
    *("三级调研员", "四级调研员", "调研员", "副局长", "局长", "副处长", "处长", "副科长", "科长"),
    *("副主任科员", "主任科员", "副主任", "主任", "副部长", "部长", "副秘书长", "秘书长", "副会长"),
    *("会长", "副理事长", "理事长", "副院长", "院长", "副校长", "校长", "副总经理", "总经理"),
    *("副董事长", "董事长", "副总裁", "总裁", "副所长", "所长", "副教授", "教授", "研究员", "专家"),
    *("副主席", "主席", "理事", "委员", "干事", "科员", "秘书", "经理", "总监", "负责人", "联络员"),
    *("工作人员", "记者", "代表", "园长", "站长", "副市长", "市长"),
)
UNIT_ENDS = (
    *("人力资源和社会保障局", "人社局", "产业园区", "产业园", "园区", "服务中心", "中心", "联盟"),
    *(
        "委员会",
        "协会",
        "学会",
        "商会",
        "研究院",
        "学院",
        "大学",
        "研究所",
        "集团",
        "公司",
        "秘书处",
    ),
    *(
        "办公室",
        "分局",
        "管委会",
        "组织部",
        "银行",
        "医院",
        "学校",
        "报社",
        "电视台",
        "平台",
        "机构",
    ),
    *("局", "厅", "处", "科", "部", "院", "所", "委", "办", "园", "会", "市", "区", "县", "社"),
)
_POST = "|".join(sorted(POSTS, key=len, reverse=True))
_END = "|".join(sorted(UNIT_ENDS, key=len, reverse=True))
_POSTS_AT_END = re.compile(rf"(?:(?:{_POST})[、,，/兼\s]*)+$")
_ENDS_AS_UNIT = re.compile(rf"(?:{_END})$")


def divided(duty: str) -> tuple[str, str]:
    """Unit and post of `青岛市人社局党组成员、副局长`; either may be empty."""
    duty = duty.strip(" ，,、；;")
    found = _POSTS_AT_END.search(duty)
    if found:
        return duty[: found.start()].strip(" ，,、"), found[0].strip(" ，,、")
    head, gap, tail = duty.rpartition(" ")
    return (head.strip(), tail) if gap else (duty, "")


def is_unit(text: str) -> bool:
    """Ends as units do, or as a post in one."""
    unit, post = divided(text)
    return bool(post) or bool(_ENDS_AS_UNIT.search(unit))
