"""一份通知里的词：是哪一种会、发给谁、在哪儿、要不要报名。"""

import re

from core.domain.notices import Audience, NoticeKind, Wanted
from core.domain.typed import FOLD

KIND = re.compile(
    r"(?P<general_meeting>(?:支部)?全体党员大会|(?:支部)?党员大会|支部大会)"
    r"|(?P<committee_meeting>支部?委员会(?:扩大)?(?:会议?)?|支委(?:扩大)?会议?)"
    r"|(?P<subgroup_meeting>党?小组会议?)"
    r"|(?P<party_lecture>(?:专题)?党课)"
    r"|(?P<theme_day>主题党日(?:活动)?)"
    r"|(?P<organizational_life_meeting>(?:专题)?组织生活会)"
    r"|(?P<appraisal>民主评议(?:党员)?(?:大会|会议|会)?)"
    r"|(?P<activity>志愿服务(?:活动)?|义务劳动|参观学习|[^\s,，。;；:：的]{0,6}活动(?!室|中心|场|用房|经费))"
)
LAST_KIND = re.compile(rf"[\s,，;；。]+(?:{re.sub('[?]P<[a-z_]+>', '?:', KIND.pattern)})$")
"""会名写在议题后面的。"""
TO_ATTEND = frozenset(NoticeKind) - {NoticeKind.OTHER, NoticeKind.ACTIVITY}
AGENDA = re.compile(
    r"(?:主要)?(?:议题|议程|内容|主题|题目|课题)\s*(?::|：|为|是)\s*(?P<agenda>.+?)"
    r"(?=[\s,，;；。]*(?:时间|地点|地址|参会人员|人员|要求)\s*[:：]|\s*$)",
    re.DOTALL,
)
PLACE_LABEL = re.compile(r"(?:会议)?(?:地点|地址|会场)\s*[:：是为在]*\s*(?P<place>[^\s,，。;；]{1,40})")
_SPOT = (
    r"(?:室|楼|层|厅|堂|馆|院|中心|基地|广场|会场|公园|陵园|纪念碑|故居|旧址|食堂|社区|门口|大厅|现场|操场|线上|线下|网上"
    r"|腾讯会议|钉钉|视频会议|会议软件)"
)
_PLACE = re.compile(
    rf"[^\s,，。;；:：]{{0,30}}{_SPOT}(?:[A-Za-z]?\d{{1,4}})?|[A-Za-z]?\d{{3,4}}|.{{0,20}}\d{{1,4}}(?:室|号楼)"
)
_HELD = re.compile(
    r"(?:在|到|于)\s*(?P<place>[^\s,，。;；在]{2,30}?)\s*(?:召开|举行|举办|开展|集合|上|开)(?=$|[\s,，。;；])"
)
_HEAD = re.compile(r"^(?:兹?定于|将?在|于|到|将|请|我?支部)+")
_END = re.compile(r"(?:召开|举行|举办|开展|进行|集合|开会?|上|的)+$")
_FILLER = re.compile(
    r"(?:请)?(?:全体党员|全体同志|全体|各位党员|各位同志|各位|大家|所有党员)?(?:准时|按时)?(?:参加|参会|出席)?"
    r"|会议|开会|通知|本支部|支部|时间[:：]?|地点[:：]?|召开|开|在"
)
_NTH_GROUP = r"第?[一二三四五六七八九十\d]{1,3}(?:党支部)?(?:党|学习)?小?组"
_SUBGROUP = re.compile(rf"(?P<name>{_NTH_GROUP})(?!会议室)")
_AUDIENCES = (
    (Audience.FLOATING, re.compile("流动党员")),
    (Audience.ACTIVISTS, re.compile("(?:入党)?积极分子")),
    (Audience.COMMITTEE, re.compile("(?:全体|各位)?(?:支部委员|支委)(?!会|扩大)(?:委员|成员|同志)?")),
)
_OPENS = r"^[\s请]*(?:全体|各位|各|所有)?"
_SIGN_UP = re.compile(r"(?:需|须|需要|请|接受|可|自愿|自由)报名|报名参加|限(?:额)?\s*\d{1,3}\s*[人名位]")
_MOST = re.compile(r"(?:报名|限额?|名额)\D{0,4}(?P<most>\d{1,3})\s*[人名位个]")
NAMED = re.compile(r"[^\s,，。;；:：]{2,16}(?:会议?|学习|培训|讲座|调研|座谈)")
DEADLINE = re.compile(r"(?:之前|以前|前)$")
CHAT = re.compile(r"[?？吗呢吧了谁]|什么|怎么|哪|多少|几")
_BREAKS = re.compile(r"([\s,，;；。、!！]+)")
TIDY = " \n,，。;；:：、"


