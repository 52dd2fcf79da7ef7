"""回执：收到、参加、晚到，回复、表情、私聊都行；没有开着的通知时是闲聊。"""

from datetime import datetime
from typing import Any

import pytest
from inline_snapshot import snapshot

from core.domain.notices import Audience, NoticeState, Wanted
from tests.conftest import KINDS, NOON
from tests.dialogue.calling import answers, change, post
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
REACTION = "［表情］"
ACKS = ["收到", "已收到", "好的收到", "收到✅", "收到🫡", "收到。", "1", "👌", "第一小组收到", "我已收到"]
SEEN = ["好的", "明白", "知道了", "已读", "已阅"]
COMING = [
    "参加",
    "参会",
    "准时参加",
    "按时参加",
    "我能到",
    "可以参加",
    "报名",
    "收到，准时参加",
    "好的，收到，一定参加",
]
LATE = ["迟到10分钟", "我晚到一会", "会晚到20分钟", "路上堵车，晚点到", "迟到半小时", "会晚到二十分钟"]
CHATTER = """收到快递了
工资收到了吗
大家收到请回复
收到后请转给王书记
没收到短信
还没收到会议材料，麻烦再发一次
驾校报名了
报名费多少
来不来都行
1楼还是2楼
迟到的罚款10分钟内交
好的呀，回头聊
参加的人真多
@李四 收到""".splitlines()


async def react(group: Group, name: str, message_id: str, emoji: str = "124", *, added: bool = True) -> str:
    """在一条上贴表情，或取下。"""
    frame: dict[str, Any] = {"post_type": "notice", "notice_type": "group_msg_emoji_like", "is_add": added}
    frame |= {"self_id": int(group.stage.bot.account), "group_id": int(group.group_id), "message_id": int(message_id)}
    frame |= {"user_id": int(group.people[name]), "likes": [{"emoji_id": emoji, "count": 1}]}
    group.stage.clock.move(seconds=1)
    return await group.stage.hear(frame | {"time": int(group.stage.clock().timestamp())})


async def recall(group: Group, name: str, message_id: int) -> str:
    """本人撤回自己的一条。"""
    frame: dict[str, Any] = {"post_type": "notice", "notice_type": "group_recall", "message_id": message_id}
    frame |= {"self_id": int(group.stage.bot.account), "group_id": int(group.group_id)}
    frame |= {"user_id": int(group.people[name]), "operator_id": int(group.people[name])}
    return await group.stage.hear(frame | {"time": int(group.stage.clock().timestamp())})


@BOTH
async def test_a_reply_to_the_notice_is_kept_and_answered_with_a_face_only(group: Group) -> None:
    said = await post(group)
    assert await group.say("张三", "收到", reply_to=said) == REACTION
    assert await group.say("李四", "参加") == REACTION
    assert await answers(group) == {"张三": "ack", "李四": "coming"}


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        *((text, "ack") for text in ACKS),
        *((text, "seen") for text in SEEN),
        *((text, "coming") for text in COMING),
        *((text, "late") for text in LATE),
    ],
)
async def test_a_bare_answer_counts_only_while_a_notice_is_open(group: Group, text: str, choice: str) -> None:
    assert await group.say("张三", text) == SILENT
    await post(group)
    assert await group.say("张三", text) == REACTION
    assert await answers(group) == {"张三": choice}


@pytest.mark.parametrize("text", CHATTER)
async def test_chatter_is_not_an_answer_even_while_a_notice_is_open(group: Group, text: str) -> None:
    await post(group)
    assert await group.say("张三", text) == SILENT
    assert await answers(group) == {}


async def test_what_is_held_for_the_morning_is_not_yet_said(group: Group) -> None:
    group.stage.clock.move(hours=10)
    await post(group)
    assert await group.say("张三", "收到") == SILENT
    group.stage.clock.move(hours=11)
    await group.deliver()
    assert await group.say("张三", "收到") == REACTION


async def test_a_reply_to_somebody_else_is_not_for_us(group: Group) -> None:
    await post(group)
    await group.say("李四", "明天谁带投影仪")
    assert await group.say("张三", "收到", reply_to=group.last_id) == SILENT
    assert await answers(group) == {}


