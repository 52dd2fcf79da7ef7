# ruff: noqa: E501 整句照录
"""请假：登记并转告书记，绝不说批准；事由只有书记看得到，库里是密文；没有会的问到什么时候为止。"""

from datetime import datetime

import pytest
from inline_snapshot import snapshot
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from core.domain.notices import Audience, Wanted
from core.domain.roster import Office
from core.store.members import Appointment
from tests.conftest import KINDS, NOON
from tests.dialogue.calling import answers, change, post
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
REACTION = "［表情］"
SAID = ["请个假", "请假一次", "请假 家里老人住院", "请假", "明天的会请假", "请假 11月24日下午 值班", "出差，参加不了"]
MORE = ["参加不了，值班", "我请假", "值班，请假", "请病假", "请假：出差"]
CHATTER = """张书记今天请假没来
请假制度在群文件里
请假 条放哪了
请假的人太多了
请假 条子放桌上了
请假要找谁
请假 @李四 说一声
参加不了的同志说一声
谁请假了吗""".splitlines()
OTHER = datetime.fromisoformat("2026-11-27T09:00:00+08:00")
TOMORROW = datetime.fromisoformat("2026-11-24T15:00:00+08:00")


@BOTH
async def test_leave_in_the_group_gets_a_face_and_its_details_only_in_private(group: Group) -> None:
    said = await post(group)
    assert await group.say("李四", "请假 家里老人住院", reply_to=said) == snapshot("""\
［表情］
私下对李四：李四同志，11月25日（周三）15:00 支部党员大会的请假已登记并转告书记，事由仅书记可见。会后经书记确认的学习要点会私下发给您。情况有变请发“销假”。\
""")
    assert await group.deliver() == snapshot(
        "私下对王建国：李四同志请假：N1 11月25日（周三）15:00 支部党员大会。事由请私聊发“请假名单 N1”查看。"
    )
    assert await answers(group) == {"李四": "leave"}
    assert await group.private("王建国", "请假名单") == snapshot("""\
私下对王建国：N1 11月25日（周三）15:00 支部党员大会：请假 1 人。
李四：家里老人住院\
""")
    assert await group.private("李红梅", "请假名单") == snapshot("""\
私下对李红梅：N1 11月25日（周三）15:00 支部党员大会：请假 1 人。
李四
事由仅书记可见。\
""")


async def test_leave_from_what_is_voluntary_promises_no_notes_of_the_meeting(group: Group) -> None:
    said = await post(group, wanted=Wanted.SIGN_UP, title="志愿服务活动", most=20)
    answer = await group.say("李四", "请假", reply_to=said)
    assert "志愿服务活动的请假已登记并转告书记。情况有变请发“销假”。" in answer


async def hand_over(group: Group) -> None:
    """书记换成李红梅。"""

    def work(session: Session) -> None:
        session.execute(update(Appointment).values(until_at=NOON))
        session.add(Appointment(branch_id=1, member_id=2, office=Office.SECRETARY.value, since_at=NOON))

    await group.stage.database.write(1, work)


@pytest.mark.parametrize("said", [*SAID, *MORE])
async def test_each_way_of_asking_is_leave_from_the_open_meeting(group: Group, said: str) -> None:
    await post(group, starts_at=TOMORROW)
    assert (await group.say("李四", said)).startswith(
        "［表情］\n私下对李四：李四同志，11月24日（周二）15:00 支部党员大会的请假"
    )
    assert await answers(group) == {"李四": "leave"}


@pytest.mark.parametrize("said", CHATTER)
async def test_talk_about_leave_is_not_leave(group: Group, said: str) -> None:
    assert await group.say("李四", said) == SILENT
    await post(group)
    assert await group.say("李四", said) == SILENT
    assert await answers(group) == {}


async def test_without_any_meeting_a_bare_refusal_is_chatter(group: Group) -> None:
    assert await group.say("李四", "来不了") == SILENT
    await post(group)
    assert (await group.say("李四", "来不了")).startswith(REACTION)


async def test_the_reason_is_nowhere_in_the_database_in_the_clear(group: Group) -> None:
    await post(group)
    await post(group, starts_at=OTHER)
    await group.say("李四", "请假 家里老人住院")
    await group.private("李四", "1")
    await group.private("李四", "请假 11月27日 陪护病人")
    await group.private("李四", "参加")
    await group.private("李四", "2")
    await group.deliver()

    def dump(session: Session) -> str:
        connection = session.connection()
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        every = [text(f'SELECT * FROM "{table}"') for table in tables]  # noqa: S608 表名是库里现查的
        return "\n".join(str(row) for query in every for row in connection.execute(query))

    kept = await group.stage.database.read(dump)
    assert "李四" in kept
    assert "老人住院" not in kept
    assert "陪护病人" not in kept


