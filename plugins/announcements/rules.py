"""周报的规则：默认什么时候、哪种形式，口令里的写法怎么读，什么不能办。

公布的只有集体数字和较为积极的少数同志，自愿参加，不作考核、评优依据；列谁、列几位的规则在 core.domain.ranking。
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from core.domain.announcing import Form
from core.domain.calendar import Period, parse_clock, spoken_day
from core.domain.collective import Overview
from core.domain.errors import UserError

LATE_FOR = timedelta(hours=48)
"""顺延以后的那一刻起，停机多久之内还补发；发件箱里也只留这么久。"""
EVE_LATE_FOR = timedelta(hours=12)
APART = timedelta(minutes=1)
"""长假以后攒下两周的，隔一分钟一条。"""
LONGEST = 200
"""周报的文字最多多少字。"""
ON, OFF = "on", "off"
FORMS: dict[str, str] = dict.fromkeys(("榜单", "列名", "名单"), Form.RANKING.value) | {
    **dict.fromkeys(("汇总", "只列集体数字", "集体数字", "不列姓名"), Form.SUMMARY.value),
    **dict.fromkeys(("关闭", "关", "关掉", "停", "停发", "不公布"), OFF),
    **dict.fromkeys(("开启", "开", "打开", "恢复"), ON),
}
SWITCH = {"开": ON, "开启": ON, "打开": ON, "关": OFF, "关闭": OFF, "关掉": OFF}
_WEEKDAYS = {name: index for index, name in enumerate("一二三四五六日")} | {"天": 6}
_WHEN = re.compile(r"每?(?:周|星期|礼拜)?(?P<day>[一二三四五六日天])?(?:的|[\s,:，：])*(?P<clock>\S.*)")


class NotAWhen(UserError):
    """没有看懂星期几几点。"""

    text = "没有看懂时间，未作任何改动。请这样写：周报时间 周一 9:00。"


class QuietThen(UserError):
    """设在了安静时段。"""

    text = "{at:%H:%M} 在本支部的安静时段（{quiet}），群里不打扰大家，未作任何改动。请换一个时间。"


class SwitchedOff(UserError):
    """周报关着，没有下一次。"""

    text = "周报现在是关闭的，到时候不会公布，未作任何改动。"


class AlreadyCancelled(UserError):
    """下一次已经定了不发。"""

    text = "下一次（{at}，公布{days}的情况）已经记下不发，未作任何改动。"


class TooLateToRestore(UserError):
    """那一次的时间已经过了。"""

    text = "那一次公布的时间已经过了，不能恢复，未作任何改动。要看那一周的情况请发“周报”。"


class ChangedSince(UserError):
    """此后又改过。"""

    text = "周报此后又改过，不能撤销，未作任何改动。请直接再设一次。"


class Weekly(NamedTuple):
    """周报怎么定的：形式、支部定过没有、开着没有、星期几（星期一为 0）几点。"""

    form: Form
    decided: bool
    on: bool
    weekday: int
    at: time

    def kept(self) -> list[Any]:
        """撤销要用的资料，能写成 JSON。"""
        return [self.form.value, self.decided, self.on, self.weekday, self.at.isoformat()]


def weekly_of(kept: list[Any]) -> Weekly:
    """照记下的读回来。"""
    return Weekly(Form(kept[0]), kept[1], kept[2], kept[3], time.fromisoformat(kept[4]))


class Collected(NamedTuple):
    """月报、季报开着没有。"""

    period: Period
    on: bool


class Change(NamedTuple):
    """周报的一次改动：改前、改后；upcoming 是改后的下一次，关着的为 None。"""

    was: Weekly
    now: Weekly
    upcoming: "Upcoming | None"


class Upcoming(NamedTuple):
    """下一次：什么时候公布（支部时区），公布从哪天到哪天的。"""

    at: datetime
    start: date
    end: date


class Report(NamedTuple):
    """要说的一期。

    form 为 None 的只有集体数字、不是周报（月报、季报）；missed 是汇总里说的答错较多的出处，
    如“《中国共产党支部工作条例（试行）》第十一条（2018年）”，没有答错的、别的形式为空串。
    """

    branch: str
    period: Period
    start: date
    end: date
    seen: Overview
    form: Form | None
    missed: str = ""


class Preview(NamedTuple):
    """支委私下看的预览：report 是到此刻会说的；upcoming 为 None 是没有排。"""

    report: Report
    weekly: Weekly
    upcoming: Upcoming | None
    cancelled: bool


def spoken_moment(at: datetime) -> str:
    """「11月30日（周一）9:00」。"""
    return f"{spoken_day(at.date())}{at.hour}:{at.minute:02}"


def when_of(words: str, weekday: int) -> tuple[int, time]:
    """「周一 9:00」「每周五下午4点」「一9点」→ 星期几、几点；没有说星期几的照原来的。"""
    found = _WHEN.fullmatch(words.strip())
    at = parse_clock(found["clock"]) if found else None
    if found is None or at is None:
        raise NotAWhen
    return _WEEKDAYS.get(found["day"] or "", weekday), at


def kept_of(undo: Mapping[str, Any] | None) -> tuple[Weekly, Weekly]:
    """撤销资料里的改前、改后。"""
    kept = undo or {}
    return weekly_of(kept["was"]), weekly_of(kept["now"])
