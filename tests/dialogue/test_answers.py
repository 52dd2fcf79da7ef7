"""回执：收到、参加、晚到，回复、表情、私聊都行；没有开着的通知时是闲聊。"""

import pytest
from inline_snapshot import snapshot

from core.domain.notices import Wanted
from tests.conftest import KINDS
from tests.dialogue.calling import answers, post
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
REACTION = "［表情］"


@BOTH
async def test_a_reply_to_the_notice_is_kept_and_answered_with_a_face_only(group: Group) -> None:
    said = await post(group)
    assert await group.say("张三", "收到", reply_to=said) == REACTION
    assert await group.say("李四", "参加") == REACTION
    assert await answers(group) == {"张三": "ack", "李四": "coming"}


async def test_leave_said_in_the_group_is_told_to_the_secretary_without_its_reason(group: Group) -> None:
    said = await post(group)
    assert await group.say("李四", "请假 家里老人住院", reply_to=said) == snapshot("""\
［表情］
私下对李四：李四同志，11月25日（周三）15:00 支部党员大会的请假已登记并转告书记，事由仅书记可见。会后经书记确认的学习要点会私下发给您。情况有变请发“销假”。\
""")
    assert await group.deliver() == snapshot('私下对王建国：李四同志请假：N1 11月25日（周三）15:00 支部党员大会。事由请私聊发“请假名单 N1”查看。')
    assert await answers(group) == {"李四": "leave"}