async def test_with_nothing_open_it_is_asked_privately_until_when(group: Group) -> None:
    assert await group.say("李四", "请假 出差") == snapshot(
        "私下对李四：李四同志，现在没有发给您的会议。请假到什么时候为止？请回一个日子或天数，例如“11月28日”“三天”；不请了回“取消”。"
    )
    assert await group.private("李四", "过几天") == snapshot(
        "私下对李四：没有看懂请到哪一天。请回一个日子或天数，例如“11月28日”“三天”；不请了回“取消”。"
    )
    assert await group.private("李四", "三天") == snapshot(
        "私下对李四：李四同志，11月23日（周一）至11月25日（周三）的请假已登记并转告书记，事由仅书记可见。期间不算学习登记间断。情况有变请发“销假”。"
    )
    assert await group.deliver() == snapshot(
        "私下对王建国：李四同志请假：11月23日（周一）至11月25日（周三）。事由请私聊发“请假名单”查看。"
    )
    assert await group.private("王建国", "请假名单") == snapshot("""\
私下对王建国：登记着的请假：
李四\u300011月23日（周一）至11月25日（周三）：出差\
""")
    assert await group.private("李四", "销假") == snapshot("私下对李四：李四同志，已销假并转告书记。")
    assert await group.private("李四", "销假") == snapshot("私下对李四：您现在没有登记着的请假，不用销假。")


async def test_it_can_be_given_up_instead(group: Group) -> None:
    await group.say("李四", "请假 出差")
    assert await group.private("李四", "算了") == snapshot("私下对李四：好的，没有登记请假。")
    assert await group.private("王建国", "请假名单") == snapshot("私下对王建国：现在没有登记着的请假。")


async def test_a_day_chooses_the_meeting_or_else_is_a_leave_of_its_own(group: Group) -> None:
    await post(group)
    await post(group, starts_at=OTHER, title="主题党日")
    await group.say("李四", "请假 11月27日上午 值班")
    assert (await answers(group, 1), await answers(group, 2)) == ({}, {"李四": "leave"})
    assert await group.say("李四", "请假 11月26日下午 值班") == snapshot("""\
［表情］
私下对李四：李四同志，11月26日（周四）的请假已登记并转告书记，事由仅书记可见。期间不算学习登记间断。情况有变请发“销假”。\
""")
    await group.deliver()
    assert await group.private("王建国", "请假名单") == snapshot("""\
私下对王建国：N2 11月27日（周五）09:00 主题党日：请假 1 人。
李四：值班
登记着的请假：
李四\u300011月26日（周四）：值班\
""")


@pytest.mark.parametrize("said", ["请假 2月30日 值班", "请假 11月20日 生病", "请假 " + "很" * 201])
async def test_what_makes_no_sense_changes_nothing(group: Group, said: str) -> None:
    await post(group)
    await group.say("李四", said)
    assert await answers(group) == {}


async def test_what_makes_no_sense_is_answered_with_one_sentence(group: Group) -> None:
    assert [
        await group.private("李四", said) for said in ("请假 2月30日", "请假 11月20日", "请假 " + "很" * 201)
    ] == snapshot(
        [
            "私下对李四：没有这一天，这次没有登记。请看一下日历，例如“请假 11月26日 值班”。",
            "私下对李四：那一天已经过去了，这次没有登记。要补记会议请假，请私下联系支部书记。",
            "私下对李四：事由有 201 字，最多 200 字，这次没有登记。请写得简短些，例如“请假 出差”。",
        ]
    )


