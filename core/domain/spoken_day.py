"""日子怎么说：「下周三」「11月25日（周三）」「本月底」「三天后」「元旦」。

每种写法一条正则、一个读法；DAYS 里先写的先认。
"""

import re
from collections.abc import Callable
from datetime import date

from core.domain.reckoning import LAST_DAY, Said, monday_of
from core.domain.spoken_clock import NUMBER, number

FEASTS = {
    "元旦": (1, 1),
    "妇女节": (3, 8),
    "植树节": (3, 12),
    "三八": (3, 8),
    "劳动节": (5, 1),
    "五一": (5, 1),
    "五四": (5, 4),
    "青年节": (5, 4),
    "六一": (6, 1),
    "儿童节": (6, 1),
    "建党节": (7, 1),
    "七一": (7, 1),
    "建军节": (8, 1),
    "八一": (8, 1),
    "教师节": (9, 10),
    "烈士纪念日": (9, 30),
    "国庆": (10, 1),
    "十一": (10, 1),
    "宪法日": (12, 4),
}
"""公历日子固定的节日；农历的算不出来，一律问。"""

_DAYS = "一二三四五六日天"
_THEN = r"(?=\s*(?:上午|下午|中午|晚|早|两天|$|[\s,。;)]))"
_NOT_A_NUMBER = (
    r"(?!楼|会议室|会场|线(?![上下])|厅|院|馆|门|桌|车|机(?!关)|文件|令|库|教室|室|位|码|选手|候选|公寓|井|岗|路|栋"
    r"|单元|房|厂|窗|台|仓|展厅|礼堂|办公|工位|店|地块|站|营房|食堂|桥|塔|柜|箱|床)"
)
_COUNTED = (
    r"(?![万千百亿元块米公里克吨斤倍%‰度版章节条款人名个位份次年月天小分级楼层室期届批页字岁秒折以的]"
    rf"|周(?![{_DAYS}]))"
)
_OF_MONTH = rf"(?:日(?![内报元本均程常游志记历益捐])|号{_NOT_A_NUMBER})"
_UNTIL = r"\s*[-—–~至到]+\s*"
_WEEK = "(?:周|星期|礼拜)"
_WHICH_WEEK = "(?:[上下]{1,3}个?|[上下]一|本|这个?|这一)"
_LUNAR = (
    r"(?:农历|阴历|大?年)?(?:正月|腊月|冬月|[一二三四五六七八九十]{1,2}月)?初[一二三四五六七八九十]"
    r"|(?:正月|腊月|冬月)[一二三四五六七八九十]{0,3}日?"
    r"|(?:农历|阴历)[一二三四五六七八九十]{0,2}月?[一二三四五六七八九十]{0,3}日?"
    r"|(?:春节|除夕|元宵|清明|端午|七夕|中秋|重阳|腊八|冬至|夏至|立[春夏秋冬])节?|大?年三十"
)
_VAGUE = "|".join(
    [
        r"每(?:逢|隔)?个?(?:工作日|天|日|晚上?|早上?|月(?:的?最后一[天日]|[底末初])?|年|季度?|(?=周|星期|礼拜))",
        r"工作日(?![志程常])|天天|明后两?天|今明两?天|这[两几]天|过[两几]天|近[日期]|改天|择日|[次翌同]日(?![程常报记志])|隔天",
        r"第[一二三四五六七八九十两]天|大{2,}[后前]天|[廿卅][一二三四五六七八九]?[日号]?|[次来翌同当往]年",
        rf"{_WHICH_WEEK}?{_WEEK}末|第[一二三四五]{_WEEK}(?![{_DAYS}])|年[底末初中]|[上中下]旬|月[初中](?!午)",
        r"(?:半天|半年|半个?月|几(?:天|周|个?月|个?星期|个?小时|分钟))(?:之|以|过)?[后前]",
        rf"{_WHICH_WEEK}?{_WEEK}[{_DAYS}]\s*(?:(?:[、或和及/]|{_UNTIL})\s*)?[{_DAYS}]{_THEN}",
        rf"{NUMBER}\s*[、或和及]\s*(?={NUMBER}\s*(?:{_OF_MONTH}|点|时(?!间)))",
        rf"(?:[上下]一个|再下个?)(?={_WEEK}[{_DAYS}1-6])|(?:星期|礼拜)[七八九7-9](?![0-9个次年天点时])",
        r"(?<![0-9一二两三四五六七八九十几每])周[七7-9](?=\s*(?:$|[上下中]午|早|晚|[0-9]))",
        rf"(?:[一二两三四五六七八九]{{2}}|十[来几多]|[0-9]{{1,2}}[来多])(?:天|个?(?:{_WEEK}|月)|年)(?:之|以|过)?[后前]",
        r"差\s*(?:[0-9]{1,2}|[一二三四五六七八九十两]{1,3})\s*(?:分(?!之)钟?|刻钟?)",
        _LUNAR,
    ]
)
_AHEAD = (
    rf"(?P<count>[0-9]{{1,4}}|{NUMBER})\s*(?:(?P<in_days>天)|个?(?P<in_weeks>周|星期|礼拜)|个(?P<in_months>月)|年)"
    r"\s*(?:(?:之|以|过)?后(?![天勤])|(?P<ago>(?:之|以)?前(?![台往门])))"
)
_FEAST_NAMES = "元旦|妇女节|植树节|劳动节|青年节|儿童节|建党节|建军节|教师节|烈士纪念日|国庆|宪法日"
_FEAST = (
    rf"(?:(?:三八|五一|五四|六一|七一|八一|十一)?(?:国际|国家)?(?P<feast_name>{_FEAST_NAMES})节?"
    r"|(?P<feast_number>三八|五一|五四|六一|七一|八一|十一)(?=\s*(?:节|当[天日]|那天|[上下中]午|早上|晚|假|长假|期间|前|后|[0-9]|$))节?)"
    r"(?P<around>假期?|长假|期间|前夕|[前后]第?[一二两三四五1-5]天|前后?|后|黄金周)?"
)
_YEAR = (
    r"(?:(?P<year>[0-9]{4}|[零〇一二三四五六七八九]{4}|[0-9]{2}(?=\s*年\s*[0-9]{1,2}\s*月))|(?P<near_year>[今明后去前]))"
    rf"年\s*(?={NUMBER}\s*月|[三五六七八十][一四八](?!月)|{_FEAST_NAMES})"
)
_ISO = (
    r"(?P<iso_year>[12][0-9]{3}|2[0-9](?=[-./][0-9]{1,2}[-./][0-9]))"
    r"\s*[-./]\s*(?P<iso_month>[0-9]{1,2})\s*[-./]\s*(?P<iso_day>[0-9]{1,2})"
    r"(?![0-9]|[./][0-9]|-[0-9](?![0-9]?[./][0-9]))[日号]?t?"
    r"|(?P<run_year>20[0-9]{2})(?P<run_month>0[1-9]|1[0-2])(?P<run_day>0[1-9]|[12][0-9]|3[01])(?![0-9a-z])[日号]?t?"
)
_MONTH = (
    rf"(?:(?P<month>{NUMBER})\s*月|(?:(?P<far_month>[上下]{{1,3}})个?|本|这个?|当)月|月(?=[底末]|最后一[天日]))份?\s*的?"
    rf"(?:(?P<of_month>{NUMBER})\s*{_OF_MONTH}"
    rf"|(?P<plain>[0-9]{{1,2}})(?![0-9:.时点项篇场]|\s*[日号]){_COUNTED}"
    r"|(?P<end>(?:[底末]的?)?最后一[天日]|[底末])|(?P<about>[上中下]旬|初|中(?!午)))?"
)
_SHORT = (
    r"(?P<short_month>1[0-2]|0?[1-9])[./-](?P<short_day>3[01]|[12][0-9]|0?[1-9])(?:日|号(?!楼|会议室|室|院|门))?"
    rf"(?![0-9a-z:号]|\s*[点时]){_COUNTED}(?:(?=-[0-9]{{1,2}}[./][0-9])|(?![./-][0-9]))"
)
_DAY = (
    r"(?<![路街巷弄道村栋期示续满共])"
    r"(?P<date>3[0-9]|[12][0-9]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
    rf"(?:\s*{_OF_MONTH}|(?={_UNTIL}{NUMBER}\s*{_OF_MONTH}))"
)
_NTH = rf"(?:第(?P<nth>[一二三四五1-5])|(?P<last>最后一?)|首)个?{_WEEK}(?P<nth_day>[{_DAYS}])"
_WEEKDAY = (
    rf"(?P<which>{_WHICH_WEEK})?{_WEEK}(?P<weekday>一(?![个次年起遍种轮旦点时]|天(?!气))"
    r"|[二三四五六](?![个次年楼层点时]|天(?!气))"
    r"|日(?![程常子报记志期])|天(?![气数])|[1-6](?![0-9天个次年号日楼月:.点时]))"
)
_NEAR = (
    r"(?P<near>大后|大前|(?<![今以之])后|(?<![以之提目])前|今|(?<![文光说证声])明(?=日)|明(?!日)|昨)"
    r"(?:[天日](?![数报期])|儿个?|(?=[晚早晨夜](?![于期报])))"
)


