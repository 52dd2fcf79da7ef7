"""分寸：一句没有人问的话，此刻能不能说；身份证号、银行卡号不出现在群里。"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.domain.manners import (
    NOW,
    Answer,
    Manners,
    Situation,
    Verdict,
    Weight,
    decide,
    digest_moment,
    is_quiet,
    mask,
    spoken_quiet,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLAIN = Manners(time(21, 30), time(8), 3, active=True, notices={})
CLOSED = replace(PLAIN, active=False)


def at(*moment: int) -> datetime:
    """2026 年的北京时间：月、日、时、分。"""
    return datetime(2026, *moment, tzinfo=SHANGHAI)


DAY, NIGHT, HOLIDAY = at(11, 23, 12), at(11, 23, 22), at(10, 3, 12)
MORNING, AFTER, UNMUTED = at(11, 24, 8), at(10, 8, 8), at(11, 23, 13)


def shown(verdict: Verdict) -> str:
    """「说」「汇总」「不说」，或等到几时。"""
    match verdict.answer:
        case Answer.NOW:
            return "说"
        case Answer.FOLD:
            return "汇总"
        case Answer.DROP:
            return "不说"
        case Answer.HOLD:
            assert verdict.until is not None
            return f"{verdict.until:%m-%d %H:%M}"


def ask(weight: Weight, now: datetime = DAY, manners: Manners = PLAIN, said: int = 0, muted: bool = False) -> str:
    until = UNMUTED if muted else None
    return shown(decide(weight, manners, Situation(now, said, until)))


# 列：平日白天、安静时段、法定节假日、被禁言（到 13:00）、支部关了助手
WHEN = {
    Weight.ECHO: ("说", "说", "说", "11-23 13:00", "说"),
    Weight.URGENT: ("说", "说", "说", "11-23 13:00", "不说"),
    Weight.CONFIRMED: ("说", "11-24 08:00", "说", "11-23 13:00", "不说"),
    Weight.ROUTINE: ("说", "11-24 08:00", "10-08 08:00", "11-23 13:00", "不说"),
    Weight.CHOSEN: ("说", "11-24 08:00", "说", "11-23 13:00", "不说"),
    Weight.PRIORITY: ("说", "11-24 08:00", "10-08 08:00", "11-23 13:00", "不说"),
    Weight.DIGEST: ("说", "11-24 08:00", "10-08 08:00", "11-23 13:00", "不说"),
    Weight.DUTY: ("说", "11-24 08:00", "说", "说", "不说"),
    Weight.REMINDER: ("说", "11-24 08:00", "10-08 08:00", "说", "不说"),
}


@pytest.mark.parametrize("weight", Weight)
def test_when_each_weight_may_be_said(weight: Weight) -> None:
    answers = (ask(weight), ask(weight, NIGHT), ask(weight, HOLIDAY), ask(weight, muted=True))
    assert (*answers, ask(weight, manners=CLOSED)) == WHEN[weight]


# 每格依次是今天已说 0、1、2、3 句
BUDGET = {
    (Weight.ROUTINE, 0): "不说 不说 不说 不说",
    (Weight.ROUTINE, 1): "汇总 不说 不说 不说",
    (Weight.ROUTINE, 3): "说 说 汇总 不说",
    (Weight.CHOSEN, 0): "不说 不说 不说 不说",
    (Weight.CHOSEN, 1): "汇总 不说 不说 不说",
    (Weight.CHOSEN, 3): "说 说 汇总 不说",
    (Weight.PRIORITY, 0): "不说 不说 不说 不说",
    (Weight.PRIORITY, 1): "说 不说 不说 不说",
    (Weight.PRIORITY, 3): "说 说 说 不说",
    (Weight.DIGEST, 0): "不说 不说 不说 不说",
    (Weight.DIGEST, 1): "说 不说 不说 不说",
    (Weight.DIGEST, 3): "说 说 说 不说",
}


@pytest.mark.parametrize("limit", [0, 1, 3])
@pytest.mark.parametrize("weight", Weight)
def test_how_many_a_day(weight: Weight, limit: int) -> None:
    answers = [ask(weight, manners=replace(PLAIN, limit=limit), said=said) for said in range(4)]
    assert " ".join(answers) == BUDGET.get((weight, limit), "说 说 说 说")


def test_the_reasons() -> None:
    def why(weight: Weight, manners: Manners = PLAIN, now: datetime = DAY, said: int = 0) -> str:
        return decide(weight, manners, Situation(now, said, None)).reason

    assert why(Weight.DUTY, CLOSED) == "助手已由支部关闭，没有发"
    assert why(Weight.ROUTINE, replace(PLAIN, limit=0)) == "本群的推送上限是 0，没有发"
    assert why(Weight.ROUTINE, said=3) == "今天已经主动说了 3 句，没有发"
    assert why(Weight.ROUTINE, said=2) == "并入当天的汇总"
    assert why(Weight.ROUTINE, now=NIGHT) == why(Weight.ROUTINE, now=HOLIDAY) == "安静时段或法定节假日"
    assert decide(Weight.ROUTINE, PLAIN, Situation(DAY, 0, UNMUTED)).reason == "本群或助手正被禁言"


def test_a_mute_that_is_over_is_no_mute() -> None:
    assert decide(Weight.ROUTINE, PLAIN, Situation(DAY, 0, DAY)) == NOW


def test_closed_and_muted_at_night_it_is_not_said_at_all() -> None:
    assert shown(decide(Weight.URGENT, CLOSED, Situation(NIGHT, 9, NIGHT + timedelta(hours=1)))) == "不说"


class TestQuietHours:
    @pytest.mark.parametrize(
        ("moment", "answer"),
        [
            ((11, 23, 21, 29), "说"),
            ((11, 23, 21, 30), "11-24 08:00"),
            ((11, 23, 23, 59), "11-24 08:00"),
            ((11, 24, 0, 0), "11-24 08:00"),
            ((11, 24, 7, 59), "11-24 08:00"),
            ((11, 24, 8, 0), "说"),
        ],
    )
    def test_over_midnight(self, moment: tuple[int, ...], answer: str) -> None:
        assert ask(Weight.ROUTINE, at(*moment)) == answer

    def test_to_the_second(self) -> None:
        assert ask(Weight.ROUTINE, at(11, 23, 21, 29, 59)) == "说"
        assert ask(Weight.ROUTINE, at(11, 24, 7, 59, 59)) == "11-24 08:00"

    @pytest.mark.parametrize(
        ("moment", "answer"),
        [((11, 23, 11, 59), "说"), ((11, 23, 12, 0), "11-23 14:00"), ((11, 23, 14, 0), "说"), ((11, 23, 23, 0), "说")],
    )
    def test_within_a_day(self, moment: tuple[int, ...], answer: str) -> None:
        noon = replace(PLAIN, quiet_from=time(12), quiet_until=time(14))
        assert ask(Weight.ROUTINE, at(*moment), noon) == answer

    def test_none(self) -> None:
        none = replace(PLAIN, quiet_from=time(0), quiet_until=time(0))
        assert [ask(Weight.ROUTINE, at(11, 23, hour), none) for hour in range(24)] == ["说"] * 24

    def test_in_words(self) -> None:
        assert spoken_quiet(PLAIN) == "21:30—08:00"
        assert spoken_quiet(replace(PLAIN, quiet_until=time(21, 30))) == "不设"

    @given(st.times(), st.times(), st.times())
    def test_a_moment_is_in_it_or_out_of_it(self, start: time, end: time, moment: time) -> None:
        inside = is_quiet(replace(PLAIN, quiet_from=start, quiet_until=end), moment)
        outside = is_quiet(replace(PLAIN, quiet_from=end, quiet_until=start), moment)
        assert inside != outside if start != end else not inside


class TestHeldUntilTheRightMoment:
    @pytest.mark.parametrize("weight", [Weight.ROUTINE, Weight.PRIORITY, Weight.DIGEST, Weight.REMINDER])
    def test_the_night_before_a_holiday_until_the_morning_after_it(self, weight: Weight) -> None:
        assert ask(weight, at(9, 30, 22)) == "10-08 08:00"

    @pytest.mark.parametrize("weight", [Weight.CONFIRMED, Weight.DUTY])
    def test_what_an_officer_confirmed_and_duty_only_until_the_morning(self, weight: Weight) -> None:
        assert ask(weight, at(9, 30, 22)) == "10-01 08:00"
        assert ask(weight, at(10, 3, 12)) == "说"

    def test_on_the_last_night_of_the_holiday(self) -> None:
        assert ask(Weight.ROUTINE, at(10, 7, 23)) == "10-08 08:00"
        assert ask(Weight.ROUTINE, at(10, 8, 7)) == "10-08 08:00"
        assert ask(Weight.ROUTINE, at(10, 8, 8)) == "说"

    def test_a_weekend_worked_instead_is_a_working_day(self) -> None:
        assert ask(Weight.ROUTINE, at(10, 10, 12)) == "说"
        assert ask(Weight.ROUTINE, at(2, 14, 12)) == "说"

    def test_a_plain_weekend_is_no_holiday(self) -> None:
        assert ask(Weight.PRIORITY, at(11, 22, 12)) == "说"

    @pytest.mark.parametrize(
        ("start", "end", "until"), [(0, 0, "10-08 08:00"), (12, 14, "10-08 08:00"), (7, 9, "10-08 09:00")]
    )
    def test_without_quiet_nights_not_in_the_middle_of_the_night(self, start: int, end: int, until: str) -> None:
        none = replace(PLAIN, quiet_from=time(start), quiet_until=time(end))
        assert ask(Weight.ROUTINE, at(10, 3, 12), none) == until

    def test_by_what_the_officer_confirmed(self) -> None:
        off = replace(PLAIN, notices={date(2026, 11, 23): True, date(2026, 11, 24): True})
        assert ask(Weight.ROUTINE, DAY, off) == "11-25 08:00"
        on = replace(PLAIN, notices={date(2026, 10, 3): False})
        assert ask(Weight.ROUTINE, HOLIDAY, on) == "说"

    @given(st.sampled_from(Weight), st.integers(0, 6 * 365 * 24 * 60), st.times(), st.times())
    def test_when_it_is_over_it_may_be_said(self, weight: Weight, minutes: int, start: time, end: time) -> None:
        manners = replace(
            PLAIN, quiet_from=start.replace(microsecond=0), quiet_until=end.replace(second=0, microsecond=0)
        )
        now = at(1, 1) + timedelta(minutes=minutes)
        verdict = decide(weight, manners, Situation(now, 0, None))
        if verdict.answer is Answer.HOLD:
            assert verdict.until is not None
            assert verdict.until > now
            assert decide(weight, manners, Situation(verdict.until, 0, None)) == NOW


class TestDigestMoment:
    def test_at_eight_in_the_evening(self) -> None:
        assert digest_moment(PLAIN, DAY) == at(11, 23, 20)

    def test_later_it_is_now(self) -> None:
        assert digest_moment(PLAIN, at(11, 23, 20, 40)) == at(11, 23, 20, 40)

    def test_when_eight_is_quiet_it_is_said_just_before(self) -> None:
        early = replace(PLAIN, quiet_from=time(19))
        assert digest_moment(early, DAY) == at(11, 23, 18, 50)


ID_X = "11010519491231002X"
CARDS = ["6222021001116245702", "4111111111111111", "6222 0210 0111 6245 702", "6222-0210-0111-6245-702"]


def id_card(first: str) -> str:
    """补上校验位。"""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(one) * two for one, two in zip(first, weights, strict=True)) % 11]


class TestMask:
    @pytest.mark.parametrize(
        "number",
        [
            ID_X,
            ID_X.lower(),
            id_card("11010119900307793"),
            f"{ID_X[:6]} {ID_X[6:14]} {ID_X[14:]}",
            f"{ID_X[:6]}-{ID_X[6:14]}-{ID_X[14:]}",
            "１１０１０５１９４９１２３１００２Ｘ".replace("Ｘ", "X"),
            *CARDS,
        ],
    )
    def test_only_the_ends_are_left(self, number: str) -> None:
        for text in (number, f"号是{number}，请核对", f"1. {number}", f"13800138000 {number} 转", f"{number}\n第二行"):
            masked = mask(text)
            assert masked == text.replace(number, f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"), text

    def test_several_in_a_line(self) -> None:
        assert mask(f"{ID_X} {CARDS[0]}") == "1101**********002X 6222***********5702"

    @pytest.mark.parametrize(
        "text",
        [
            "13800138000",
            "13800138000 13900139000",
            "010-12345678",
            "A1032",
            "2026-11-23 2026-11-24",
            "2026年11月23日 08:00—21:30",
            "QQ 1234567890、10001",
            "10001 10002 10003 10004",
            "123456789012345678",
            "110105194912310021",
            "110105194913310021",
            "6222021001116245703",
            "12 15 18 20 22 25 28 30",
            "62220210011162457021234",
            "",
        ],
    )
    def test_other_numbers_are_left_alone(self, text: str) -> None:
        assert mask(text) == text

    PIECES = st.one_of(
        st.sampled_from([ID_X, *CARDS, "6222", "0210", "0111", "6245", "702", " ", "-", "X", "*", "号"]),
        st.text("0123456789 -Xx*", max_size=8),
        st.text(max_size=4),
    )

    @given(st.lists(PIECES, max_size=14).map("".join))
    @example("6222 0210 0111 6245 702 0210 0111 6245 702")
    def test_neither_longer_nor_different_the_second_time(self, text: str) -> None:
        once = mask(text)
        assert len(once) == len(text)
        assert mask(once) == once
        assert all(one in (other, "*") for one, other in zip(once, text, strict=True))

    def test_a_long_list_of_numbers_takes_no_time(self) -> None:
        assert mask("1234 " * 1200) == "1234 " * 1200
