"""法规：现行的是哪一版、简称指的是哪一部、一处出处怎么读。

现行版本照 2026 年 11 月 22 日的情况；法规修订后改这里，“题库体检”就会把出处过时的题停下来。
"""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from core.domain.questions import Source


class Standing(StrEnum):
    """一处出处可不可靠：现行的；旧版的；没有写年份，而新旧两版条号不同，说不准是哪一版。"""

    CURRENT = "current"
    OLD = "old"
    UNSURE = "unsure"


class Regulation(NamedTuple):
    """一部法规。

    years 是说到现行版本时写的年份，头一个是规范的写法，其余是施行的年份；only 为真是从来只有这一版；
    renumbered 为真是修订时条号变了；short 是人们写的简称。
    """

    name: str
    years: tuple[int, ...]
    only: bool = False
    renumbered: bool = False
    short: tuple[str, ...] = ()


REGULATIONS = (
    Regulation("中国共产党章程", (2022,), short=("党章",)),
    Regulation("中国共产党支部工作条例（试行）", (2018,), only=True, short=("支部工作条例", "支部条例")),
    Regulation("中国共产党党员教育管理工作条例", (2019,), only=True, short=("党员教育管理条例", "教育管理条例")),
    # 2026-05-11 修订发布，取代 2014 年版，条号和要求都变了
    Regulation("中国共产党发展党员工作细则", (2026,), renumbered=True, short=("发展党员细则", "发展党员工作细则")),
    # 2023-12-19 修订发布、2024-01-01 施行，取代 2018 年版，142 条成了 158 条
    Regulation(
        "中国共产党纪律处分条例", (2023, 2024), renumbered=True, short=("党纪处分条例", "处分条例", "党的纪律处分条例")
    ),
    Regulation("中国共产党廉洁自律准则", (2015, 2016), only=True, short=("廉洁自律准则",)),
    Regulation("关于新形势下党内政治生活的若干准则", (2016,), only=True, short=("新形势下党内政治生活若干准则",)),
    Regulation(
        "关于中国共产党党费收缴、使用和管理的规定",
        (2008,),
        only=True,
        short=("党费收缴、使用和管理的规定", "党费收缴使用管理规定", "党费规定"),
    ),
    Regulation("关于党的基层组织任期的意见", (2018,), only=True, short=("基层组织任期的意见",)),
    Regulation("中国共产党党和国家机关基层组织工作条例", (2019, 2020), short=("机关基层组织工作条例",)),
    Regulation("中国共产党普通高等学校基层组织工作条例", (2021,), short=("高校基层组织工作条例",)),
    Regulation("中国共产党组织处理规定（试行）", (2021,), only=True, short=("组织处理规定",)),
    Regulation("党史学习教育工作条例", (2024,), only=True),
    Regulation("中国共产党处分违纪党员批准权限和程序规定", (2022,), short=("处分违纪党员批准权限和程序规定",)),
)

_NOISE = re.compile(r"[\s、，,。.（）()《》〈〉]|试行|中国共产党|关于")
_LEAD = re.compile(r"^(?:出处|依据|根据|参见|出自|详见|见|来源)[:：]?")
_QUOTED = re.compile(r"[《〈]([^《》〈〉]{2,60})[》〉]")
_UNQUOTED = re.compile(r"^\W{0,3}([\u4e00-\u9fff（）()、]{2,40}?(?:条例|准则|规定|细则|章程|办法|意见|党章|宪法))")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_DATED = re.compile(r"[（(]?(?:19|20)\d{2}\s?年?(?:版|修订版?|修正版?|施行)?[）)]?")
_NUMERAL = "[零〇一二两三四五六七八九十百]"
_ARTICLE = re.compile(rf"第\s?(\d{{1,3}}|{_NUMERAL}{{1,7}})\s?条(之[一二三四五六七八九十])?")
_PART = re.compile(rf"总纲|序言|第\s?{_NUMERAL}{{1,4}}\s?(?:部分|章|节)|附则|附录")
_DIGITS = "零一二三四五六七八九"


def _key(name: str) -> str:
    return _NOISE.sub("", name)


_KNOWN = {_key(said): one for one in REGULATIONS for said in (one.name, *one.short)}
_BY_NAME = {one.name: one for one in REGULATIONS}
_BY_LENGTH = sorted(_KNOWN, key=len, reverse=True)


def find_regulation(said: str) -> Regulation | None:
    """全名、简称说的是哪一部；不认得为 None。"""
    return _KNOWN.get(_key(said))


def standing(source: Source) -> Standing:
    """这处出处还可不可靠；不认得的法规无从判断，算现行。"""
    known = _BY_NAME.get(source.regulation)
    if known is None or source.version in known.years:
        return Standing.CURRENT
    if source.version is None:
        return Standing.UNSURE if known.renumbered else Standing.CURRENT
    return Standing.OLD


def read_source(said: str) -> Source | None:
    """读一处出处：《党章》第8条、支部工作条例第十一条（2018年）……；看不出是哪部法规的为 None。

    只有过一版的法规没有写年份，补上那一年；没有写到第几条的，article 为空。
    """
    text = unicodedata.normalize("NFKC", said).replace("<<", "《").replace(">>", "》")
    name = _named(said, text)
    if name is None:
        return None
    year, known = _YEAR.search(text), find_regulation(name)
    version = int(year[1]) if year else None
    if known is not None:
        name = known.name
        version = known.years[0] if version in known.years or (version is None and known.only) else version
    return Source(name, version, _place(text))


def _named(said: str, text: str) -> str | None:
    quoted = _QUOTED.search(said) or _QUOTED.search(text)
    if quoted:
        return _DATED.sub("", quoted[1]).strip()
    plain = _LEAD.sub("", _key(text))
    if alias := next((one for one in _BY_LENGTH if plain.startswith(one)), ""):
        return _KNOWN[alias].name
    found = _UNQUOTED.match(_DATED.sub("", text))
    return found[1] if found else None


def _place(text: str) -> str:
    if found := _ARTICLE.search(text):
        return in_words(int(found[1])) + (found[2] or "") if found[1].isdecimal() else found[1] + (found[2] or "")
    part = _PART.search(text)
    return re.sub(r"\s", "", part[0]) if part else ""


def in_words(number: int) -> str:
    """一千以内的数写成汉字：11 是十一，158 是一百五十八，105 是一百零五。"""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones or not words else "")
