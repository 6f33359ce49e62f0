"""A corpus of Chinese records as `flask kb load` takes them, the same every time for one size.

Words follow Zipf's law as in real texts: a few stand everywhere, most are rare, so that an index
has long and short posting lists, and titles are nearly all distinct.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000}

CITIES = {
    "qingdao": "青岛",
    "yantai": "烟台",
    "weifang": "潍坊",
    "weihai": "威海",
    "rizhao": "日照",
    "binzhou": "滨州",
    "dongying": "东营",
}
_THEMES = """
招商入驻 集聚产业 培育市场 孵化企业 服务人才 引才聚才 技能提升 智慧园区 品牌宣传
"""
_SUBJECTS = """
人力资源服务 产业园区 人才引进 就业创业 零工市场 校企合作 职业技能 劳务派遣 服务外包 人才测评
薪酬管理 灵活用工 猎头招聘 线上招聘 公共服务 政策兑现 数字化平台 园区运营 招商引资 入驻机构
产才融合 海洋产业 高端装备 绿色化工 康养旅游 现代物流 跨境电商 专精特新 博士后工作站 技师学院
社会保障 劳动关系 权益保障 信用评价 标准建设 统计监测 风险防控 党建引领 青年人才 乡村振兴
银发人才 海外引才 东西协作 人才公寓 创业孵化 揭榜挂帅 校地联动 产教融合 岗位对接 技能竞赛
"""
_FORMS = """
提升工程 试点项目 服务专区 共享平台 行动方案 对接活动 研究报告 实践案例 协作机制 评价标准
实训基地 调查研究 操作指南 示范工程 综合改革 专项行动 合作协议 培训计划 数据平台 创新大赛
"""
_ACTORS = """
园区运营公司 市人社局 联盟秘书处 入驻企业 轮值主席单位 行业协会 高等院校 技工院校 专家咨询委员会
服务机构 用人单位 人才集团 公共就业服务机构 县区政府 合作伙伴 毕业生 高技能人才 青年创业者
"""
_DEEDS = """
共同建设 持续优化 统筹推进 联合发布 牵头起草 率先试行 逐步完善 集中受理 对口帮扶 按月通报 公开征集
协同推进 重点支持 精准对接 分类指导 全面落实 首次引入 联合举办 跟踪服务 定期评估
"""
_EFFECTS = """
服务能力明显提升 办理时限缩短一半 覆盖范围扩大到各县区 企业用工成本下降 供需匹配效率提高
形成可复制推广的做法 得到省级主管部门肯定 吸引一批优质机构入驻 带动上下游协同发展
为区域一体化提供人才支撑 打通服务最后一公里 建立起常态化联络机制 群众满意度稳步上升
"""
THEMES, SUBJECTS, FORMS = _THEMES.split(), _SUBJECTS.split(), _FORMS.split()
ACTORS, DEEDS, EFFECTS = _ACTORS.split(), _DEEDS.split(), _EFFECTS.split()
PATTERNS = (
    "{actor}{deed}{subject}，{effect}。",
    "围绕{subject}与{subject2}，{actor}{deed}{word}{form}，{effect}。",
    "{year}年，{city}{deed}{subject}{form}{number}项，服务{actor2}{number2}家，{effect}。",
    "在{word}、{word2}等方面，{city}和{city2}{deed}{subject}，{actor}负责落实。",
    "据统计，{city}{subject}领域从业人员{number2}人，同比增长{percent}%，{effect}。",
    "{actor}与{actor2}签订{word}{form}，明确{subject}的责任分工、经费渠道和完成时限。",
    "针对{subject}中存在的{word}问题，{actor}提出{number}条措施：一是{deed}{subject2}；"
    "二是{deed}{word2}；三是建立{form}台账。",
    "下一步，{city}将{deed}{subject}，{effect}。",
)
KINDS = ("project", "outcome", "case_study", "expert", "article", "activity", "posting")
SHARES = (30, 15, 10, 8, 12, 20, 5)
SECTIONS = ("background", "practice", "results", "replicability", "contact")
FIRST = "东西南北中海山江河湖金银玉华盛鼎恒远达信安康泰瑞祥和润泽宏图智慧云星辰光明春秋蓝天青松柏"
SECOND = "通联创汇聚力拓展博雅思源启航领先卓越精英才德诚信永固兴业嘉禾方圆同舟共济尚品优选易聘佳"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"


class Writer:
    """Writes records one after the other; `seed` decides every word."""

    def __init__(self, seed: int = 2021) -> None:
        self._random = Random(seed)
        self._last_project = ""
        names = [a + b + c for a in FIRST for b in SECOND for c in "科集产服"]
        self._random.shuffle(names)
        # Common words first, rare names last: their frequency falls as 1 / rank.
        self._words = [*SUBJECTS, *FORMS, *names[:6000]]
        self._ranks = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))
        self._subjects = list(accumulate(1 / (rank + 2) for rank in range(len(SUBJECTS))))

    def record(self, at: int) -> dict[str, Any]:
        chance = self._random
        kind = chance.choices(KINDS, SHARES)[0]
        city = chance.choice(list(CITIES))
        day = date(2015, 1, 1) + timedelta(days=chance.randrange(4000))
        subject = self._subject()
        made = {
            "kind": kind,
            "key": f"bench-{at:06d}",
            "title": self._title(kind, city, subject, at),
            "summary": self._sentences(50),
            "city": city,
            "year": day.year,
            "published_on": day.isoformat(),
            "tags": sorted({subject, self._word(), self._subject()}),
            "themes": sorted({chance.choice(THEMES), chance.choice(THEMES)}),
            "source": "性能测试语料，并非事实",
        }
        if at and kind in ("outcome", "case_study") and self._last_project:
            made["links"] = [{"relation": "derived_from", "to": self._last_project}]
        if kind == "project":
            self._last_project = made["key"]
        if kind == "case_study":
            texts = {name: self._text(80) for name in SECTIONS[:-1]}
            return made | texts | {"contact": f"{CITIES[city]}{self._word()}"}
        return made | {"body": self._text(400)} | self._facts(kind, day)

    def queries(self) -> Iterator[str]:
        """What readers may type, without end: common and rare words, alone and together."""
        while True:
            shape = self._random.randrange(4)
            if shape == 0:
                yield self._word()
            elif shape == 1:
                yield f"{self._subject()} {self._word()}"
            elif shape == 2:
                yield f"{self._random.choice(list(CITIES.values()))} {self._subject()}"
            else:
                yield f"{self._subject()}{self._random.choice(FORMS)} {self._word()}"

    def _facts(self, kind: str, day: date) -> dict[str, Any]:
        chance = self._random
        unit = f"{chance.choice(list(CITIES.values()))}{self._word()}人力资源有限公司"
        if kind == "project":
            stages = ("reserve", "incubation", "signed", "landed", "operating", "concluded")
            stage, city = chance.choice(stages), chance.choice(list(CITIES))
            return {"stage": stage, "lead_unit": unit, "landing_city": city}
        if kind == "outcome":
            types = ("paper", "thesis", "report", "standard", "tool", "application_scene")
            return {
                "outcome_type": chance.choice(types),
                "authors": self._person(),
                "achieved_on": day.isoformat(),
            }
        if kind == "expert":
            return {
                "unit": unit,
                "post": "研究员",
                "expertise": f"{self._subject()}、{self._word()}",
            }
        if kind == "activity":
            return {
                "activity_kind": chance.choice(("summit", "forum", "fair", "training", "docking")),
                "programme": chance.choice(("city", "park")),
                "progress": chance.choice(("held", "reported", "reported")),
                "starts_on": day.isoformat(),
                "host": unit,
                "report": self._sentences(80),
            }
        if kind == "posting":
            return {
                "direction": chance.choice(("offer", "need")),
                "resource": chance.choice(("talent", "finance", "university", "service")),
                "field": self._subject(),
                "amount": f"{chance.randrange(2, 400)}人",
                "valid_until": "2030-12-31",
            }
        return {"genre": chance.choice(("news", "policy", "media")), "issuer": unit}

    def _title(self, kind: str, city: str, subject: str, at: int) -> str:
        if kind == "expert":
            return self._person()
        form = self._random.choice(FORMS)
        return f"{CITIES[city]}{self._word()}{subject}{form}（第{at % 97 + 1}期）"

    def _person(self) -> str:
        given = self._random.sample(FIRST, self._random.choice((1, 2, 2)))
        return self._random.choice(SURNAMES) + "".join(given)

    def _text(self, characters: int) -> str:
        """Markdown of about so many characters, in paragraphs, the longer ones with a heading."""
        length = int(characters * self._random.uniform(0.5, 1.6))
        first, second = self._sentences(length // 2), self._sentences(length // 2)
        return f"{first}\n\n## {self._subject()}\n\n{second}" if length > 300 else first + second

    def _sentences(self, characters: int) -> str:
        text = ""
        while len(text) < characters:
            text += self._sentence()
        return text

    def _sentence(self) -> str:
        chance = self._random
        city, other = chance.sample(list(CITIES.values()), 2)
        return chance.choice(PATTERNS).format(
            actor=chance.choice(ACTORS),
            actor2=chance.choice(ACTORS),
            deed=chance.choice(DEEDS),
            subject=self._subject(),
            subject2=self._subject(),
            effect=chance.choice(EFFECTS),
            word=self._word(),
            word2=self._word(),
            form=chance.choice(FORMS),
            city=city,
            city2=other,
            year=chance.randrange(2015, 2026),
            number=chance.randrange(2, 40),
            number2=chance.randrange(50, 9000),
            percent=round(chance.uniform(1, 30), 1),
        )

    def _word(self) -> str:
        return self._picked(self._words, self._ranks)

    def _subject(self) -> str:
        return self._picked(SUBJECTS, self._subjects)

    def _picked(self, words: Sequence[str], ranks: Sequence[float]) -> str:
        return self._random.choices(words, cum_weights=ranks)[0]


def write(path: Path, count: int) -> Path:
    """Write `count` records as JSON lines, unless they stand there already."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = Writer()
        beside = path.with_suffix(".part")
        with beside.open("w", encoding="utf-8") as file:
            for at in range(count):
                file.write(json.dumps(writer.record(at), ensure_ascii=False) + "\n")
        beside.replace(path)
    return path


def queries(count: int, seed: int = 7) -> list[str]:
    """So many distinct queries; some find much, some little, a few nothing."""
    found: dict[str, None] = {}
    for query in Writer(seed).queries():
        found[query] = None
        if len(found) == count:
            return list(found)
    raise AssertionError("queries() never ends")


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("path", type=Path)
    reader.add_argument("--size", choices=SIZES, default="1k")
    chosen = reader.parse_args()
    write(chosen.path, SIZES[chosen.size])
