"""通知的固定说法：哪一类、发给谁、要什么回执、各人怎么答的。"""

from enum import StrEnum


class NoticeKind(StrEnum):
    """哪一类；前八类要开会、到场，OTHER 是一般通知。"""

    GENERAL_MEETING = "general_meeting"
    COMMITTEE_MEETING = "committee_meeting"
    SUBGROUP_MEETING = "subgroup_meeting"
    PARTY_LECTURE = "party_lecture"
    THEME_DAY = "theme_day"
    ORGANIZATIONAL_LIFE_MEETING = "organizational_life_meeting"
    APPRAISAL = "appraisal"
    ACTIVITY = "activity"
    OTHER = "other"


class Audience(StrEnum):
    """发给谁。ALL 发在群里；其余只私下发。SUBGROUP 另有 subgroup_id。"""

    ALL = "all"
    SUBGROUP = "subgroup"
    COMMITTEE = "committee"
    FLOATING = "floating"
    ACTIVISTS = "activists"


class Wanted(StrEnum):
    """要什么回执：知道就行、来不来、报名（可限人数）。"""

    ACK = "ack"
    ATTENDANCE = "attendance"
    SIGN_UP = "sign_up"


class NoticeState(StrEnum):
    """一份通知走到了哪一步；没有确认过的还不是通知，只在 pending 里。"""

    OPEN = "open"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Choice(StrEnum):
    """一个人怎么答的。SEEN 是已阅（好的、明白、知道了），ACK 是收到，其余是来不来。"""

    SEEN = "seen"
    ACK = "ack"
    COMING = "coming"
    LEAVE = "leave"
    LATE = "late"


NOTICE_LABELS = {
    NoticeKind.GENERAL_MEETING: "支部党员大会",
    NoticeKind.COMMITTEE_MEETING: "支部委员会会议",
    NoticeKind.SUBGROUP_MEETING: "党小组会",
    NoticeKind.PARTY_LECTURE: "党课",
    NoticeKind.THEME_DAY: "主题党日",
    NoticeKind.ORGANIZATIONAL_LIFE_MEETING: "组织生活会",
    NoticeKind.APPRAISAL: "民主评议党员",
    NoticeKind.ACTIVITY: "活动",
    NoticeKind.OTHER: "通知",
}
