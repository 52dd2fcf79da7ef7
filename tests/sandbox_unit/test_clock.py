"""能往前拨的钟：只进不退，重启后接着走。"""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sandbox.clock import Ahead, MovableClock, moment
from tests.sandbox_unit.conftest import NOON

BEIJING = ZoneInfo("Asia/Shanghai")


def test_it_only_goes_forward_and_keeps_going(tmp_path: Path) -> None:
    wall = NOON
    clock = MovableClock(tmp_path / "new" / "clock", lambda: wall)
    assert clock.now() == NOON
    heard: list[datetime] = []
    with clock.moved.listening(heard.append):
        clock.move_to(NOON + timedelta(hours=2))
        clock.move_to(NOON)
    assert heard == [NOON + timedelta(hours=2)] == [clock.now()]
    wall += timedelta(minutes=5)
    assert clock.now() == NOON + timedelta(hours=2, minutes=5)


def test_a_restart_goes_on_from_there(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    MovableClock(path, lambda: NOON).move_to(NOON + timedelta(days=3, seconds=1.5))
    assert MovableClock(path, lambda: NOON).now() == NOON + timedelta(days=3, seconds=1.5)
    assert [one.name for one in tmp_path.iterdir()] == ["clock"]


@pytest.mark.parametrize("broken", ["", "昨天", "nan", "1e300"])
def test_a_broken_file_is_no_offset(tmp_path: Path, broken: str) -> None:
    (tmp_path / "clock").write_text(broken, encoding="utf-8")
    assert MovableClock(tmp_path / "clock", lambda: NOON).now() == NOON


@pytest.mark.parametrize(
    ("ahead", "now", "then"),
    [
        ("hour", "2026-11-23T23:30", "2026-11-24T00:30"),
        ("tomorrow", "2026-11-23T00:01", "2026-11-24T08:00"),
        ("tomorrow", "2026-12-31T20:00", "2027-01-01T08:00"),
        ("monday", "2026-11-23T08:00", "2026-11-30T09:00"),
        ("monday", "2026-11-29T23:59", "2026-11-30T09:00"),
    ],
)
def test_where_the_buttons_lead(ahead: Ahead, now: str, then: str) -> None:
    start = datetime.fromisoformat(f"{now}:12.5").replace(tzinfo=BEIJING)
    end = moment(ahead, start)
    assert end.isoformat()[:16] == then
    assert end.second == (12 if ahead == "hour" else 0)
