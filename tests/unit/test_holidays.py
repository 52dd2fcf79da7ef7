"""节假日与调休：查得到的年份照表，查不到的照支委贴的通知，再没有的只认日子固定的；年度通知照原样贴来都读得懂。"""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.domain.holidays import (
    Arrangement,
    UnreadableNotice,
    is_holiday,
    is_known,
    is_workday,
    read_arrangement,
    working_day,
)

NONE: dict[date, bool] = {}
UNKNOWN = 2031
"""一个表里肯定没有的年份。"""


def days(*spans: str, year: int) -> tuple[date, ...]:
    """「1.1」「2.5-2.11」写成日子；「'26.12.31」写明是哪一年。"""
    made: list[date] = []
    for span in spans:
        first, _, last = span.partition("-")
        start, end = (_day(one, year) for one in (first, last or first))
        made += [start + timedelta(days=number) for number in range((end - start).days + 1)]
    return tuple(made)


def _day(words: str, year: int) -> date:
    *given_year, month, day = words.removeprefix("'").split(".")
    return date(2000 + int(given_year[0]) if given_year else year, int(month), int(day))


class TestKnownYears:
    """2026 年在表里。"""

    @pytest.mark.parametrize("day", days("1.1-1.3", "2.15-2.23", "9.25-9.27", "10.1-10.7", year=2026))
    def test_the_days_off(self, day: date) -> None:
        assert is_holiday(day, NONE)
        assert not is_workday(day, NONE)

    @pytest.mark.parametrize("day", days("1.4", "2.14", "2.28", "5.9", "9.20", "10.10", year=2026))
    def test_a_weekend_worked_instead_is_a_working_day(self, day: date) -> None:
        assert day.weekday() >= 5
        assert not is_holiday(day, NONE)
        assert is_workday(day, NONE)

    @pytest.mark.parametrize("day", days("11.21-11.22", year=2026))
    def test_a_plain_weekend_is_no_holiday_and_no_working_day(self, day: date) -> None:
        assert not is_holiday(day, NONE)
        assert not is_workday(day, NONE)

    def test_which_years(self) -> None:
        assert [is_known(year) for year in (2003, 2004, 2026, UNKNOWN)] == [False, True, True, False]


class TestUnknownYears:
    """元旦、五一（两天）、国庆（三天）仍按法定假日，其余周一至周五上班。"""

    @pytest.mark.parametrize("day", days("1.1", "5.1-5.2", "10.1-10.3", year=UNKNOWN))
    def test_the_fixed_days(self, day: date) -> None:
        assert is_holiday(day, NONE)
        assert not is_workday(day, NONE)

    @pytest.mark.parametrize("day", days("1.2", "4.30", "5.3", "9.30", "10.4", year=UNKNOWN))
    def test_the_days_around_them(self, day: date) -> None:
        assert not is_holiday(day, NONE)

    @given(st.dates(date(UNKNOWN, 1, 1), date(UNKNOWN + 9, 12, 31)))
    def test_monday_to_friday_works_on(self, day: date) -> None:
        assert is_workday(day, NONE) == (day.weekday() < 5 and not is_holiday(day, NONE))


class TestNotices:
    """支委确认过的通知盖过别的。"""

    @pytest.mark.parametrize("day", [date(2026, 11, 23), date(UNKNOWN, 11, 24)])
    def test_a_day_off(self, day: date) -> None:
        assert is_holiday(day, {day: True})
        assert not is_workday(day, {day: True})

    @pytest.mark.parametrize("day", [date(2026, 10, 1), date(UNKNOWN, 10, 1), date(UNKNOWN, 11, 23)])
    def test_a_working_day(self, day: date) -> None:
        assert not is_holiday(day, {day: False})
        assert is_workday(day, {day: False})

    def test_other_days_stay_as_they_were(self) -> None:
        assert is_holiday(date(2026, 10, 2), {date(2026, 10, 1): False})


