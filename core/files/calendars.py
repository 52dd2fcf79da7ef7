"""日历文件（.ics）：一次会议一个，手机点开就能加进日程。"""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

_LASTS = timedelta(hours=1)
_BEFORE = timedelta(minutes=30)


def event(uid: str, title: str, starts_at: datetime, place: str | None, about: str, made_at: datetime) -> str:
    """一次会议的日历文件内容：默认一小时，提前三十分钟响；时刻写成 UTC，各家日历都认得。"""
    one = Event()
    one.add("uid", uid)
    one.add("summary", title)
    one.add("dtstart", _utc(starts_at))
    one.add("dtend", _utc(starts_at + _LASTS))
    one.add("dtstamp", _utc(made_at))
    if place:
        one.add("location", place)
    if about:
        one.add("description", about)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -_BEFORE)
    one.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//branch-group-assistant//CN")
    calendar.add("version", "2.0")
    calendar.add_component(one)
    return calendar.to_ical().decode()


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
