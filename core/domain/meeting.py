"""把一行话读成一份通知的草稿：哪一类、什么时候、在哪儿、议什么、发给谁、要什么回执。

「会议通知 下周三下午3点 三楼会议室 支部党员大会 议题：…」「周五下午三点开支部大会」「通知 请各党小组…」。
时间只信 calendar.read_when；过去的、没有的、含糊的，doubt 说明，要问回去，绝不替人猜。
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from core.domain.calendar import Doubt, When, read_when
from core.domain.notices import NOTICE_LABELS, Audience, NoticeKind, Wanted
from core.domain.typed import FOLD


@dataclass(frozen=True, slots=True)
class Draft:
    """一份通知的草稿。

    title 是说给人听的名目；body 是一般通知的正文，会议的是补充说明；subgroup 是话里说的党小组（没有说为空串）；
    said 是话里说时间的那几个字；most 是报名限几人。
    """

    kind: NoticeKind
    title: str
    body: str
    starts_at: datetime | None = None
    place: str | None = None
    agenda: str | None = None
    audience: Audience = Audience.ALL
    subgroup: str = ""
    wanted: Wanted = Wanted.ACK
    most: int | None = None
    said: str = ""

    def kept(self) -> dict[str, Any]:
        """写成 JSON 的样子。"""
        at = self.starts_at.isoformat() if self.starts_at else None
        return {name: getattr(self, name) for name in Draft.__slots__} | {"starts_at": at}


class Reading(NamedTuple):
    """读出来的：doubt 不空是时间要问回去，at 是读到一半的那一刻（已经过去的、没说几点的那一天）。"""

    draft: Draft
    doubt: Doubt | None = None
    at: datetime | None = None


def draft_from(kept: dict[str, Any]) -> Draft:
    """从 kept 写下的取回来。"""
    values: dict[str, Any] = dict(kept)
    values["starts_at"] = datetime.fromisoformat(kept["starts_at"]) if kept["starts_at"] else None
    kinds = {"kind": NoticeKind, "audience": Audience, "wanted": Wanted}
    return Draft(**{name: kinds[name](value) if name in kinds else value for name, value in values.items()})


_KIND = re.compile(
    r"(?P<general_meeting>(?:支部)?全体党员大会|(?:支部)?党员大会|支部大会)"
    r"|(?P<committee_meeting>支部?委员会(?:扩大)?(?:会议?)?|支委(?:扩大)?会议?)"
    r"|(?P<subgroup_meeting>党?小组会议?)"
    r"|(?P<party_lecture>(?:专题)?党课)"
    r"|(?P<theme_day>主题党日(?:活动)?)"
    r"|(?P<organizational_life_meeting>(?:专题)?组织生活会)"
    r"|(?P<appraisal>民主评议(?:党员)?(?:大会|会议|会)?)"
    r"|(?P<activity>志愿服务(?:活动)?|义务劳动|参观学习|[^\s,，。;；:：的]{0,6}活动(?!室|中心|场|用房|经费))"
)
_LAST_KIND = re.compile(rf"[\s,，;；。]+(?:{re.sub('[?]P<[a-z_]+>', '?:', _KIND.pattern)})$")
"""会名写在议题后面的。"""
_TO_ATTEND = frozenset(NoticeKind) - {NoticeKind.OTHER, NoticeKind.ACTIVITY}
_AGENDA = re.compile(
    r"(?:主要)?(?:议题|议程|内容|主题|题目|课题)\s*(?::|：|为|是)\s*(?P<agenda>.+?)"
    r"(?=[\s,，;；。]*(?:时间|地点|地址|参会人员|人员|要求)\s*[:：]|\s*$)",
    re.DOTALL,
)
_PLACE_LABEL = re.compile(r"(?:会议)?(?:地点|地址|会场)\s*[:：是为在]*\s*(?P<place>[^\s,，。;；]{1,40})")
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
_NAMED = re.compile(r"[^\s,，。;；:：]{2,16}(?:会议?|学习|培训|讲座|调研|座谈)")
_DEADLINE = re.compile(r"(?:之前|以前|前)$")
_CHAT = re.compile(r"[?？吗呢吧了谁]|什么|怎么|哪|多少|几")
_BREAKS = re.compile(r"[\s,，;；。、!！]+")
_TIDY = " \n,，。;；:：、"
_SHOWN_TITLE = 16


def read_meeting(text: str, now: datetime) -> Reading:
    """「会议通知」后面的一行：一定要有时间。"""
    when = read_when(text, now)
    rest, agenda, place = _taken_out(text, when)
    kind, rest = _kind_in(rest)
    if kind is NoticeKind.OTHER and agenda and (last := _LAST_KIND.search(agenda)):
        kind, agenda = _kind_in(last[0])[0], agenda[: last.start()]
    audience, subgroup = _audience(rest, kind)
    wanted, most = _wanted(text, Wanted.ATTENDANCE)
    place, left = _place(rest, place)
    title, left = (NOTICE_LABELS[kind], left) if kind in _TO_ATTEND else _title(left, kind)
    draft = Draft(
        kind=kind,
        title=title,
        body=_remarks(left, when),
        starts_at=when.at if when.reason is None and when.clock else None,
        place=place,
        agenda=agenda,
        audience=audience,
        subgroup=subgroup,
        wanted=wanted,
        most=most,
        said=text[when.start : when.end],
    )
    doubt = when.reason or (None if when.clock else Doubt.AMBIGUOUS)
    return Reading(draft, doubt, when.at if doubt else None)


def read_notice(text: str, now: datetime) -> Reading:
    """「通知」后面的一行：说得清是哪一次会的照会议办，其余原样发，只有没有的日子才问回去。"""
    when = read_when(text, now)
    kind, _ = _kind_in(_taken_out(text, when)[0])
    words = text[when.start : when.end]
    timed = when.clock and not _DEADLINE.search(words)
    if kind in _TO_ATTEND and timed:
        return read_meeting(text, now)
    audience, subgroup = _opening_audience(text)
    on_day = kind is NoticeKind.ACTIVITY and when.reason is None and not _DEADLINE.search(words)
    wanted, most = _wanted(text, Wanted.ATTENDANCE if on_day and timed else Wanted.ACK)
    draft = Draft(
        kind=NoticeKind.ACTIVITY if on_day else NoticeKind.OTHER,
        title=NOTICE_LABELS[NoticeKind.ACTIVITY if on_day else NoticeKind.OTHER],
        body=text.strip(),
        starts_at=when.at if on_day and timed else None,
        audience=audience,
        subgroup=subgroup,
        wanted=wanted,
        most=most,
        said=words,
    )
    return Reading(draft, Doubt.IMPOSSIBLE) if when.reason is Doubt.IMPOSSIBLE else Reading(draft)


def read_sentence(text: str, now: datetime, *, strict: bool) -> Reading | None:
    """没有“通知”打头的一句「周五下午三点开支部大会」；说的是过去、在问什么，就是平常说话，为 None。

    strict 为真的（在群里说的），话里还有别的也算平常说话。
    """
    reading = read_meeting(text, now)
    if reading.doubt not in {None, Doubt.AMBIGUOUS} or reading.draft.kind not in _TO_ATTEND:
        return None
    left = reading.draft.body.split("；")[0]
    plain = not left or (reading.draft.agenda is not None if strict else _CHAT.search(left) is None)
    return reading if plain else None


def with_time(draft: Draft, words: str, asked_at: datetime, now: datetime) -> Reading:
    """问回去之后补的时间：先接在原来说的后面读，如「本月最后一个周五下午」＋「3点」，读不通再单独读。

    asked_at 是当初说的时候，「明天」从那天数起。
    """
    joined = read_when(f"{draft.said} {words}", asked_at) if draft.said else None
    usable = joined is not None and joined.reason is None and joined.clock
    alone = read_when(words, now)
    when = joined if joined is not None and (usable or alone.reason is Doubt.ABSENT) else alone
    doubt = when.reason or (None if when.clock else Doubt.AMBIGUOUS)
    if doubt is None and when.at is not None and when.at <= now:
        doubt = Doubt.PAST
    said = words if when.at is not None else draft.said
    made = replace(draft, starts_at=when.at if doubt is None else None, said=said)
    return Reading(made, doubt, when.at if doubt else None)


def place_in(words: str) -> str | None:
    """补的一句是不是地点：「地点 三楼会议室」「在二楼」「三楼会议室」。"""
    text = words.strip(_TIDY)
    if labelled := re.match(r"(?:地点|地址|会场)[\s:：是为在改到]*(?P<place>.{1,40})$", text):
        return labelled["place"].strip()
    return _spot(_HEAD.sub("", text))


def subgroup_key(name: str) -> str:
    """党小组的名字去掉“第”“党小组”之后：「第一党小组」「一组」「1组」是一个。"""
    digits = str.maketrans("一二三四五六七八九", "123456789")
    return re.sub("[第党小组学习支部]", "", name.translate(FOLD)).translate(digits)


def _taken_out(text: str, when: When) -> tuple[str, str | None, str | None]:
    """拿掉时间、议题、写明的地点，余下的话、议题、地点。"""
    blank = text[: when.start] + "\n" * bool(when.end) + text[when.end :]
    agenda = place = None
    if found := _AGENDA.search(blank):
        agenda = found["agenda"].strip(_TIDY)
        blank = f"{blank[: found.start()]} {blank[found.end() :]}"
    if found := _PLACE_LABEL.search(blank):
        place = found["place"]
        blank = f"{blank[: found.start()]} {blank[found.end() :]}"
    return re.sub(r"(?:会议)?时间\s*[:：]", " ", blank), agenda or None, place


def _kind_in(rest: str) -> tuple[NoticeKind, str]:
    found = next((one for one in _KIND.finditer(rest)), None)
    if found is None or found.lastgroup is None:
        return NoticeKind.OTHER, rest
    kind = NoticeKind(found.lastgroup)
    # 活动的名字本身就是名目，留着
    gone = rest if kind is NoticeKind.ACTIVITY else f"{rest[: found.start()]}\n{rest[found.end() :]}"
    return kind, gone


def _audience(rest: str, kind: NoticeKind) -> tuple[Audience, str]:
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
    return f"{found[1]}组" if found else ""


def _opening_audience(text: str) -> tuple[Audience, str]:
    """一般通知只看打头的几个字：正文里提到谁，不等于发给谁。"""
    if found := re.match(rf"{_OPENS}(?P<name>{_NTH_GROUP})", text):
        return Audience.SUBGROUP, found["name"]
    for audience, words in _AUDIENCES:
        if re.match(_OPENS + f"(?:{words.pattern})", text):
            return audience, ""
    return Audience.ALL, ""


def _wanted(text: str, usual: Wanted) -> tuple[Wanted, int | None]:
    if not _SIGN_UP.search(text):
        return usual, None
    found = _MOST.search(text)
    return Wanted.SIGN_UP, int(found["most"]) if found else None


def _place(rest: str, known: str | None) -> tuple[str | None, list[str]]:
    """地点和余下的话。"""
    place, left = known, list[str]()
    if place is None and (held := _HELD.search(rest)):
        place, rest = held["place"], f"{rest[: held.start()]} {rest[held.end() :]}"
    for token in _BREAKS.split(rest):
        whole = _HEAD.sub("", token)
        spot, word = _spot(whole), _END.sub("", whole)
        if place is None and spot is not None:
            place = spot
        elif word and not _is_filler(word):
            left.append(word)
    return place, left


def _spot(words: str) -> str | None:
    """像地点的就是地点；「三楼会议室召开」去掉后面的动词再看。"""
    return next((one for one in (words, _END.sub("", words)) if _PLACE.fullmatch(one)), None)


def _is_filler(word: str) -> bool:
    audience = any(pattern.fullmatch(word) for _, pattern in _AUDIENCES)
    sign_up = _SIGN_UP.fullmatch(word) or re.fullmatch(r"第?[一二三四五六七八九十\d]{1,3}|限?\d{1,3}[人名位]", word)
    return bool(_FILLER.fullmatch(word) or _SUBGROUP.fullmatch(word) or audience or sign_up)


def _title(left: list[str], kind: NoticeKind) -> tuple[str, list[str]]:
    """没有固定名目的会：余下的话里像会名的那一个；没有就叫“会议”。"""
    fits = _KIND if kind is NoticeKind.ACTIVITY else _NAMED
    named = next((one for one in left if len(one) <= _SHOWN_TITLE and fits.fullmatch(one)), None)
    usual = NOTICE_LABELS[kind] if kind is NoticeKind.ACTIVITY else "会议"
    return named or usual, [one for one in left if one != named]


def _remarks(left: list[str], when: When) -> str:
    ends = f"预计{when.until:%H:%M}结束" if when.until and when.at and _same_day(when.at, when.until) else ""
    return "；".join(one for one in ["，".join(left), ends] if one)


def _same_day(start: datetime, end: datetime) -> bool:
    return end - start < timedelta(days=1) and start.date() == end.date()