async def test_after_a_day_only_a_reply_counts(group: Group) -> None:
    said = await post(group)
    group.stage.clock.move(hours=25)
    assert await group.say("张三", "收到") == SILENT
    assert await group.say("张三", "收到", reply_to=said) == REACTION


@pytest.mark.parametrize("closed", [{"state": NoticeState.CANCELLED.value}, {"answers_until": NOON}])
async def test_a_notice_that_is_over_takes_no_more_answers(group: Group, closed: dict[str, Any]) -> None:
    said = await post(group)
    await change(group, 1, **closed)
    assert await group.say("张三", "收到", reply_to=said) == SILENT
    assert await group.say("张三", "参加") == SILENT


async def test_with_several_open_it_is_asked_privately_which(group: Group) -> None:
    await post(group)
    await post(group, title="主题党日", starts_at=datetime.fromisoformat("2026-11-27T09:00:00+08:00"))
    assert await group.say("张三", "参加") == snapshot("""\
私下对张三：您回的“参加”是哪一份？请回序号，不是回执请回“取消”。
1. N1 11月25日（周三）15:00 支部党员大会
2. N2 11月27日（周五）09:00 主题党日\
""")
    assert await group.private("张三", "2") == snapshot(
        "私下对张三：张三同志，已登记参加：11月27日（周五）09:00 主题党日。去不了请回“请假”。"
    )
    assert await answers(group, 2) == {"张三": "coming"}
    assert await answers(group, 1) == {}
    await group.say("张三", "迟到10分钟")
    assert await group.private("张三", "N1") == snapshot(
        "私下对张三：张三同志，已登记晚到 10 分钟：11月25日（周三）15:00 支部党员大会。路上注意安全。"
    )
    await group.say("张三", "参加")
    assert await group.private("张三", "取消") == snapshot("私下对张三：好的，没有登记。")
    assert await answers(group, 1) == {"张三": "late"}


async def test_a_bare_ack_goes_to_the_only_one_not_answered_yet(group: Group) -> None:
    first = await post(group)
    await post(group, wanted=Wanted.ACK, title="通知", starts_at=None)
    assert await group.say("张三", "收到", reply_to=first) == REACTION
    assert await group.say("张三", "收到") == REACTION
    assert [await answers(group, number) for number in (1, 2)] == [{"张三": "ack"}, {"张三": "ack"}]


async def test_a_face_on_the_notice_is_an_ack_and_taking_it_off_withdraws_it(group: Group) -> None:
    said = await post(group)
    assert await react(group, "张三", said) == SILENT
    await react(group, "张三", said, "66")
    await react(group, "张三", said, added=False)
    assert await answers(group) == {"张三": "ack"}
    await react(group, "张三", said, "66", added=False)
    assert await answers(group) == {}
    await react(group, "张三", said, "66")
    assert await answers(group) == {"张三": "ack"}


async def test_a_face_never_undoes_what_was_said_in_words(group: Group) -> None:
    said = await post(group)
    await group.say("张三", "参加")
    await react(group, "张三", said)
    await react(group, "张三", said, added=False)
    assert await answers(group) == {"张三": "coming"}
    await react(group, "李四", "31415")
    assert await answers(group) == {"张三": "coming"}


async def test_the_last_word_stands_and_recalling_it_brings_the_one_before_back(group: Group) -> None:
    await post(group)
    await group.say("张三", "参加")
    await group.say("张三", "请假 家里老人住院")
    leave = group.last_id
    assert await answers(group) == {"张三": "leave"}
    assert await recall(group, "张三", leave) == SILENT
    assert await answers(group) == {"张三": "coming"}
    await group.say("张三", "好的")
    assert await answers(group) == {"张三": "coming"}


async def test_recalling_an_ack_takes_it_back(group: Group) -> None:
    await post(group)
    await group.say("张三", "收到")
    await recall(group, "张三", group.last_id)
    assert await answers(group) == {}
    await group.say("张三", "收到")
    assert await answers(group) == {"张三": "ack"}


