"""学习登记：规则和话术。"""

import json
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from core.domain.dialogue import Ack
from core.domain.ranking import FEWEST
from core.domain.spoken_period import read_period
from plugins.checkin import texts
from plugins.checkin.days.limits import Settings, SettingsSet
from plugins.checkin.rules import (
    LONGEST_NOTE,
    NEVER_SET,
    SUMMARY_AT,
    CheckedIn,
    NotATime,
    NoteTooLong,
    Own,
    Summary,
    SummarySet,
    clean_note,
    clock_of,
    source,
)

TODAY = date(2026, 11, 22)
FIRST = CheckedIn(2, again=False, noted=False)


def a_month(*days: int, month: str = "11月", backfilled: tuple[int, ...] = (), total: int = 0, **others: int) -> Own:
    """一个人一个月的登记；歇着的只有 1 日和 7 日。"""
    stretch = read_period(month, TODAY)
    assert stretch is not None
    first = stretch.first
    known = [first.replace(day=day) for day in days]
    backfilled, off = {first.replace(day=day) for day in backfilled}, {first, first.replace(day=7)}
    rest = {"streak": 0, "notes": 0, "balance": 0} | others
    return Own(stretch, known, backfilled, off, total, **rest)


UNSEEMLY = ("打卡成功", "中断", "断签", "金币", "等级", "勋章", "未完成", "没打卡")


@pytest.mark.parametrize("note", [None, "", "  ", "\n\t", "　"])
def test_a_note_of_nothing_is_no_note(note: str | None) -> None:
    assert clean_note(note) is None


@given(st.text(max_size=200))
def test_a_note_is_kept_but_for_the_blanks_around_it(note: str) -> None:
    assert (clean_note(f" {note}\n") or "") == note.strip()


def test_the_longest_note_is_taken_and_one_more_character_is_refused() -> None:
    assert clean_note("学" * LONGEST_NOTE) == "学" * LONGEST_NOTE
    assert clean_note(" " + "学" * LONGEST_NOTE + " ") == "学" * LONGEST_NOTE
    with pytest.raises(NoteTooLong) as refused:
        clean_note("学" * (LONGEST_NOTE + 1))
    assert str(LONGEST_NOTE) in str(refused.value)
    assert str(LONGEST_NOTE + 1) in str(refused.value)
    assert "没有登记" in str(refused.value)


@given(
    st.lists(
        st.tuples(st.integers(1, 10**6), st.dates(date(2000, 1, 1)), st.integers(1, 50)),
        min_size=2,
        max_size=2,
        unique=True,
    )
)
def test_each_person_day_and_ordinal_has_a_source_of_its_own(two: list[tuple[int, date, int]]) -> None:
    assert source(*two[0]) != source(*two[1])


def test_a_first_check_in_says_the_points_and_where_to_look() -> None:
    ack = texts.checked_in("张三", FIRST)
    assert isinstance(ack, Ack)
    for words in ("张三同志", "已登记", "＋2", "我的打卡"):
        assert words in ack.text
    assert ack.record is not None
    assert "＋2" in ack.record.summary


def test_checking_in_again_adds_no_points_and_nothing_to_the_log() -> None:
    ack = texts.checked_in("张三", CheckedIn(0, again=True, noted=False))
    assert "此前已登记" in ack.text
    assert "积分" not in ack.text
    assert ack.record is None
    # 同日再打卡不进“刚才几位同志”的那一行，人数不会多算
    assert ack.merged == ""


def test_a_new_note_on_the_same_day_is_told_and_logged_without_its_words() -> None:
    ack = texts.checked_in("张三", CheckedIn(0, again=True, noted=True))
    assert "心得已添上" in ack.text
    assert ack.record is not None


def test_several_check_ins_of_a_minute_make_one_line() -> None:
    line = texts.checked_in("张三", FIRST).merged.format(n=6)
    assert line.startswith("刚才 6 位同志")
    assert "张三" not in line


def test_ones_own_figures_are_private_and_complete() -> None:
    reply = texts.own_checkins("张三", "示范党支部", a_month(3, 22, total=40, balance=86), TODAY)
    assert reply.private
    for words in ("张三同志", "今天已登记", "11月登记 2 天：3、22 日", "累计登记 40 天", "积分 86"):
        assert words in reply.text


def test_who_has_not_checked_in_is_invited_not_urged() -> None:
    reply = texts.own_checkins("张三", "示范党支部", a_month(), TODAY)
    assert reply.private
    assert "自愿" in reply.text
    assert "11月登记" not in reply.text
    assert "累计登记 0 天" in reply.text


def test_a_month_gone_by_says_nothing_of_today() -> None:
    assert texts.own_checkins("张三", "示范党支部", a_month(month="10月"), TODAY).text == snapshot("""\
张三同志，您的学习登记：
10月没有登记。
累计登记 0 天，积分 0。\
""")
    last_year = a_month(3, month="2025年10月", total=7)
    assert "2025年10月登记 1 天：3 日。" in texts.own_checkins("张三", "示范党支部", last_year, TODAY).text