def _read_ahead(match: re.Match[str], today: date) -> Said:
    count = number(match["count"]) * (-1 if match["ago"] else 1)
    if match["in_days"]:
        return Said(exact=today.toordinal() + count)
    if match["in_weeks"]:
        return Said(exact=today.toordinal() + count * 7)
    return _shifted(today, count * (1 if match["in_months"] else _MONTHS))._replace(day=today.day)


def _shifted(today: date, months: int) -> Said:
    years, month = divmod(today.month - 1 + months, _MONTHS)
    return Said(year=today.year + years, month=month + 1)


def _far(words: str | None) -> int:
    """「下下」是 2，「上」是 -1，「本」「这」是 0。"""
    return (words or "").count("下") - (words or "").count("上")


def _read_feast(match: re.Match[str], _today: date) -> Said:
    month, day = FEASTS[match["feast_name"] or match["feast_number"]]
    return Said(month=month, day=day, vague=1 if match["around"] else None)


def _read_year(match: re.Match[str], today: date) -> Said:
    if near := match["near_year"]:
        return Said(year=today.year + _NEAR_DAYS.get(near, -1))
    digits = "".join(str(number(digit)) for digit in match["year"])
    if len(digits) > len("26"):
        return Said(year=int(digits))
    year = today.year // _CENTURY * _CENTURY + int(digits)
    return Said(year=year if year <= today.year + _SHORT_YEARS else year - _CENTURY)


