"""日历文件：别的软件读得回来，时刻、地点、提醒都对。"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from core.files import calendars

AT = datetime(2026, 11, 25, 15, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_it_reads_back() -> None:
    text = calendars.event("notice-1", "支部党员大会", AT, "三楼会议室", "讨论；转正\n第二行", AT - timedelta(days=2))
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["summary"]) == "支部党员大会"
    assert str(event["location"]) == "三楼会议室"
    assert str(event["description"]) == "讨论；转正\n第二行"
    assert event["dtstart"].dt == AT.astimezone(UTC)
    [alarm] = event.walk("VALARM")
    assert alarm["trigger"].dt == -timedelta(minutes=30)


def test_without_place_and_words() -> None:
    [event] = Calendar.from_ical(calendars.event("n", "会议", AT, None, "", AT)).walk("VEVENT")
    assert "location" not in event
    assert "description" not in event
