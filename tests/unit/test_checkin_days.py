"""补登的是哪一天、几点可以打卡、连续几天。"""

from contextlib import nullcontext
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.phrases import DAY, PERIOD, PhraseBook
from core.domain.typed import typed
from plugins.checkin.days.backfilling import (
    NoBackfill,
    NoSuchDay,
    NotADay,
    StillToCome,
    TodayByWeekday,
    TooLongAgo,
    check_day,
    day_to_backfill,
)
from plugins.checkin.days.limits import (
    MOST_BACK,
    NotAWindow,
    OutOfRange,
    Settings,
    WindowOverMidnight,
    back_limit,
    settings_of,
    window_of,
)
from plugins.checkin.rules import NotAMonth, month_of, streak

ZONE = ZoneInfo("Asia/Shanghai")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(ZONE))  # noqa: DTZ001 另给时区
NOW = datetime(2026, 11, 23, 12, tzinfo=ZONE)


class TestWhichDay:
    @given(MOMENTS, st.integers(1, 7))
    def test_however_it_is_said_it_is_the_same_day(self, now: datetime, ago: int) -> None:
        day = now.date() - timedelta(days=ago)
        said = [f"{day.month}月{day.day}日", f"{day.day}号", f"{day.isoformat()}", f"{ago}天前"]
        said += ["昨天"] if ago == 1 else []
        if ago < 7:
            said.append(f"周{'一二三四五六日'[day.weekday()]}")
        assert [day_to_backfill(words, now) for words in said] == [day] * len(said)

    @given(MOMENTS)
    def test_today_said_as_a_weekday_is_asked_back(self, now: datetime) -> None:
        name = f"周{'一二三四五六日'[now.weekday()]}"
        with pytest.raises(TodayByWeekday) as refused:
            day_to_backfill(name, now)
        assert f"补卡 上{name}" in str(refused.value)
        assert day_to_backfill(f"上{name}", now) == now.date() - timedelta(days=7)

    @pytest.mark.parametrize("words", ["今天", "11月23日", "23号"])
    def test_today_is_today(self, words: str) -> None:
        assert day_to_backfill(words, NOW) == NOW.date()

    @pytest.mark.parametrize(
        ("words", "day"), [("明天", date(2026, 11, 24)), ("后天", date(2026, 11, 25)), ("下周五", date(2026, 12, 4))]
    )
    def test_days_ahead_stay_ahead(self, words: str, day: date) -> None:
        assert day_to_backfill(words, NOW) == day

    @pytest.mark.parametrize("words", ["随便", "有一天", "周末", ""])
    def test_no_day(self, words: str) -> None:
        with pytest.raises(NotADay):
            day_to_backfill(words, NOW)

    @pytest.mark.parametrize("words", ["11月31日", "2月30日", "11月20日（周三）"])
    def test_a_day_there_is_not(self, words: str) -> None:
        with pytest.raises(NoSuchDay):
            day_to_backfill(words, NOW)

    @given(st.integers(-40, 40), st.integers(0, MOST_BACK), st.integers(0, MOST_BACK))
    def test_only_days_within_the_limit(self, ago: int, days: int, times: int) -> None:
        day, limits = NOW.date() - timedelta(days=ago), Settings(back_days=days, back_times=times)
        expected = None
        if ago < 0:
            expected = StillToCome
        elif not (days and times):
            expected = NoBackfill
        elif ago > days:
            expected = TooLongAgo
        with nullcontext() if expected is None else pytest.raises(expected):
            check_day(day, NOW.date(), limits)