def _read_iso(match: re.Match[str], today: date) -> Said:
    written = "run" if match["run_year"] else "iso"
    year, month, day = (int(match[f"{written}_{name}"]) for name in ("year", "month", "day"))
    return Said(year=year if year > _CENTURY else year + today.year // _CENTURY * _CENTURY, month=month, day=day)


def _read_month(match: re.Match[str], today: date) -> Said:
    said = Said(month=number(match["month"])) if match["month"] else _shifted(today, _far(match["far_month"]))
    day = match["of_month"] or match["plain"]
    return said._replace(
        day=number(day) if day else LAST_DAY if match["end"] else None, vague=1 if match["about"] else None
    )


def _read_short(match: re.Match[str], _today: date) -> Said:
    return Said(month=int(match["short_month"]), day=int(match["short_day"]))


def _read_day(match: re.Match[str], _today: date) -> Said:
    return Said(day=number(match["date"]))


def _read_nth(match: re.Match[str], _today: date) -> Said:
    nth = 0 if match["last"] else number(match["nth"] or "一")
    return Said(nth=nth, weekday=_weekday(match["nth_day"]))


def _read_weekday(match: re.Match[str], today: date) -> Said:
    return Said(weekday=_weekday(match["weekday"]), monday=_monday(match["which"], today))


def _read_bracketed(match: re.Match[str], _today: date) -> Said:
    return Said(weekday=_weekday(match["bracketed_day"]))


def _weekday(word: str) -> int:
    return int(word) - 1 if word.isascii() else min(_DAYS.index(word), 6)


def _monday(which: str | None, today: date) -> int | None:
    return None if which is None else monday_of(today) + 7 * _far(which)


def _read_week(match: re.Match[str], today: date) -> Said:
    if match["same_day"]:
        return Said(exact=today.toordinal() + 7 * _far(match["week"]))
    return Said(monday=_monday(match["week"], today))


def _read_near(match: re.Match[str], today: date) -> Said:
    return Said(exact=today.toordinal() + _NEAR_DAYS[match["near"]])


_MONTHS = 12
_CENTURY = 100
_SHORT_YEARS = 20
"""「26年」「86年」：往后二十年以内的算本世纪，再远的是上个世纪。"""
_NEAR_DAYS = {"今": 0, "明": 1, "后": 2, "大后": 3, "昨": -1, "前": -2, "大前": -3}

Word = tuple[str, Callable[[re.Match[str], date], Said]]
"""一种写法：正则，和认出来以后怎么读（今天是哪天）。"""
DAYS: dict[str, Word] = {
    "vague_day": (_VAGUE, lambda _match, _today: Said(vague=1)),
    "ahead": (_AHEAD, _read_ahead),
    "feast": (_FEAST, _read_feast),
    "in_year": (_YEAR, _read_year),
    "iso": (_ISO, _read_iso),
    "in_month": (_MONTH, _read_month),
    "on_day": (_DAY, _read_day),
    "short": (_SHORT, _read_short),
    "on_nth": (_NTH, _read_nth),
    "on_weekday": (_WEEKDAY, _read_weekday),
    "bracketed": (r"(?<=[日号]\()(?P<bracketed_day>[一二三四五六日])(?=\))", _read_bracketed),
    "in_week": (rf"(?P<week>{_WHICH_WEEK}){_WEEK}(?![年期])(?P<same_day>的?(?:今[天日]|同一天))?", _read_week),
    "from_today": (_NEAR, _read_near),
    "that_day": (r"当[天日]|那天|当(?=晚)", lambda _match, _today: Said(that=1)),
}
