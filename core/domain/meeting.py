"""把一行话读成一份通知的草稿：哪一类、什么时候、在哪儿、议什么、发给谁、要什么回执。

「会议通知 下周三下午3点 三楼会议室 支部党员大会 议题：…」「周五下午三点开支部大会」「通知 请各党小组…」。
时间只信 calendar.read_when；过去的、没有的、含糊的，doubt 说明，要问回去，绝不替人猜。
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from core.domain.calendar import Doubt, When, read_when
from core.domain.meeting_words import (
    AGENDA,
    CHAT,
    DEADLINE,
    KIND,
    LAST_KIND,
    NAMED,
    PLACE_LABEL,
    TIDY,
    TO_ATTEND,
    audience_in,
    kind_in,
    opening_audience,
    place_and_rest,
    wanted_in,
)
from core.domain.notices import NOTICE_LABELS, Audience, NoticeKind, Wanted

_LONGEST_TITLE = 16


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
    kinds: dict[str, Any] = {"kind": NoticeKind, "audience": Audience, "wanted": Wanted}
    values |= {name: kind(kept[name]) for name, kind in kinds.items()}
    return Draft(**values)


def read_meeting(text: str, now: datetime) -> Reading:
    """「会议通知」后面的一行：一定要有时间。"""
    when = read_when(text, now)
    rest, agenda, place = _taken_out(text, when)
    kind, rest = kind_in(rest)
    if kind is NoticeKind.OTHER and agenda and (last := LAST_KIND.search(agenda)):
        kind, agenda = kind_in(last[0])[0], agenda[: last.start()]
    audience, subgroup = audience_in(rest, kind)
    wanted, most = wanted_in(text, Wanted.ATTENDANCE)
    place, left = place_and_rest(rest, place)
    title, left = (NOTICE_LABELS[kind], left) if kind in TO_ATTEND else _title(left, kind)
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
    kind, _ = kind_in(_taken_out(text, when)[0])
    words = text[when.start : when.end]
    timed = when.clock and not DEADLINE.search(words)
    if kind in TO_ATTEND and timed:
        return read_meeting(text, now)
    audience, subgroup = opening_audience(text)
    on_day = kind is NoticeKind.ACTIVITY and when.reason is None and not DEADLINE.search(words)
    wanted, most = wanted_in(text, Wanted.ATTENDANCE if on_day and timed else Wanted.ACK)
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
    if reading.doubt not in {None, Doubt.AMBIGUOUS} or reading.draft.kind not in TO_ATTEND:
        return None
    left = reading.draft.body.split("；")[0]
    plain = not left or (reading.draft.agenda is not None if strict else CHAT.search(left) is None)
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


def _taken_out(text: str, when: When) -> tuple[str, str | None, str | None]:
    """拿掉时间、议题、写明的地点，余下的话、议题、地点。"""
    blank = text[: when.start] + "\n" * bool(when.end) + text[when.end :]
    agenda = place = None
    if found := AGENDA.search(blank):
        agenda = found["agenda"].strip(TIDY)
        blank = f"{blank[: found.start()]} {blank[found.end() :]}"
    if found := PLACE_LABEL.search(blank):
        place = found["place"]
        blank = f"{blank[: found.start()]} {blank[found.end() :]}"
    return re.sub(r"(?:会议)?时间\s*[:：]", " ", blank), agenda or None, place


def _title(left: list[str], kind: NoticeKind) -> tuple[str, list[str]]:
    """没有固定名目的会：余下的话里像会名的那一个；没有就叫“会议”。"""
    fits = KIND if kind is NoticeKind.ACTIVITY else NAMED
    named = next((one for one in left if len(one) <= _LONGEST_TITLE and fits.fullmatch(one)), None)
    usual = NOTICE_LABELS[kind] if kind is NoticeKind.ACTIVITY else "会议"
    return named or usual, [one for one in left if one != named]


def _remarks(left: list[str], when: When) -> str:
    ends = f"预计{when.until:%H:%M}结束" if when.until and when.at and when.until.date() == when.at.date() else ""
    return "；".join(one for one in ["，".join(left), ends] if one)
