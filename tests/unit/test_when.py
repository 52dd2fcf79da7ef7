"""人们说的时间是哪一刻；说法与应得的时间在 tests/data/when.tsv，都相对 2026-11-18（周三）10:00。"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.domain import spoken_time
from core.domain.calendar import Doubt, When, parse_clock, parse_when, read_when
from core.domain.spoken_clock import PART_WORDS, Part
from core.domain.spoken_day import FEASTS
from core.domain.typed import FOLD

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 10, tzinfo=ZONE)
TABLE = Path(__file__).parents[1] / "data" / "when.tsv"
SHARED = Path(__file__).parents[3] / "shared" / "domain" / "when.tsv"
NOWS = st.sampled_from(
    [
        NOW,
        datetime(2026, 12, 31, 23, 59, 30, tzinfo=ZONE),
        datetime(2028, 2, 29, tzinfo=ZoneInfo("America/New_York")),
        datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York")),
        datetime(9999, 12, 31, 23, tzinfo=ZONE),
        datetime(1, 1, 1, tzinfo=UTC),
    ]
)
VOCABULARY = re.findall(
    r"\S+",
    """
    今天 明天 后天 大后天 昨天 今晚 明早 周 星期 礼拜 下 上 本 这 个 月 日 号 年 点 时 分 半 刻 整 : ： - —
    到 至 、 或 和 ， （ ） . / 12 1 25 3 30 0 24 2026 99 一 二 三 十 五 两 零 上午 下午 晚上 中午 早 晚 凌晨
    后 前 小时 分钟 天 底 初 最后 第 元旦 国庆 五一 春节 每 改到 时间： 议题： 《 》 pm am 楼 室 会 以后 之前
    左右 当天 ９ t 农历 工作日 年底 周末 次日
    """,
)
SPOKEN = st.lists(st.sampled_from([*VOCABULARY, " ", "\n"]), max_size=14).map("".join)


def rows() -> list[list[str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def told(when: When) -> str:
    """一个结果在表里怎么写。"""

    def stamp(moment: datetime) -> str:
        return f"{moment:%Y-%m-%d %H:%M}" if when.clock else f"{moment:%Y-%m-%d}"

    at = [stamp(when.at)] if when.at else []
    until = ["→", stamp(when.until)] if when.until else []
    return " ".join([*([when.reason.value] if when.reason else []), *at, *until])


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_what_people_say(row: list[str]) -> None:
    text, expected, *part = row
    when = read_when(text, NOW)
    # 交来的那 42 行里，没说钟点的也写 00:00
    assert expected in {told(when), f"{told(when)} 00:00"}
    absent = when.reason is Doubt.ABSENT
    assert text[when.start : when.end] == ("" if absent else part[0] if part else text)
    assert parse_when(text, NOW) == (when.at if when.reason is None else None)


@pytest.mark.skipif(not SHARED.exists(), reason="旁边没有 shared/，这里读不到交来的那张表")
def test_the_table_handed_over_is_kept_whole() -> None:
    handed = [line for line in SHARED.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert len(handed) == 42
    assert set(handed) <= set(TABLE.read_text("utf-8").splitlines())


@given(st.text() | SPOKEN, NOWS)
@example("9999年12月31日24:00", NOW)
@example("0000年1月1日", NOW)
@example("9999天后9999年后", NOW)
def test_whatever_is_said_the_answer_makes_sense(text: str, now: datetime) -> None:
    when, at = read_when(text, now), parse_when(text, now)
    assert 0 <= when.start <= when.end <= len(text)
    assert (when.start == when.end) == (when.reason is Doubt.ABSENT)
    if when.reason is None:
        assert at is not None
        assert at == when.at
        assert at.tzinfo is now.tzinfo
        assert at.astimezone(UTC) >= now.astimezone(UTC)
        assert when.until is None or when.until > at
    else:
        assert at is None
        assert (when.at is not None) >= (when.reason is Doubt.PAST)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("N", "Cs"))), NOWS)
def test_a_text_without_numbers_or_words_of_time_has_no_time(text: str, now: datetime) -> None:
    words = re.sub(f"{spoken_time._LEAD}", "", text.translate(FOLD))
    assert read_when(words, now) == When(None, Doubt.ABSENT, clock=False, start=0, end=0)


@given(SPOKEN)
def test_no_word_of_time_begins_with_a_character_that_is_passed_over(text: str) -> None:
    key, every = text.translate(FOLD), re.compile(spoken_time._ALL)
    assert [word.span() for word in spoken_time._WORD.finditer(key)] == [word.span() for word in every.finditer(key)]


DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return f"{DIGITS[tens] if tens > 1 else ''}十{DIGITS[ones] if ones else ''}"


def part_of_day(at: datetime) -> str:
    return next(
        word for last, word in ((4, "凌晨"), (11, "上午"), (12, "中午"), (17, "下午"), (23, "晚上")) if at.hour <= last
    )


def spoken_clock(at: datetime) -> str:
    return f"{part_of_day(at)}{(at.hour - 1) % 12 + 1 if at.hour else 0}点{at.minute}分"


def in_chinese(at: datetime) -> str:
    minute = f"{'零' if at.minute < 10 else ''}{chinese(at.minute)}分" if at.minute else "整"
    return f"{chinese(at.month)}月{chinese(at.day)}日{chinese(at.hour).zfill(1)}点{minute}"


def weekday(at: datetime) -> str:
    return "一二三四五六日"[at.weekday()]


def from_monday(at: datetime, now: datetime) -> str:
    monday, this = (each.date() - timedelta(days=each.weekday()) for each in (at, now))
    weeks = (monday - this).days // 7
    return "本周" if not weeks else "下" * weeks + "星期"


STYLES: list[Callable[[datetime, datetime], str]] = [
    lambda at, _: f"{at:%Y-%m-%d %H:%M}",
    lambda at, _: f"{at.year}/{at.month}/{at.day} {at:%H:%M}",
    lambda at, _: f"{at:%Y.%m.%d %H：%M}",
    lambda at, _: f"{at.year}年{at.month}月{at.day}日（周{weekday(at)}）{at:%H:%M}",
    lambda at, _: f"会议定于{at.month}月{at.day}日{spoken_clock(at)}在三楼会议室召开",
    lambda at, _: f"{at.month}月{at.day}号 星期{weekday(at)} {at:%H}点{at:%M}分",
    lambda at, _: f"{at.month}.{at.day} {at:%H:%M}".translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789:"}),
    lambda at, _: f"{at.month}-{at.day} {at:%H:%M}",
    lambda at, _: f"{at.month}月{at.day}日，{part_of_day(at)} {at:%H:%M}",
    lambda at, now: f"{(at.date() - now.date()).days}天后{at:%H:%M}",
    lambda at, now: (
        f"{(at.date() - now.date()).days // 7}周后（{at:%m/%d}）{at:%H时%M分}"
        if at.weekday() == now.weekday()
        else f"{at.month}月{at.day}日 {spoken_clock(at)}"
    ),
    lambda at, _: in_chinese(at) if at.hour not in range(1, 8) else f"{at.month}月{at.day}日{spoken_clock(at)}",
    lambda at, now: (
        f"{from_monday(at, now)}{weekday(at)}{at:%H:%M}"
        if (at - now).days < 15
        else f"{at.month}月的{at.day}日{at:%H:%M}"
    ),
]


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2098, 1, 1), timezones=st.just(ZONE)),  # noqa: DTZ001 时区由 timezones 给
    st.integers(1, 150 * 24 * 60),
    st.integers(0, len(STYLES) - 1),
)
def test_a_moment_to_come_is_read_back_however_it_is_written(now: datetime, minutes: int, style: int) -> None:
    at = (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    text = STYLES[style](at, now)
    if at >= now:
        assert parse_when(text, now) == at, text


@pytest.mark.parametrize(("name", "day"), FEASTS.items())
def test_a_feast_is_on_its_day(name: str, day: tuple[int, int]) -> None:
    assert parse_when(f"2027年{name}上午9点", NOW) == datetime(2027, *day, 9, tzinfo=ZONE)


HOURS = {
    Part.DAWN: (3, 3),
    Part.MORNING: (8, 8),
    Part.FORENOON: (9, 9),
    Part.NOON: (1, 13),
    Part.AFTERNOON: (3, 15),
    Part.DUSK: (6, 18),
    Part.EVENING: (8, 20),
    Part.NIGHT: (11, 23),
    Part.AM: (9, 9),
    Part.PM: (3, 15),
}


@pytest.mark.parametrize(("word", "part"), PART_WORDS.items())
def test_every_part_of_the_day_tells_its_hours(word: str, part: Part) -> None:
    spoken, hour = HOURS[part]
    text = f"明天{spoken}:00{word}" if word.isascii() else f"明{'' if len(word) == 1 else '天'}{word}{spoken}点"
    assert parse_when(text, NOW) == datetime(2026, 11, 19, hour, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("下午9点", time(21)),
        ("上午12点", time(12)),
        ("半夜1点", time(1)),
        ("3点", time(3)),
        ("〇点", time(0)),
        ("8点一刻钟", time(8, 15)),
        ("上午20:00", None),
        ("凌晨9点", None),
        ("晚上24:00", None),
        ("8点5", None),
        ("早一点", None),
        ("下午8:75", None),
    ],
)
def test_a_clock_time_alone_is_taken_at_its_word(words: str, clock: time | None) -> None:
    assert parse_clock(words) == clock


def test_hours_from_now_are_real_hours_and_days_from_now_keep_the_clock() -> None:
    new_york = ZoneInfo("America/New_York")
    eve = datetime(2026, 10, 31, 12, tzinfo=new_york)
    assert parse_when("24小时后", eve) == datetime(2026, 11, 1, 11, tzinfo=new_york)
    assert parse_when("1天后12:00", eve) == datetime(2026, 11, 1, 12, tzinfo=new_york)


def test_seconds_do_not_carry_over() -> None:
    assert parse_when("半小时后", NOW.replace(second=59, microsecond=7)) == NOW + timedelta(minutes=30)
    assert read_when("10:00", NOW.replace(second=1)).reason is Doubt.PAST


@pytest.mark.parametrize(
    ("day", "words", "expected"),
    [
        (date(2026, 11, 22), "下周一", date(2026, 11, 23)),
        (date(2026, 11, 22), "周一", date(2026, 11, 23)),
        (date(2026, 11, 23), "周日", date(2026, 11, 29)),
        (date(2026, 11, 23), "下周日", date(2026, 12, 6)),
        (date(2026, 12, 30), "下月1号", date(2027, 1, 1)),
        (date(2027, 1, 30), "29号", None),
        (date(2027, 1, 31), "1号", date(2027, 2, 1)),
        (date(2027, 1, 31), "一个月后", None),
        (date(2027, 12, 1), "2月29日", date(2028, 2, 29)),
        (date(2028, 2, 1), "月底", date(2028, 2, 29)),
        (date(2026, 12, 31), "明天", date(2027, 1, 1)),
        (date(2026, 12, 31), "元旦", date(2027, 1, 1)),
    ],
)
def test_weeks_months_and_years_turn(day: date, words: str, expected: date | None) -> None:
    at = parse_when(words, datetime.combine(day, time(10), ZONE))
    assert (at and at.date()) == expected
