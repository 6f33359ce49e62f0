"""How characters are read: every reading of one, and the words that go against the usual one."""

import os
from functools import lru_cache

# pypinyin's own table of phrases takes 44 MiB in every process and is often wrong for the words of
# offices (乡长, "xiang chang"); SPOKEN stands in for it. pypinyin reads these two on import only.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")

from pypinyin import Style, lazy_pinyin, pinyin


@lru_cache(maxsize=30_000)
def readings(character: str) -> frozenset[str]:
    """Every way to read this one character, without tones; `v` stands for `ü`."""
    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


@lru_cache(maxsize=30_000)
def spoken(part: str) -> tuple[str, ...]:
    """The syllables of a word of SPOKEN or of one character; anything else comes back whole."""
    return SPOKEN.get(part) or tuple(lazy_pinyin(part))


_SPOKEN = """
银行=yin-hang 行业=hang-ye 同行=tong-hang 各行=ge-hang 行情=hang-qing 央行=yang-hang
农行=nong-hang 工行=gong-hang 建行=jian-hang 中行=zhong-hang 支行=zhi-hang 分行=fen-hang
商行=shang-hang 内行=nei-hang 行家=hang-jia 排行=pai-hang 跨行=kua-hang 入行=ru-hang
长期=chang-qi 长度=chang-du 长江=chang-jiang 长春=chang-chun 长沙=chang-sha
长效=chang-xiao 长远=chang-yuan 长岛=chang-dao 长三角=chang-san-jiao 长城=chang-cheng
长清=chang-qing 专长=zhuan-chang 特长=te-chang 延长=yan-chang 长安=chang-an
长治=chang-zhi 长处=chang-chu 长短=chang-duan 长久=chang-jiu 全长=quan-chang
长宁=chang-ning 长白=chang-bai 重庆=chong-qing 重复=chong-fu 重新=chong-xin
重组=chong-zu 双重=shuang-chong 重建=chong-jian 多重=duo-chong 重叠=chong-die
重启=chong-qi 重阳=chong-yang 调整=tiao-zheng 调解=tiao-jie 协调=xie-tiao 调节=tiao-jie
调控=tiao-kong 空调=kong-tiao 微调=wei-tiao 调试=tiao-shi 首都=shou-du 都市=du-shi
成都=cheng-du 都江堰=du-jiang-yan 古都=gu-du 都匀=du-yun 音乐=yin-yue 乐器=yue-qi
乐团=yue-tuan 乐队=yue-dui 乐清=yue-qing 出差=chu-chai 差旅=chai-lv 参差=cen-ci
人参=ren-shen 会计=kuai-ji 厦门=xia-men 蚌埠=beng-bu 六安=lu-an 乐陵=lao-ling 东阿=dong-e
单县=shan-xian 番禺=pan-yu 大夫=dai-fu 角色=jue-se 主角=zhu-jue 供给=gong-ji 给予=ji-yu
自给=zi-ji 补给=bu-ji 了解=liao-jie 传记=zhuan-ji 自传=zi-zhuan 模样=mu-yang
率先=shuai-xian 率领=shuai-ling 弹性=tan-xing 便宜=pian-yi 西藏=xi-zang 宝藏=bao-zang
校对=jiao-dui 着力=zhuo-li 着眼=zhuo-yan 执着=zhi-zhuo 沉着=chen-zhuo 仔细=zi-xi
投降=tou-xiang 的确=di-que 目的=mu-di 还款=huan-kuan 归还=gui-huan 偿还=chang-huan
返还=fan-huan 交还=jiao-huan 音乐会=yin-yue-hui
"""
SPOKEN = {
    word: tuple(syllables.split("-"))
    for word, syllables in (entry.split("=") for entry in _SPOKEN.split())
}
"""Words in which a character is not read the way it mostly is, with their syllables."""