async def test_with_several_meetings_it_is_asked_which(group: Group) -> None:
    await post(group)
    await post(group, starts_at=OTHER, title="主题党日")
    assert await group.say("李四", "请假 出差") == snapshot("""\
私下对李四：您要请假的是哪一次？请回序号，不请假请回“取消”。
1. N1 11月25日（周三）15:00 支部党员大会
2. N2 11月27日（周五）09:00 主题党日\
""")
    assert await group.private("李四", "n2") == snapshot(
        "私下对李四：李四同志，11月27日（周五）09:00 主题党日的请假已登记并转告书记，事由仅书记可见。会后经书记确认的学习要点会私下发给您。情况有变请发“销假”。"
    )
    assert await group.private("李四", "请假 值班", reply_to=None) == snapshot("""\
私下对李四：您要请假的是哪一次？请回序号，不请假请回“取消”。
1. N1 11月25日（周三）15:00 支部党员大会
2. N2 11月27日（周五）09:00 主题党日\
""")
    await group.private("李四", "1")
    assert await group.say("李四", "销假") == snapshot("""\
私下对李四：您要销假的是哪一次？请回序号，不销假请回“取消”。
1. N1 11月25日（周三）15:00 支部党员大会
2. N2 11月27日（周五）09:00 主题党日\
""")
    assert await group.private("李四", "1") == snapshot(
        "私下对李四：李四同志，11月25日（周三）15:00 支部党员大会的请假已取消并转告书记。能参加请回“参加”。"
    )
    assert await answers(group, 1) == {}
    assert await group.say("李四", "销假") == snapshot("""\
［表情］
私下对李四：李四同志，11月27日（周五）09:00 主题党日的请假已取消并转告书记。能参加请回“参加”。\
""")


async def test_the_secretarys_own_leave_is_told_to_whoever_comes_next(group: Group) -> None:
    await post(group)
    assert await group.private("王建国", "请假 出差") == snapshot(
        "私下对王建国：王建国同志，11月25日（周三）15:00 支部党员大会的请假已登记并转告组织委员，事由不转告。会后经书记确认的学习要点会私下发给您。情况有变请发“销假”。"
    )
    assert await group.deliver() == snapshot("私下对李红梅：王建国同志请假：N1 11月25日（周三）15:00 支部党员大会。")
    await group.say("王建国", "设职务 @赵六 副书记")
    await group.deliver()
    await group.private("王建国", "请假 值班")
    assert await group.deliver() == snapshot("私下对赵六：王建国同志请假：N1 11月25日（周三）15:00 支部党员大会。")


async def test_a_new_secretary_sees_reasons_of_what_is_not_over_only(group: Group) -> None:
    await post(group)
    await group.say("李四", "请假 家里老人住院")
    await hand_over(group)
    assert "李四：家里老人住院" in await group.private("李红梅", "请假名单 N1")
    group.stage.clock.move(days=4)
    assert await group.private("李红梅", "请假名单 N1") == snapshot("""\
私下对李红梅：N1 11月25日（周三）15:00 支部党员大会：请假 1 人。
李四\
""")


async def test_those_on_leave_are_not_missing_then(group: Group) -> None:
    await group.say("李四", "请假 出差")
    await group.private("李四", "11月28日")
    await post(group)
    answered = await group.private("王建国", "谁没收到")
    assert "届时正在请假、不再提醒的：李四" in answered
    assert "李四" not in answered.split("届时")[0]


async def test_a_leave_recalled_is_told_to_the_secretary(group: Group) -> None:
    await post(group)
    await group.private("李四", "请假 出差")
    await group.deliver()
    assert await group.private("李四", "撤销") == snapshot("私下对李四：李四同志，已撤销 A18：“请假 N1”已还原。")
    assert await group.deliver() == snapshot("私下对王建国：李四同志撤销了刚才的请假或销假，请以“请假名单”为准。")
    assert await answers(group) == {}
    await group.private("李四", "请假 11月26日 值班")
    await group.private("李四", "撤销")
    await group.private("李四", "请假 11月26日 值班")
    await group.private("李四", "销假")
    assert "“销假”已还原" in await group.private("李四", "撤销")
    assert await group.private("王建国", "请假名单") == snapshot("""\
私下对王建国：登记着的请假：
李四\u300011月26日（周四）：值班\
""")


async def test_the_same_leave_again_is_not_told_twice(group: Group) -> None:
    await post(group)
    await group.private("李四", "请假 出差")
    await group.deliver()
    assert await group.private("李四", "请假 出差") == snapshot(
        "私下对李四：李四同志，11月25日（周三）15:00 支部党员大会的请假此前已登记。情况有变请发“销假”。"
    )
    assert await group.deliver() == SILENT


async def test_a_reply_to_somebody_else_is_not_leave(group: Group) -> None:
    await group.say("王五", "周末去爬山吗")
    assert await group.say("李四", "请假 出差", reply_to=group.last_id) == SILENT


async def test_a_notice_for_others_is_not_theirs_to_leave(group: Group) -> None:
    said = await post(group, audience=Audience.COMMITTEE, to=2)
    assert "到什么时候为止" in await group.private("李四", "请假 出差", reply_to=said)
    await post(group, wanted=Wanted.ACK, title="通知", starts_at=None)
    assert await group.private("李四", "来不了") == SILENT
    await change(group, 1, version=2)
    assert await answers(group) == {}