OF_2027 = """国务院办公厅关于2027年
部分节假日安排的通知
国办发明电〔2026〕9号

各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2027年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕前一日、周五）至11日（农历正月初六、周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作，遇有重大突发事件，要按规定及时报告并妥善处置。
国务院办公厅
2026年11月4日"""
ONE_PARAGRAPH = (
    "国务院办公厅关于２０２８年部分节假日安排的通知 经国务院批准,"
    "现将２０２８年元旦、春节、劳动节和国庆节放假调休日期通知如下: "
    "一、元旦:１月１日(周六)放假,与周末连休。二、春节:1月26日至2月1日放假调休,共7天。1月22日(星期六)、2月5日(星期六)"
    "上班。"
    "鼓励各单位结合带薪年休假等制度落实,安排职工在除夕(1月25日)休息。三、劳动节:4月29日至5月3日放假调休,共5天。"
    "4月23日(星期日)、5月6日(星期六)上班。四、国庆节:10月1日至8日放假调休,共8天。9月30日(星期六)上班。"
)
ACROSS = """国务院办公厅关于2029年部分节假日安排的通知
一、元旦：2028年12月30日至2029年1月1日放假调休，共3天。2028年12月23日（周六）上班。
二、春节：2月13日（周二）
至19日（周一）放假调休，共7天。
2月10日（周六）、
2月24日（周六）上班。"""


class TestTheYearlyNotice:
    """三份照历年样子编的通知：日子是编的。"""

    def test_line_by_line(self) -> None:
        off = days("1.1-1.3", "2.5-2.11", "4.3-4.5", "5.1-5.5", "6.9", "9.15", "10.1-10.7", year=2027)
        working = days("1.31", "2.14", "4.25", "5.8", "9.26", "10.9", year=2027)
        assert read_arrangement(OF_2027, 2020) == Arrangement(2027, off, working)

    def test_in_one_paragraph_half_and_full_width(self) -> None:
        off = days("1.1", "1.26-2.1", "4.29-5.3", "10.1-10.8", year=2028)
        working = days("1.22", "2.5", "4.23", "5.6", "9.30", year=2028)
        assert read_arrangement(ONE_PARAGRAPH, 2020) == Arrangement(2028, off, working)

    def test_across_the_year_and_with_broken_lines(self) -> None:
        off = days("'28.12.30-'29.1.1", "2.13-2.19", year=2029)
        assert read_arrangement(ACROSS, 2020) == Arrangement(2029, off, days("'28.12.23", "2.10", "2.24", year=2029))

    def test_every_day_of_it_counts_afterwards(self) -> None:
        found = read_arrangement(OF_2027, 2020)
        notices = dict.fromkeys(found.off, True) | dict.fromkeys(found.working, False)
        assert all(is_holiday(day, notices) for day in found.off)
        assert all(is_workday(day, notices) for day in found.working)


@pytest.mark.parametrize(
    ("text", "off", "working"),
    [
        ("1月1日至3日放假，共3天。1月4日上班。", ["1.1-1.3"], ["1.4"]),
        ("1月1日(周五)至3日(周日)放假,共3天;1月4日上班", ["1.1-1.3"], ["1.4"]),
        ("１月１日～３日放假，共３天", ["1.1-1.3"], []),
        ("1 月 1 日 — 3 日 放假", ["1.1-1.3"], []),
        ("1月1日-1月3日放假3天", ["1.1-1.3"], []),
        ("6月9日放假1天", ["6.9"], []),
        ("6月9日放假1天，6月12日（周六）上班", ["6.9"], ["6.12"]),
        ("4月25日上班，5月1日至5日放假", ["5.1-5.5"], ["4.25"]),
        ("10月1日至3日、5日放假，共4天", ["10.1-10.3", "10.5"], []),
        ("1月1日放假，2月5日至11日放假，共7天", ["1.1", "2.5-2.11"], []),
        ("放假时间：2月5日至11日，共7天；调休上班：1月31日、2月14日", ["2.5-2.11"], ["1.31", "2.14"]),
        ("1月2日（周六）补休", ["1.2"], []),
        ("12月31日至1月2日放假，共3天", ["'26.12.31-'27.1.2"], []),
        ("2026年12月31日至1月2日放假，共3天", ["'26.12.31-'27.1.2"], []),
        ("2026年12月31日至2027年1月2日放假。2月5日至11日放假", ["'26.12.31-'27.1.2", "2.5-2.11"], []),
        ("4月3日至5日放假。2月14日不放假", ["4.3-4.5"], []),
    ],
)
def test_other_ways_to_write_it(text: str, off: list[str], working: list[str]) -> None:
    assert read_arrangement(text, 2027) == Arrangement(2027, days(*off, year=2027), days(*working, year=2027))


