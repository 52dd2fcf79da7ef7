"""说过去的一天：事由里写的是哪一天。"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.domain.spoken_past import day_in, mentions_day

NOW = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
"""周一。"""


@pytest.mark.parametrize(
    ("reason", "day"),
    [
        ("11月20日志愿服务", (11, 20)),
        ("参加11月20日的志愿服务", (11, 20)),
        ("志愿服务（11月20号）", (11, 20)),
        ("2026年11月20日志愿服务", (11, 20)),
        ("2026-11-20 志愿服务", (11, 20)),
        ("昨天志愿服务", (11, 22)),
        ("前天值班", (11, 21)),
        ("周六志愿服务", (11, 21)),
        ("上周五志愿服务", (11, 20)),
        ("今天志愿服务", (11, 23)),
        ("10月23日志愿服务", (10, 23)),
    ],
)
def test_the_day_the_reason_is_about(reason: str, day: tuple[int, int]) -> None:
    assert day_in(reason, NOW) == date(2026, *day)
    assert mentions_day(reason)


@pytest.mark.parametrize(
    "reason",
    [
        "12月9日运动纪念活动",
        "7月1日表彰",
        "2025年11月20日志愿服务",
        "11月31日志愿服务",
        "11月20日至22日志愿服务",
        "11月20日、11月21日志愿服务",
        "11月20日前交思想汇报",
    ],
)
def test_a_day_that_is_not_it(reason: str) -> None:
    assert day_in(reason, NOW) is None
    assert mentions_day(reason)


@pytest.mark.parametrize(
    "reason",
    [
        "志愿服务",
        "五一志愿服务",
        "3号楼清扫",
        "11月志愿服务",
        "周日常维护",
        "周日志整理",
        "每周六志愿服务",
        "1.5小时志愿服务",
    ],
)
def test_no_day_at_all(reason: str) -> None:
    assert day_in(reason, NOW) is None
    assert not mentions_day(reason)


def test_early_in_january_december_is_the_last_one() -> None:
    assert day_in("12月30日志愿服务", datetime(2027, 1, 4, 9, tzinfo=NOW.tzinfo)) == date(2026, 12, 30)