class TestWindow:
    @pytest.mark.parametrize(
        ("words", "window"),
        [
            ("6:00-23:00", (time(6), time(23))),
            ("早上六点到晚上十一点", (time(6), time(23))),
            ("6点~22点半", (time(6), time(22, 30))),
            ("6:00-24:00", (time(6), time(23, 59))),
            ("6:00-0:00", (time(6), time(23, 59))),
            ("6点到晚上12点", (time(6), time(23, 59))),
            ("0:00-24:00", (None, None)),
            ("不限", (None, None)),
        ],
    )
    def test_it_is_read(self, words: str, window: tuple[time | None, time | None]) -> None:
        assert window_of(words) == window

    @pytest.mark.parametrize("words", ["", "6:00", "早上", "6:00-6:00", "25:00-26:00", "-"])
    def test_what_is_no_window_is_refused(self, words: str) -> None:
        with pytest.raises(NotAWindow):
            window_of(words)

    @pytest.mark.parametrize("words", ["22:00-6:00", "晚上八点到早上八点"])
    def test_over_midnight_it_is_refused(self, words: str) -> None:
        with pytest.raises(WindowOverMidnight):
            window_of(words)

    @given(st.times(), st.times(), st.times())
    def test_both_ends_are_in(self, one: time, other: time, at: time) -> None:
        opens, closes = sorted(each.replace(second=0, microsecond=0) for each in (one, other))
        limits = Settings(opens, closes)
        now = datetime.combine(NOW.date(), at, ZONE)
        assert limits.admits(now) is (opens <= at.replace(second=0, microsecond=0) <= closes)
        assert settings_of([opens.isoformat(), closes.isoformat(), *limits[2:]]) == limits

    def test_it_is_told_as_people_write_it(self) -> None:
        assert Settings(time(6), time(23, 59)).window == "6:00—24:00"
        assert Settings().window == "不限"
        assert settings_of([None, None, 7, 3]) == Settings()
        assert Settings().admits(NOW)

    def test_limits_are_small_numbers(self) -> None:
        assert [back_limit("0"), back_limit(str(MOST_BACK))] == [0, MOST_BACK]
        with pytest.raises(OutOfRange):
            back_limit(str(MOST_BACK + 1))


class TestStreak:
    TODAY = date(2026, 11, 23)

    def days(self, *ago: int) -> set[date]:
        return {self.TODAY - timedelta(days=one) for one in ago}

    @pytest.mark.parametrize(
        ("done", "off", "count"),
        [
            ((), (), 0),
            ((0,), (), 1),
            ((0, 1, 2), (), 3),
            ((1, 2), (), 2),
            ((0, 2), (), 1),
            ((0, 3, 4), (1, 2), 3),
            ((3, 4), (0, 1, 2), 2),
            ((0, 1, 2), (1,), 3),
            ((), (0, 1, 2), 0),
            ((2,), (), 0),
        ],
    )
    def test_days_off_are_no_gap_and_today_is_not_over(
        self, done: tuple[int, ...], off: tuple[int, ...], count: int
    ) -> None:
        assert streak(self.days(*done), self.days(*off), self.TODAY) == count


@pytest.mark.parametrize("words", ["第三季度", "今年", "上周", "13月"])
def test_a_calendar_is_of_one_month(words: str) -> None:
    with pytest.raises(NotAMonth):
        month_of(words, NOW.date())


@pytest.fixture
def book() -> PhraseBook:
    made = PhraseBook()
    made.add("day", "补<日子>", {"日子": DAY}, {})
    made.add("period", "看 <期>", {"期": PERIOD}, {})
    return made


@pytest.mark.parametrize(
    "words",
    [
        "昨天",
        " 前天",
        "：11月20日",
        "11.20",
        "2026-11-20",
        "二十号",
        "上周五",
        "星期天",
        "3天前",
        "11月20日（周五）",
        "去年12月30日",
    ],
)
def test_a_slot_for_a_day_takes_what_looks_like_one(book: PhraseBook, words: str) -> None:
    assert [one.intent for one in book.find(typed(f"补{words}"))] == ["day"]


@pytest.mark.parametrize("words", ["身份证", " 要带身份证", "昨天的作业", "11月", "3.5元", "周末", "一下"])
def test_a_slot_for_a_day_takes_nothing_else(book: PhraseBook, words: str) -> None:
    assert book.find(typed(f"补{words}")) == []


@pytest.mark.parametrize("words", ["10月", "上个月", "第三季度", "2026年", "2026年10月份", "13月", "本周", "2026-10"])
def test_a_slot_for_a_period_takes_what_looks_like_one(book: PhraseBook, words: str) -> None:
    assert [one.intent for one in book.find(typed(f"看 {words}"))] == ["period"]


@pytest.mark.parametrize("words", ["机坏了", "昨天", "的月", "谁的", "五月天的歌"])
def test_a_slot_for_a_period_takes_nothing_else(book: PhraseBook, words: str) -> None:
    assert book.find(typed(f"看 {words}")) == []