async def test_an_answer_changed_since_cannot_be_taken_back_by_the_older_message(group: Group) -> None:
    await post(group)
    await group.say("张三", "收到")
    older = group.last_id
    group.stage.clock.move(seconds=5)
    await group.say("张三", "参加")
    assert await recall(group, "张三", older) == snapshot(
        "私下对张三：这份回执此后又改过，不能撤销，未作任何改动。要改请直接再答一次。"
    )
    assert await answers(group) == {"张三": "coming"}


async def test_sign_up_stops_at_the_limit_and_a_free_place_can_be_taken(group: Group) -> None:
    await post(group, wanted=Wanted.SIGN_UP, title="志愿服务", most=2)
    assert [await group.say(name, "报名") for name in ("张三", "李四")] == [REACTION, REACTION]
    assert await group.say("王五", "报名") == snapshot(
        "私下对王五：N1 的名额（2 人）已满，这次没有登记。有同志退出后可以再报；想参加的也可以联系支部委员。"
    )
    assert await group.say("张三", "报名") == REACTION
    await group.say("李四", "参加不了")
    assert await group.say("王五", "报名") == REACTION
    assert await answers(group) == {"张三": "coming", "李四": "leave", "王五": "coming"}


async def test_in_private_any_open_notice_of_theirs_can_be_answered(group: Group) -> None:
    said = await post(group, audience=Audience.COMMITTEE, title="支部委员会会议", to=2)
    assert await group.private("张三", "参加") == SILENT
    assert await group.private("李红梅", "收到", reply_to=said) == snapshot(
        "私下对李红梅：李红梅同志，N1（11月25日（周三）15:00 支部委员会会议）的回执已登记。"
    )
    assert await group.private("李红梅", "参加") == snapshot(
        "私下对李红梅：李红梅同志，已登记参加：11月25日（周三）15:00 支部委员会会议。去不了请回“请假”。"
    )
    assert await group.say("陈志强", "收到") == SILENT
    assert await answers(group) == {"李红梅": "coming"}


async def test_a_message_made_a_notice_takes_answers_too(group: Group) -> None:
    await group.say("王建国", "请各位同志本周内学习文件")
    said = await post(group, wanted=Wanted.ACK, starts_at=None, title="通知", source=str(group.last_id))
    assert await group.say("张三", "参加", reply_to=said) == REACTION
    await react(group, "李四", said)
    assert await answers(group) == {"张三": "ack", "李四": "ack"}


async def test_after_a_change_of_time_the_old_answer_stays_until_they_answer_again(group: Group) -> None:
    await post(group)
    await group.say("张三", "参加")
    await change(group, 1, version=2)
    assert await answers(group) == {"张三": "coming"}
    assert "改期以后还没有再确认的：张三" in await group.private("王建国", "N1 情况")
    await group.private("张三", "参加")
    assert "再确认" not in await group.private("王建国", "N1 情况")


async def test_where_there_are_no_faces_at_most_one_line_a_minute_is_said(group: Group) -> None:
    await post(group)
    group.stage.bot.reacts = False
    said = [await group.say(name, "收到") for name in ("张三", "李四", "王五")]
    assert said == snapshot(["群：张三同志，回执已登记。", "（没有出声）", "（没有出声）"])
    assert await group.deliver() == SILENT


async def test_an_answer_missed_while_away_is_kept_when_read_back(group: Group) -> None:
    await post(group)
    await group.stage.come_back()
    group.stage.go_away()
    group.overheard("赵六", "早上好", 2026, 11, 23, 11, 50)
    group.overheard("张三", "收到", 2026, 11, 23, 12, 30)
    group.stage.clock.move(hours=1)
    assert await group.stage.come_back() == SILENT
    assert await answers(group) == {"张三": "ack"}


async def test_people_who_may_not_answer_are_not_heard(group: Group) -> None:
    await post(group)
    await group.say("王建国", "定类别 @吴芳 群众")
    assert await group.say("吴芳", "收到") == SILENT
    assert await answers(group) == {}
