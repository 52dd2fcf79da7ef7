"""体验模式头一次打开：夜里、节假日也看得到助手说话。"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cli._sandbox import daytime

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("opened", "starts"),
    [
        ((2026, 11, 23, 10, 5), (2026, 11, 23, 10, 5)),
        ((2026, 11, 22, 15, 0), (2026, 11, 22, 15, 0)),  # 普通的周末照常
        ((2026, 11, 23, 6, 30), (2026, 11, 23, 8, 0)),
        ((2026, 11, 23, 20, 45), (2026, 11, 24, 8, 0)),  # 试到一半就到安静时段了
        ((2026, 11, 23, 23, 59), (2026, 11, 24, 8, 0)),
        ((2026, 10, 1, 10, 0), (2026, 10, 8, 8, 0)),
    ],
)
def test_the_clock_starts_when_the_assistant_may_speak(
    opened: tuple[int, int, int, int, int], starts: tuple[int, int, int, int, int]
) -> None:
    assert daytime(datetime(*opened, tzinfo=SHANGHAI)) == datetime(*starts, tzinfo=SHANGHAI)