def test_what_was_backfilled_the_notes_and_the_run_of_days_are_told_when_there_are_any() -> None:
    own = a_month(3, 20, 22, backfilled=(20,), total=40, streak=2, notes=5)
    assert texts.own_checkins("张三", "示范党支部", own, TODAY).text == snapshot("""\
张三同志，您的学习登记：
今天已登记。
11月登记 3 天（其中补登 1 天）：3、20、22 日。
累计登记 40 天，积分 0。
到今天连续登记 2 天（休息日、节假日不算间断）。
存有心得 5 段，查看发“我的心得”。\
""")


@pytest.mark.parametrize("run", [0, 1])
def test_a_run_that_has_ended_is_not_mentioned(run: int) -> None:
    reply = texts.own_checkins("张三", "示范党支部", a_month(22, total=40, streak=run), TODAY)
    assert "连续" not in reply.text
    assert reply.card is not None
    assert reply.card.data["note"] == ""


def test_the_card_holds_the_same_figures_day_by_day() -> None:
    own = a_month(2, 20, 22, backfilled=(20,), total=128, streak=2, notes=6, balance=256)
    card = texts.own_checkins("张三", "示范党支部", own, TODAY).card
    assert card is not None
    json.dumps(card.data)
    assert card.data["month"] == "2026年11月"
    # 11 月 1 日是星期日，前面空六格
    assert card.data["before"] == 6
    assert [day["day"] for day in card.data["days"]] == list(range(1, 31))
    marks = {day["day"]: day["mark"] for day in card.data["days"] if day["mark"]}
    assert marks == {2: "done", 20: "backfilled", 22: "done"}
    assert [day["day"] for day in card.data["days"] if day["today"]] == [22]
    assert [day["day"] for day in card.data["days"] if day["off"]] == [1, 7]
    values = {one["name"]: one["value"] for one in card.data["figures"]}
    assert values == {"11月登记": "3 天", "累计登记": "128 天", "心得": "6 段", "积分": "256"}
    assert "2 天" in card.data["note"]


@pytest.mark.parametrize("count", [0, 1, 12])
def test_the_count_is_a_number_and_names_nobody(count: int) -> None:
    reply = texts.count_today(count)
    assert not reply.private
    assert (f" {count} " in reply.text) is (count > 0)


def test_the_wording_stays_plain() -> None:
    every = [
        texts.checked_in("张三", FIRST).text,
        texts.checked_in("张三", CheckedIn(0, again=True, noted=True)).text,
        texts.own_checkins("张三", "示范党支部", a_month(total=1, balance=2), TODAY).text,
        texts.own_checkins("张三", "示范党支部", a_month(21, 22, streak=2), TODAY).text,
        texts.checked_in("张三", FIRST._replace(backfilled=TODAY)).text,
        texts.ask_which_day().text,
        texts.window_set(SettingsSet(Settings(), Settings(time(6), time(23)))).text,
        texts.count_today(0).text,
        texts.MERGED,
        texts.summary_set(SummarySet(NEVER_SET, Summary(SUMMARY_AT, enabled=True))).text,
        texts.summary_set(SummarySet(NEVER_SET, NEVER_SET)).text,
        *[said.text for count in (1, FEWEST) if (said := texts.daily_summary("示范党支部", TODAY, count))],
    ]
    assert not [word for word in UNSEEMLY for text in every if word in text]


class TestSummary:
    @pytest.mark.parametrize(("words", "at"), [("20:00", time(20)), ("晚上8点半", time(20, 30)), ("8:00", time(8))])
    def test_a_time_is_read(self, words: str, at: time) -> None:
        assert clock_of(words) == at

    @pytest.mark.parametrize("words", ["开", "随便", "", "25:00"])
    def test_what_is_not_a_time_is_refused_with_an_example(self, words: str) -> None:
        with pytest.raises(NotATime) as refused:
            clock_of(words)
        assert "小结时间 20:00" in str(refused.value)

    def test_the_usual_time_is_one_that_may_be_set(self) -> None:
        assert clock_of(f"{SUMMARY_AT:%H:%M}") == SUMMARY_AT

    @pytest.mark.parametrize("enabled", [True, False])
    def test_what_was_set_is_told_and_logged(self, enabled: bool) -> None:
        reply = texts.summary_set(SummarySet(NEVER_SET, Summary(time(20, 30), enabled=enabled)))
        assert "20:30" in reply.text
        assert ("小结 关" in reply.text, "小结 开" in reply.text) == (enabled, not enabled)
        assert reply.record is not None
        assert reply.record.after == ("开，20:30" if enabled else "关，20:30")

    def test_when_nobody_checked_in_nothing_is_said(self) -> None:
        assert texts.daily_summary("示范党支部", TODAY, 0) is None

    @pytest.mark.parametrize("count", range(1, FEWEST))
    def test_a_few_are_not_counted(self, count: int) -> None:
        """人太少时写出人次，就认得出是谁。"""
        reply = texts.daily_summary("示范党支部", TODAY, count)
        assert reply is not None
        assert not reply.private
        assert f"{count} 位" not in reply.text
        assert "示范党支部" in reply.text

    def test_enough_are_a_number_and_nobody_is_named(self) -> None:
        reply = texts.daily_summary("示范党支部", TODAY, FEWEST)
        assert reply is not None
        assert f"{FEWEST} 位同志" in reply.text
        assert "11月22日" in reply.text
