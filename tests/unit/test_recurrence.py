"""周而复始的时间：各种说法。"""

from datetime import time

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st

from core.domain.recurrence import NoSuchDay, NoSuchTime, Recurrence, read_recurrence

EIGHT, NINE = time(8), time(9)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("每天8点推送学习", Recurrence({}, workdays=False, at=EIGHT, spoken="每天", rest="推送学习")),
        ("每日早上8点半 学习", Recurrence({}, workdays=False, at=time(8, 30), spoken="每天", rest="学习")),
        ("工作日8:30 每日一题", Recurrence({}, workdays=True, at=time(8, 30), spoken="工作日", rest="每日一题")),
        ("每个工作日９：００　读一段", Recurrence({}, workdays=True, at=NINE, spoken="工作日", rest="读一段")),
        (
            "每周末9点发 读书",
            Recurrence({"day_of_week": "sat,sun"}, workdays=False, at=NINE, spoken="每周末", rest="发 读书"),
        ),
        (
            "每周一9点发 理论学习",
            Recurrence({"day_of_week": "mon"}, workdays=False, at=NINE, spoken="每周一", rest="发 理论学习"),
        ),
        (
            "每周五17点党小组会提醒",
            Recurrence({"day_of_week": "fri"}, workdays=False, at=time(17), spoken="每周五", rest="党小组会提醒"),
        ),
        (
            "每周一、三、五上午九点学",
            Recurrence({"day_of_week": "mon,wed,fri"}, workdays=False, at=NINE, spoken="每周一、周三、周五", rest="学"),
        ),
        (
            "每周一和周四9点学",
            Recurrence({"day_of_week": "mon,thu"}, workdays=False, at=NINE, spoken="每周一、周四", rest="学"),
        ),
        (
            "每周一至周五8点学",
            Recurrence({"day_of_week": "mon-fri"}, workdays=False, at=EIGHT, spoken="每周一至周五", rest="学"),
        ),
        ("每星期天8点学", Recurrence({"day_of_week": "sun"}, workdays=False, at=EIGHT, spoken="每周日", rest="学")),
        (
            "每月5号提醒交党费",
            Recurrence({"day": 5}, workdays=False, at=None, spoken="每月5日", rest="提醒交党费"),
        ),
        (
            "每月二十日下午3点提醒",
            Recurrence({"day": 20}, workdays=False, at=time(15), spoken="每月20日", rest="提醒"),
        ),
        ("每月31号9点发", Recurrence({"day": "last"}, workdays=False, at=NINE, spoken="每月最后一天", rest="发")),
        ("每月最后一天9点发", Recurrence({"day": "last"}, workdays=False, at=NINE, spoken="每月最后一天", rest="发")),
        (
            "每月30号9点发",
            Recurrence({"day": 30}, workdays=False, at=NINE, spoken="每月30日（没有这一天的月份不发）", rest="发"),
        ),
        (
            "每月最后一个周五9点发",
            Recurrence({"day": "last fri"}, workdays=False, at=NINE, spoken="每月最后一个周五", rest="发"),
        ),
        (
            "每月第二个星期三9点发",
            Recurrence({"day": "2nd wed"}, workdays=False, at=NINE, spoken="每月第二个周三", rest="发"),
        ),
        ("每天都要学习", Recurrence({}, workdays=False, at=None, spoken="每天", rest="都要学习")),
    ],
)
def test_what_people_say(said: str, expected: Recurrence) -> None:
    found = read_recurrence(said)
    assert found == expected
    assert CronTrigger(timezone="Asia/Shanghai", **found.cron(found.at or NINE))


@pytest.mark.parametrize("said", ["今天8点", "周一9点发", "每次开会", "明天8点推送", "", "每周都要学", "每月都学"])
def test_what_does_not_recur(said: str) -> None:
    assert read_recurrence(said) is None


@pytest.mark.parametrize(("said", "wrong"), [("每月32号9点发", NoSuchDay), ("每周五至周一9点", NoSuchDay)])
def test_a_day_that_does_not_exist(said: str, wrong: type[Exception]) -> None:
    with pytest.raises(wrong):
        read_recurrence(said)


@pytest.mark.parametrize("said", ["每天25点发", "每天8:75发", "每天上午20:00发"])
def test_a_time_that_does_not_exist(said: str) -> None:
    with pytest.raises(NoSuchTime):
        read_recurrence(said)


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["每天", "工作日", "每周三", "每月3号"]), st.text())
def test_the_clock_is_read_and_the_rest_is_kept(hour: int, minute: int, head: str, rest: str) -> None:
    found = read_recurrence(f"{head}{hour:02}:{minute:02} 发{rest}")
    assert found is not None
    assert found.at == time(hour, minute)
    assert found.rest == f"发{rest}"
