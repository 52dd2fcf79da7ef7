"""学习登记：规则和话术。"""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.dialogue import Ack
from plugins.checkin import texts
from plugins.checkin.rules import (
    EARLIEST,
    FEWEST,
    LATEST,
    LONGEST_NOTE,
    SUMMARY_AT,
    CheckedIn,
    NotATime,
    NoteTooLong,
    Own,
    QuietTime,
    Summary,
    clean_note,
    clock_of,
    source,
)

TODAY = date(2026, 11, 22)
FIRST = CheckedIn(2, again=False, noted=False)
UNSEEMLY = ("打卡成功", "连续", "断签", "金币", "等级", "勋章", "未完成", "没打卡")


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
    assert source(*two[0]) == source(*two[0])


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
    own = Own(today=True, month=[date(2026, 11, 3), date(2026, 11, 22)], days=40, balance=86)
    reply = texts.own_checkins("张三", own, TODAY)
    assert reply.private
    for words in ("张三同志", "今天已登记", "11月登记 2 天：3、22 日", "累计登记 40 天", "积分 86"):
        assert words in reply.text


def test_who_has_not_checked_in_is_invited_not_urged() -> None:
    reply = texts.own_checkins("张三", Own(today=False, month=[], days=0, balance=0), TODAY)
    assert reply.private
    assert "自愿" in reply.text
    assert "11月登记" not in reply.text
    assert "累计登记 0 天" in reply.text


@pytest.mark.parametrize("count", [0, 1, 12])
def test_the_count_is_a_number_and_names_nobody(count: int) -> None:
    reply = texts.count_today(count)
    assert not reply.private
    assert (f" {count} " in reply.text) is (count > 0)


def test_the_wording_stays_plain() -> None:
    every = [
        texts.checked_in("张三", FIRST).text,
        texts.checked_in("张三", CheckedIn(0, again=True, noted=True)).text,
        texts.own_checkins("张三", Own(today=False, month=[TODAY], days=1, balance=2), TODAY).text,
        texts.count_today(0).text,
        texts.MERGED,
        texts.summary_set(Summary(SUMMARY_AT, enabled=True)).text,
        texts.summary_set(Summary(SUMMARY_AT, enabled=False)).text,
        *[said.text for count in (1, FEWEST) if (said := texts.daily_summary("示范党支部", TODAY, count))],
    ]
    assert not [word for word in UNSEEMLY for text in every if word in text]


class TestSummary:
    @pytest.mark.parametrize(
        ("words", "at"), [("20:00", time(20)), ("晚上8点半", time(20, 30)), ("8:00", EARLIEST), ("21:30", LATEST)]
    )
    def test_a_time_outside_the_quiet_hours_is_taken(self, words: str, at: time) -> None:
        assert clock_of(words) == at

    @pytest.mark.parametrize("words", ["7:59", "21:31", "晚上12点", "凌晨3点", "零点"])
    def test_a_quiet_time_is_refused_with_the_hours_that_are_not(self, words: str) -> None:
        with pytest.raises(QuietTime) as refused:
            clock_of(words)
        assert "08:00—21:30" in str(refused.value)
        assert "未作任何改动" in str(refused.value)

    @pytest.mark.parametrize("words", ["开", "随便", "", "25:00"])
    def test_what_is_not_a_time_is_refused_with_an_example(self, words: str) -> None:
        with pytest.raises(NotATime) as refused:
            clock_of(words)
        assert "小结时间 20:00" in str(refused.value)

    def test_the_usual_time_is_one_that_may_be_set(self) -> None:
        assert clock_of(f"{SUMMARY_AT:%H:%M}") == SUMMARY_AT

    @pytest.mark.parametrize("enabled", [True, False])
    def test_what_was_set_is_told_and_logged(self, enabled: bool) -> None:
        reply = texts.summary_set(Summary(time(20, 30), enabled=enabled))
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
