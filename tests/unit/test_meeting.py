"""把一行话读成通知：类别、时间、地点、议题、范围、回执；时间表里的每一种说法放进通知里也读得对。"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.calendar import Doubt, parse_when
from core.domain.meeting import Draft, draft_from, read_meeting, read_notice, read_sentence, with_time
from core.domain.meeting_words import place_in, subgroup_key
from core.domain.notices import Audience, NoticeKind, Wanted

NOW = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
TABLE = Path(__file__).parents[1] / "data" / "when.tsv"


def rows() -> list[tuple[str, datetime]]:
    """表里交来的那 42 行，在最前面。"""
    lines = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [(words, datetime.fromisoformat(at).replace(tzinfo=NOW.tzinfo)) for words, at, *_ in lines[:42]]


@pytest.mark.parametrize(("words", "at"), rows())
def test_every_time_of_the_table_is_read_inside_a_notice_too(words: str, at: datetime) -> None:
    reading = read_meeting(f"{words} 三楼会议室 支部党员大会 议题：讨论年度工作", NOW)
    if parse_when(words, NOW) is not None and at.hour:
        assert (reading.doubt, reading.draft.starts_at) == (None, at)
    else:
        # 没说几点的要问
        assert (reading.doubt, reading.at) == (Doubt.AMBIGUOUS, at)
    assert (reading.draft.kind, reading.draft.place) == (NoticeKind.GENERAL_MEETING, "三楼会议室")
    assert reading.draft.agenda == "讨论年度工作"


@pytest.mark.parametrize(
    ("text", "kind", "place", "audience"),
    [
        (
            "下周三15:00 党员活动室 支委会 议题：发展党员",
            NoticeKind.COMMITTEE_MEETING,
            "党员活动室",
            Audience.COMMITTEE,
        ),
        ("周五下午3点 会议室 党课", NoticeKind.PARTY_LECTURE, "会议室", Audience.ALL),
        ("后天上午9点 三楼", NoticeKind.OTHER, "三楼", Audience.ALL),
        ("明天15:00在三楼会议室召开支部党员大会", NoticeKind.GENERAL_MEETING, "三楼会议室", Audience.ALL),
        ("明天15:00 三楼会议室开主题党日", NoticeKind.THEME_DAY, "三楼会议室", Audience.ALL),
        ("明天15:00 第一党小组会 二楼", NoticeKind.SUBGROUP_MEETING, "二楼", Audience.SUBGROUP),
        ("明天15:00 第一党小组 组织生活会", NoticeKind.ORGANIZATIONAL_LIFE_MEETING, None, Audience.SUBGROUP),
        ("明天15:00 党小组会 二楼", NoticeKind.SUBGROUP_MEETING, "二楼", Audience.SUBGROUP),
        ("明天15:00 民主评议党员 305", NoticeKind.APPRAISAL, "305", Audience.ALL),
        ("明天15:00 流动党员 座谈 线上", NoticeKind.OTHER, "线上", Audience.FLOATING),
        ("明天15:00 积极分子培训 四楼会议室", NoticeKind.OTHER, "四楼会议室", Audience.ACTIVISTS),
        ("时间：11月25日15:00 地点：B座大厅 支部大会", NoticeKind.GENERAL_MEETING, "B座大厅", Audience.ALL),
        ("11月25日15:00 三楼 议题：学习全会精神 支部党员大会", NoticeKind.GENERAL_MEETING, "三楼", Audience.ALL),
    ],
)
def test_kind_place_and_audience(text: str, kind: NoticeKind, place: str | None, audience: Audience) -> None:
    reading = read_meeting(text, NOW)
    assert reading.doubt is None
    draft = reading.draft
    assert (draft.kind, draft.place, draft.audience, draft.wanted) == (kind, place, audience, Wanted.ATTENDANCE)


def test_an_unnamed_meeting_takes_its_name_from_what_was_said() -> None:
    assert read_meeting("明天15:00 三楼 安全生产会", NOW).draft.title == "安全生产会"
    assert read_meeting("明天15:00 三楼", NOW).draft.title == "会议"
    assert read_meeting("明天15:00 志愿服务活动 广场", NOW).draft.title == "志愿服务活动"


def test_what_is_left_over_is_kept_as_a_remark_with_the_end_time() -> None:
    draft = read_meeting("11月25日15:00-17:00 三楼 支部大会，请带笔记本", NOW).draft
    assert draft.body == "请带笔记本；预计17:00结束"
    assert read_meeting("11月25日15:00 三楼 支部大会，请准时参加", NOW).draft.body == ""
    listed = read_meeting("11月25日15:00、三楼、支部大会、请张三、李四列席。请带党徽、笔记本", NOW).draft
    assert (listed.place, listed.body) == ("三楼", "请张三、李四列席，请带党徽、笔记本")


@pytest.mark.parametrize(
    ("text", "most"), [("需报名 20人", 20), ("自愿报名，限30人", 30), ("报名参加", None), ("限额15名", 15)]
)
def test_signing_up(text: str, most: int | None) -> None:
    draft = read_meeting(f"周六9:00 人民公园 志愿服务 {text}", NOW).draft
    assert (draft.wanted, draft.most) == (Wanted.SIGN_UP, most)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("昨天15:00 支部大会", Doubt.PAST),
        ("2月30日15:00 支部大会", Doubt.IMPOSSIBLE),
        ("25:99 支部大会", Doubt.IMPOSSIBLE),
        ("周三或周四15:00 党课", Doubt.AMBIGUOUS),
        ("周三15:00 支部大会，周四16:00 党课", Doubt.AMBIGUOUS),
        ("支部大会 三楼", Doubt.ABSENT),
        ("本月最后一个周五下午 主题党日", Doubt.AMBIGUOUS),
    ],
)
def test_a_doubtful_time_is_never_guessed(text: str, doubt: Doubt) -> None:
    reading = read_meeting(text, NOW)
    assert (reading.doubt, reading.draft.starts_at) == (doubt, None)


@pytest.mark.parametrize(
    ("text", "kind", "wanted", "audience"),
    [
        ("学习材料已上传群文件", NoticeKind.OTHER, Wanted.ACK, Audience.ALL),
        ("请各党小组本周五前上报党课计划", NoticeKind.OTHER, Wanted.ACK, Audience.ALL),
        ("流动党员 请更新联系方式", NoticeKind.OTHER, Wanted.ACK, Audience.FLOATING),
        ("第一小组 明天交材料", NoticeKind.OTHER, Wanted.ACK, Audience.SUBGROUP),
        ("请支委们提前看材料", NoticeKind.OTHER, Wanted.ACK, Audience.COMMITTEE),
        ("本周六志愿服务", NoticeKind.ACTIVITY, Wanted.ACK, Audience.ALL),
        ("周六上午9点志愿服务", NoticeKind.ACTIVITY, Wanted.ATTENDANCE, Audience.ALL),
        ("志愿服务活动周五17:00前报名，接受报名20人", NoticeKind.OTHER, Wanted.SIGN_UP, Audience.ALL),
        ("暴雨停止户外活动", NoticeKind.OTHER, Wanted.ACK, Audience.ALL),
        ("下周三下午3点在三楼会议室召开支部党员大会", NoticeKind.GENERAL_MEETING, Wanted.ATTENDANCE, Audience.ALL),
    ],
)
def test_a_general_notice(text: str, kind: NoticeKind, wanted: Wanted, audience: Audience) -> None:
    reading = read_notice(text, NOW)
    assert reading.doubt is None
    assert (reading.draft.kind, reading.draft.wanted, reading.draft.audience) == (kind, wanted, audience)
    assert reading.draft.body in {text, ""}


def test_an_impossible_day_in_a_general_notice_is_asked_back() -> None:
    assert read_notice("2月30日前交材料", NOW).doubt is Doubt.IMPOSSIBLE


@pytest.mark.parametrize(
    "text",
    [
        "周五下午三点支部大会的材料谁打印",
        "周五的支部大会改到几点了",
        "今天的党课讲得很好",
        "明天要交党课心得",
        "明天15:00 打球",
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_a_sentence_that_only_mentions_a_meeting_is_talk(text: str, *, strict: bool) -> None:
    reading = read_sentence(text, NOW, strict=strict)
    assert reading is None or not strict


@pytest.mark.parametrize(
    "text", ["周五下午三点开支部大会", "下周三15:00 三楼 支部党员大会 议题：选举", "明晚七点半在二楼开支委会"]
)
def test_a_sentence_that_calls_a_meeting(text: str) -> None:
    reading = read_sentence(text, NOW, strict=True)
    assert reading is not None
    assert reading.doubt is None


@pytest.mark.parametrize(
    ("said", "more", "day"),
    [
        ("本月最后一个周五下午 主题党日", "3点", 27),
        ("明天 支部大会", "15:00", 19),
        ("支部大会 三楼", "周五15:00", 20),
        ("昨天15:00 支部大会", "11月25日15:00", 25),
        ("周三或周四15:00 党课", "周四15:00", 19),
    ],
)
def test_the_time_given_afterwards(said: str, more: str, day: int) -> None:
    reading = with_time(read_meeting(said, NOW).draft, more, NOW, NOW)
    assert (reading.doubt, reading.draft.starts_at) == (None, NOW.replace(day=day, hour=15))


@pytest.mark.parametrize(
    ("more", "doubt"), [("不知道", Doubt.AMBIGUOUS), ("2月30日15:00", Doubt.IMPOSSIBLE), ("昨天9:00", Doubt.PAST)]
)
def test_what_is_given_afterwards_may_be_doubtful_again(more: str, doubt: Doubt) -> None:
    draft = read_meeting("本月最后一个周五下午 主题党日", NOW).draft
    assert with_time(draft, more, NOW, NOW).doubt is doubt
    assert with_time(read_meeting("支部大会", NOW).draft, "不知道", NOW, NOW).doubt is Doubt.ABSENT


def test_the_first_words_may_have_gone_by_in_the_meantime() -> None:
    draft = read_meeting("今天 支部大会", NOW).draft
    assert with_time(draft, "10:05", NOW, NOW.replace(minute=10)).doubt is Doubt.PAST


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("地点 三楼会议室", "三楼会议室"),
        ("地点：烈士陵园", "烈士陵园"),
        ("在二楼", "二楼"),
        ("三楼会议室开", "三楼会议室"),
        ("线上", "线上"),
        ("好的", None),
        ("收到", None),
        ("改成周五", None),
    ],
)
def test_a_place_said_afterwards(words: str, place: str | None) -> None:
    assert place_in(words) == place


def test_the_same_subgroup_by_any_name() -> None:
    assert len({subgroup_key(one) for one in ("第一党小组", "第一小组", "一组", "1组", "第1学习小组")}) == 1
    assert subgroup_key("第二小组") != subgroup_key("第一小组")


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_without_trouble_and_kept_as_it_was(text: str) -> None:
    for reading in (read_meeting(text, NOW), read_notice(text, NOW)):
        assert draft_from(reading.draft.kept()) == reading.draft
        assert reading.draft.starts_at is None or reading.draft.starts_at >= NOW


def test_a_draft_without_anything() -> None:
    draft = Draft(NoticeKind.OTHER, "通知", "正文")
    assert draft_from(draft.kept()) == draft