class TestFaults:
    """读不懂、对不上的，说清是哪一处，什么都不改。"""

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("元旦：1月1日至3日放假，共4天。", "“元旦：1月1日至3日放假，共4天”写着共 4 天，数出来是 3 天"),
            ("6月9日放假2天", "“6月9日放假2天”写着共 2 天，数出来是 1 天"),
            ("2月30日放假", "没有 2027年2月30日 这一天"),
            ("13月1日放假", "没有 2027年13月1日 这一天"),
            ("2月5日至31日放假", "没有 2027年2月31日 这一天"),
            ("5日放假", "“5日”没有写是几月"),
            ("2月5日至11日放假。2月11日上班。", "2月11日又放假又上班"),
            ("1月1日至20日放假", "“1月1日至20日”不像一个假期"),
            ("5月5日至1日放假", "“5月5日至1日”不像一个假期"),
            ("12月31日至3月2日放假", "“12月31日至3月2日”不像一个假期"),
            ("2月14日上班", "没有找到放假的日子"),
            ("祝大家节日快乐", "没有找到放假的日子"),
            ("放假安排见附件", "没有找到放假的日子"),
            ("", "没有找到放假的日子"),
        ],
    )
    def test_what_is_wrong(self, text: str, reason: str) -> None:
        with pytest.raises(UnreadableNotice) as caught:
            read_arrangement(text, 2027)
        assert str(caught.value) == (
            f"放假安排没有看懂：{reason}。未作任何改动。请把国务院办公厅的年度通知原文粘贴在“节假日”后面。"
        )

    @given(
        st.lists(
            st.one_of(
                st.sampled_from(["月", "日", "年", "至", "放假", "上班", "共", "天", "（", "）", "。", "\n", "2028年"]),
                st.integers(0, 120).map(str),
                st.text(max_size=3),
            ),
            max_size=40,
        ).map("".join)
    )
    @example("2028年12月31日至2月29日放假")
    @example("2099年12月31日至1月1日放假")
    @example("²日放假")
    @example("٣月٣日放假")
    def test_whatever_is_pasted_nothing_else_is_raised(self, text: str) -> None:
        try:
            found = read_arrangement(text, 2027)
        except UnreadableNotice:
            return
        assert found.off
        assert not set(found.off) & set(found.working)


class TestWorkingDay:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2026, 11, 23), date(2026, 11, 23)),
            (date(2026, 11, 28), date(2026, 11, 28)),
            (date(2026, 10, 1), date(2026, 10, 8)),
            (date(2026, 2, 16), date(2026, 2, 24)),
        ],
        ids=["工作日", "普通周末", "国庆", "春节"],
    )
    def test_a_holiday_moves_to_the_first_working_day(self, day: date, expected: date) -> None:
        assert working_day(day, {}) == expected

    def test_a_working_weekend_counts(self) -> None:
        friday, saturday = date(2030, 5, 3), date(2030, 5, 4)
        assert working_day(friday, {friday: True, saturday: False}) == saturday

    def test_it_does_not_look_for_ever(self) -> None:
        always = {date(2030, 1, 1) + timedelta(days=number): True for number in range(90)}
        assert working_day(date(2030, 1, 1), always) == date(2030, 1, 31)
