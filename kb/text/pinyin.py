"""How names and titles are spoken: full pinyin, initials, and the key that sorts them."""

import os
import re
import unicodedata
from functools import lru_cache

# pypinyin's table of phrases takes 44 MiB in every process, and a third of what it corrects is
# wrong for officials' words (乡长, xiang chang); _SPOKEN below holds the words that matter here.
# pypinyin reads these two only while it is imported.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")

from pypinyin import Style, pinyin  # noqa: E402

_SPOKEN = {
    word: tuple(syllables.split("-"))
    for word, syllables in (
        entry.split()
        for entry in """
        银行 yin-hang|行业 hang-ye|同行 tong-hang|各行 ge-hang|行情 hang-qing|央行 yang-hang
        农行 nong-hang|工行 gong-hang|建行 jian-hang|中行 zhong-hang|支行 zhi-hang|分行 fen-hang
        商行 shang-hang|内行 nei-hang|行家 hang-jia|排行 pai-hang|跨行 kua-hang|入行 ru-hang
        长期 chang-qi|长度 chang-du|长江 chang-jiang|长春 chang-chun|长沙 chang-sha|长效 chang-xiao
        长远 chang-yuan|长岛 chang-dao|长三角 chang-san-jiao|长城 chang-cheng|长清 chang-qing
        专长 zhuan-chang|特长 te-chang|延长 yan-chang|长安 chang-an|长治 chang-zhi|长处 chang-chu
        长短 chang-duan|长久 chang-jiu|全长 quan-chang|长宁 chang-ning|长白 chang-bai
        成长 cheng-zhang|增长 zeng-zhang|会长 hui-zhang|市长 shi-zhang|局长 ju-zhang
        处长 chu-zhang|科长 ke-zhang|院长 yuan-zhang|校长 xiao-zhang|理事长 li-shi-zhang
        秘书长 mi-shu-zhang|部长 bu-zhang|厅长 ting-zhang|省长 sheng-zhang|县长 xian-zhang
        乡长 xiang-zhang|镇长 zhen-zhang|区长 qu-zhang|主任 zhu-ren|组长 zu-zhang|董事长 dong-shi-zhang
        重庆 chong-qing|重复 chong-fu|重新 chong-xin|重组 chong-zu|双重 shuang-chong|重建 chong-jian
        多重 duo-chong|重叠 chong-die|重启 chong-qi|重阳 chong-yang
        调整 tiao-zheng|调解 tiao-jie|协调 xie-tiao|调节 tiao-jie|调控 tiao-kong|空调 kong-tiao
        调研 diao-yan|调查 diao-cha|调动 diao-dong|微调 wei-tiao|调试 tiao-shi
        首都 shou-du|都市 du-shi|成都 cheng-du|都江堰 du-jiang-yan|古都 gu-du|都匀 du-yun
        音乐 yin-yue|乐器 yue-qi|乐团 yue-tuan|乐队 yue-dui|乐清 yue-qing
        出差 chu-chai|差旅 chai-lü|差异 cha-yi|差距 cha-ju|参差 cen-ci|人参 ren-shen
        会计 kuai-ji|厦门 xia-men|蚌埠 beng-bu|六安 lu-an|台州 tai-zhou|丽水 li-shui|乐陵 lao-ling
        东阿 dong-e|单县 shan-xian|莘县 shen-xian|朝阳 chao-yang|朝鲜 chao-xian|番禺 pan-yu
        大夫 dai-fu|角色 jue-se|主角 zhu-jue|供给 gong-ji|给予 ji-yu|自给 zi-ji|补给 bu-ji
        了解 liao-jie|传记 zhuan-ji|自传 zi-zhuan|模样 mu-yang|率先 shuai-xian|率领 shuai-ling
        效率 xiao-lü|概率 gai-lü|比率 bi-lü|税率 shui-lü|就业率 jiu-ye-lü|利率 li-lü|费率 fei-lü
        处理 chu-li|处置 chu-zhi|相处 xiang-chu|提供 ti-gong|供应 gong-ying|应用 ying-yong
        应届 ying-jie|应急 ying-ji|反应 fan-ying|适应 shi-ying|响应 xiang-ying|应对 ying-dui
        中标 zhong-biao|弹性 tan-xing|扎实 zha-shi|兴旺 xing-wang|新兴 xin-xing|高兴 gao-xing
        兴趣 xing-qu|便宜 pian-yi|数据 shu-ju|数字 shu-zi|行为 xing-wei|为了 wei-le|什么 shen-me
        曾经 ceng-jing|解放 jie-fang|系统 xi-tong|藏品 cang-pin|西藏 xi-zang|宝藏 bao-zang
        校对 jiao-dui|着力 zhuo-li|着眼 zhuo-yan|执着 zhi-zhuo|沉着 chen-zhuo|琢磨 zuo-mo
        仔细 zi-xi|间隔 jian-ge|强调 qiang-diao|勉强 mian-qiang|降低 jiang-di|投降 tou-xiang
        参与 can-yu|与会 yu-hui|和谐 he-xie|量化 liang-hua|否则 fou-ze|的确 di-que|目的 mu-di
        """.replace("\n", "|").split("|")
        if entry.strip()
    )
}
"""Words in which a character is not read the way it mostly is."""

_PART = re.compile("|".join(sorted(_SPOKEN, key=len, reverse=True)) + r"|[^\W_]", re.DOTALL)


def full(text: str) -> str:
    """Everything in one run, lower case: `日照` becomes `rizhao`; signs and blanks go."""
    return "".join(_syllables(text))


def initials(text: str) -> str:
    """The first letter of every syllable: `日照` becomes `rz`; Latin and digits stay whole."""
    return "".join(
        syllable if spoken == syllable else syllable[:1] for spoken, syllable in _parts(text)
    )


def sort_key(text: str) -> str:
    """What titles are sorted by: syllables and words, lower case, one blank between."""
    key, end = [], 0
    for start, stop, spoken, syllable in _spans(text):
        if key and (start > end or spoken != syllable):
            key.append(" ")
    return "".join(key)


@lru_cache(maxsize=30_000)
def readings(character: str) -> frozenset[str]:
    """Every way to read this one character, without tones; `ü` is `v`."""
    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])