def place_in(words: str) -> str | None:
    """补的一句是不是地点：「地点 三楼会议室」「在二楼」「三楼会议室」。"""
    text = words.strip(TIDY)
    if labelled := re.match(r"(?:地点|地址|会场)[\s:：是为在改到]*(?P<place>.{1,40})$", text):
        return labelled["place"].strip()
    return _spot(_HEAD.sub("", text))


def subgroup_key(name: str) -> str:
    """党小组的名字去掉“第”“党小组”之后：「第一党小组」「一组」「1组」是一个。"""
    digits = str.maketrans("一二三四五六七八九", "123456789")
    return re.sub("[第党小组学习支部]", "", name.translate(FOLD)).translate(digits)


def kind_in(rest: str) -> tuple[NoticeKind, str]:
    """话里第一个会的名称是哪一种，和拿掉会名之后余下的话；没有的是 OTHER。"""
    found = next((one for one in KIND.finditer(rest)), None)
    if found is None or found.lastgroup is None:
        return NoticeKind.OTHER, rest
    kind = NoticeKind(found.lastgroup)
    # 活动的名字本身就是名目，留着
    gone = rest if kind is NoticeKind.ACTIVITY else f"{rest[: found.start()]}\n{rest[found.end() :]}"
    return kind, gone


def audience_in(rest: str, kind: NoticeKind) -> tuple[Audience, str]:
    """会议发给谁，和话里说的党小组。"""
    group = _SUBGROUP.search(rest)
    named = group["name"] if group else ""
    if kind is NoticeKind.COMMITTEE_MEETING:
        return Audience.COMMITTEE, ""
    if kind is NoticeKind.SUBGROUP_MEETING or named:
        return Audience.SUBGROUP, named or _before_group(rest)
    return next((one for one, words in _AUDIENCES if words.search(rest)), Audience.ALL), ""


def _before_group(rest: str) -> str:
    """「第一党小组会」：会名拿掉以后，前面剩下的是第几。"""
    found = re.search(r"(第?[一二三四五六七八九十\d]{1,3})\n", rest)
    return f"{found[1]}党小组" if found else ""


def opening_audience(text: str) -> tuple[Audience, str]:
    """一般通知只看打头的几个字：正文里提到谁，不等于发给谁。"""
    if found := re.match(rf"{_OPENS}(?P<name>{_NTH_GROUP})", text):
        return Audience.SUBGROUP, found["name"]
    for audience, words in _AUDIENCES:
        if re.match(_OPENS + f"(?:{words.pattern})", text):
            return audience, ""
    return Audience.ALL, ""


def wanted_in(text: str, usual: Wanted) -> tuple[Wanted, int | None]:
    """要什么回执、限几人；没有说报名的照 usual。"""
    if not _SIGN_UP.search(text):
        return usual, None
    found = _MOST.search(text)
    return Wanted.SIGN_UP, int(found["most"]) if found else None


def place_and_rest(rest: str, known: str | None) -> tuple[str | None, list[str]]:
    """地点和余下的话。"""
    place, left = known, list[str]()
    if place is None and (held := _HELD.search(rest)):
        place, rest = held["place"], f"{rest[: held.start()]} {rest[held.end() :]}"
    pieces, listing = _BREAKS.split(rest), False
    for token, mark in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        whole = _HEAD.sub("", token)
        spot, word = _spot(whole), _END.sub("", whole)
        kept = bool(word) and not _is_filler(word)
        if place is None and spot is not None:
            place, kept = spot, False
        elif kept and listing:
            left[-1] += f"、{_END.sub('', token)}"
        elif kept:
            left.append(_END.sub("", token))
        # 并列的几样原样连着，不拆成几句
        listing = kept and mark == "、"
    return place, left


def _spot(words: str) -> str | None:
    """像地点的就是地点；「三楼会议室召开」去掉后面的动词再看。"""
    return next((one for one in (words, _END.sub("", words)) if _PLACE.fullmatch(one)), None)


def _is_filler(word: str) -> bool:
    audience = any(pattern.fullmatch(word) for _, pattern in _AUDIENCES)
    sign_up = _SIGN_UP.fullmatch(word) or re.fullmatch(r"第?[一二三四五六七八九十\d]{1,3}|限?\d{1,3}[人名位]", word)
    return bool(_FILLER.fullmatch(word) or _SUBGROUP.fullmatch(word) or audience or sign_up)
