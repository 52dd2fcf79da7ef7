"""投递：每件只说一次；没有回音的先到聊天记录里找，说不准的不再说，私下告诉书记。"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select

from core.chat.platform import NotConnected, SendFailed, SendUnknown
from core.chat.router import Router, Spec
from core.domain.dialogue import LONGEST, Reply, Request
from core.domain.permission import Action
from core.store import letters
from core.store.db import Database
from core.store.letters import Notice
from core.store.outbox import Outgoing, State
from tests.conftest import KINDS, NOON
from tests.dialogue.stage import HOME, PEOPLE, SILENT, Group, Stage

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
SAID = "群：明天下午三点在党员活动室开会。"
WORDS = SAID.removeprefix("群：")
SECRETARY = PEOPLE["王建国"]


async def notify(group: Group, text: str = WORDS, key: str = "k") -> None:
    """要在群里主动说一句。"""
    now = group.stage.clock()
    notice = Notice(key, "notice", "会议通知", text, now + timedelta(hours=1))
    assert await group.stage.database.write(1, lambda session: letters.to_group(session, 1, notice, now))


async def rows(group: Group, *fields: str) -> list[Any]:
    """发件箱里群通知各件的某几项。"""
    query = select(*(getattr(Outgoing, field) for field in fields)).where(Outgoing.kind == "notice")
    found = await group.stage.database.read(
        lambda session: [tuple(row) for row in session.execute(query.order_by(Outgoing.id))]
    )
    return [row[0] for row in found] if len(fields) == 1 else found


class TestNoAnswer:
    """发出去没有回音。"""

    @BOTH
    async def test_found_in_the_history_it_was_said_and_is_never_said_again(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[HOME], bot.lost = [], "answer"
        await notify(group)
        assert await group.deliver() == SAID
        assert await rows(group, "state") == [State.SEEKING]
        bot.lost = ""
        assert await group.stage.wait(minutes=30) == SILENT
        assert await rows(group, "state", "message_id", "tries") == [(State.SENT, bot.last_id, 1)]

    async def test_once_found_a_reply_to_it_is_a_reply_to_the_bot(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[HOME], bot.lost = [], "answer"
        await notify(group)
        await group.deliver()
        assert not group.hears("张三", "谢谢告知", reply_to=bot.last_id)
        bot.lost = ""
        await group.stage.wait(minutes=1)
        assert group.hears("张三", "好的", reply_to=bot.last_id)
        await group.stage.restart()
        assert group.hears("张三", "好的", reply_to=bot.last_id)

    async def test_in_the_history_the_blanks_may_differ(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[HOME], bot.lost = [], "answer"
        await notify(group, "第一行 \n第二行")
        await group.deliver()
        bot.lost = ""
        [seen] = bot.past[HOME]
        bot.past[HOME] = [replace(seen, text="第一行\r\n第二行\n")]
        assert await group.stage.wait(minutes=5) == SILENT
        assert await rows(group, "state") == [State.SENT]

    @BOTH
    async def test_twice_not_in_the_history_it_is_said_again_once(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[HOME], bot.lost = [], "message"
        await notify(group)
        assert await group.deliver() == SILENT
        bot.lost = ""
        assert await group.stage.wait(minutes=30) == SAID
        assert await rows(group, "state", "tries", "message_id") == [(State.SENT, 2, bot.last_id)]
        assert bot.looked == 2

    async def test_looked_at_once_it_is_not_yet_taken_for_unsaid(self, group: Group) -> None:
        """客户端可能还没来得及发出去：头一次没有，过一会儿才在记录里出现。"""
        bot = group.stage.bot
        bot.past[HOME], bot.lost = [], "answer"
        await notify(group)
        await group.deliver()
        bot.lost = ""
        [seen], bot.past[HOME] = bot.past[HOME], []
        assert await group.stage.wait(seconds=10) == SILENT
        assert bot.looked == 1
        bot.past[HOME] = [seen]
        assert await group.stage.wait(minutes=5) == SILENT
        assert await rows(group, "state", "tries") == [(State.SENT, 1)]

    @BOTH
    async def test_without_a_history_it_stays_unknown_and_the_secretary_is_told_once(self, group: Group) -> None:
        group.stage.bot.lost = "message"
        await notify(group)
        assert await group.deliver() == SILENT
        group.stage.bot.lost = ""
        assert await group.stage.wait(hours=1) == snapshot(
            "私下对王建国：11月23日（周一）12:00发到群里的“会议通知”没有回音，"
            "也无法查证是否送达，没有重发。请看一下；没有的话，请另行告知。"
        )
        assert await rows(group, "state", "tries", "error") == [(State.UNKNOWN, 1, "没有回音，聊天记录里查不到")]

    async def test_a_history_that_cannot_be_read_to_the_point_is_no_proof(self, group: Group) -> None:
        """别人说得太多，记录翻不到发的那时候：不能当作没有发出去。"""
        bot = group.stage.bot
        group.overheard("张三", "早上好", 2026, 11, 23, 12, 1)
        chatter = bot.past[HOME][0]
        bot.past[HOME] = [replace(chatter, message_id=f"{n}", cursor=f"{n}") for n in range(1000)]
        bot.lost = "message"
        await notify(group)
        await group.deliver()
        bot.lost = ""
        said = await group.stage.wait(minutes=10)
        assert SAID not in said
        assert "无法查证是否送达" in said

    async def test_a_history_that_reaches_far_enough_back_is_proof(self, group: Group) -> None:
        bot = group.stage.bot
        group.overheard("张三", "早上好", 2026, 11, 23, 11, 50)
        older = bot.past[HOME][0]
        bot.past[HOME] = [replace(older, message_id=f"{n}", cursor=f"{n}") for n in range(1000)]
        bot.lost = "message"
        await notify(group)
        await group.deliver()
        bot.lost = ""
        assert await group.stage.wait(minutes=10) == SAID

    async def test_the_same_words_of_another_letter_are_not_taken_for_it(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[HOME] = []
        await notify(group, key="从前的")
        assert await group.deliver() == SAID
        bot.lost = "message"
        await notify(group, key="这一件")
        assert await group.deliver() == SILENT
        bot.lost = ""
        assert await group.stage.wait(minutes=10) == SAID
        assert await rows(group, "state") == [State.SENT, State.SENT]

    async def test_the_same_words_of_an_answer_are_not_taken_for_it(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[HOME] = []
        answer = await group.say("张三", "打卡人数")
        bot.lost = "message"
        await notify(group, answer.removeprefix("群："))
        assert await group.deliver() == SILENT
        bot.lost = ""
        assert await group.stage.wait(minutes=10) == answer

    async def test_the_same_words_of_somebody_else_are_not_taken_for_it(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[HOME] = []
        bot.lost = "message"
        await notify(group)
        await group.deliver()
        group.overheard("张三", WORDS, 2026, 11, 23, 12, 1)
        bot.lost = ""
        assert await group.stage.wait(minutes=10) == SAID

    async def test_other_places_do_not_wait_for_it(self, group: Group) -> None:
        group.stage.bot.lost = "message"
        await notify(group)
        await group.deliver()
        group.stage.bot.lost = ""
        await notify(group, "另一件", key="k2")
        assert await group.deliver() == "群：另一件"

    async def test_nobody_is_told_about_a_merged_line(self, group: Group) -> None:
        group.stage.bot.reacts = False
        for name in ("张三", "李四"):
            await group.say(name, "打卡")
        group.stage.bot.lost = "message"
        assert await group.stage.wait(minutes=2) == SILENT
        group.stage.bot.lost = ""
        assert await group.stage.wait(minutes=30) == SILENT

    async def test_a_word_to_the_secretary_that_is_lost_is_not_told_to_the_secretary(self, group: Group) -> None:
        group.stage.bot.lost = "message"
        await group.joined("10099")
        assert await group.deliver() == SILENT
        group.stage.bot.lost = ""
        assert await group.stage.wait(hours=1) == SILENT

    async def test_in_private_it_is_looked_for_as_well(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[SECRETARY], bot.lost = [], "answer"
        await group.joined("10099")
        assert (await group.deliver()).startswith("私下对王建国：")
        bot.lost = ""
        assert await group.stage.wait(hours=1) == SILENT
        states = await group.stage.database.read(lambda session: list(session.scalars(select(Outgoing.state))))
        assert states == [State.SENT]

    async def test_a_history_that_breaks_the_reader_is_not_read_in_a_circle(self, group: Group) -> None:
        bot = group.stage.bot
        bot.lost = "message"
        await notify(group)
        await group.deliver()
        bot.lost, bot.blind = "", RuntimeError("记录读着读着出了错")
        group.stage.clock.move(seconds=5)
        async with asyncio.timeout(3):
            assert await group.deliver() == SILENT
        assert bot.looked == 1


class TestRestart:
    """进程在发到一半时没了。"""

    @BOTH
    async def test_said_before_the_restart_it_is_found_and_not_said_again(self, group: Group, kind: str) -> None:
        bot = group.stage.bot
        bot.past[HOME], bot.lost = [], "process"
        await notify(group)
        assert await group.deliver() == SAID
        bot.lost = ""
        await group.stage.restart()
        await group.stage.delivery.tidy()
        assert await group.stage.wait(minutes=10) == SILENT
        # PostgreSQL 上要等它的租约到期，那看的是库的钟
        assert await rows(group, "state") == [State.SENT if kind == "sqlite" else State.SENDING]

    async def test_unsaid_before_the_restart_it_is_said_once(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[HOME], bot.lost = [], "process"
        await notify(group)
        await group.deliver()
        bot.past[HOME].clear()
        bot.lost = ""
        await group.stage.restart()
        await group.stage.delivery.tidy()
        assert await group.stage.wait(minutes=10) == SAID

    async def test_what_is_in_hand_is_not_taken_for_abandoned(self, group: Group) -> None:
        group.stage.bot.trouble = SendFailed(100, "群被禁言")
        await notify(group)
        await group.deliver()
        await group.stage.delivery.tidy()
        assert await rows(group, "state") == [State.DUE]


class TestPlainFailure:
    """平台明说没有发成。"""

    @BOTH
    async def test_failing_twice_it_is_said_once_in_the_end(self, group: Group) -> None:
        bot = group.stage.bot
        bot.unreachable.add(HOME)
        await notify(group)
        assert await group.deliver() == SILENT
        assert await group.stage.wait(seconds=10) == SILENT
        bot.unreachable.clear()
        assert await group.stage.wait(minutes=10) == SAID
        assert await rows(group, "state", "tries", "error") == [(State.SENT, 3, None)]

    @BOTH
    async def test_failing_three_times_the_secretary_is_told_once(self, group: Group) -> None:
        group.stage.bot.unreachable.add(HOME)
        await notify(group)
        assert await group.deliver() == SILENT
        assert await group.stage.wait(hours=1) == snapshot(
            "私下对王建国：11月23日（周一）12:00发到群里的“会议通知”试了 3 次都没有发成，"
            "不再重试。请另行告知，或请运维检查机器人账号。"
        )
        group.stage.bot.unreachable.clear()
        assert await group.stage.wait(hours=1) == SILENT
        assert await rows(group, "state", "tries") == [(State.FAILED, 3)]

    async def test_when_the_secretary_cannot_be_reached_either_it_ends_there(self, group: Group) -> None:
        group.stage.bot.unreachable |= {HOME, SECRETARY}
        await notify(group)
        assert await group.deliver() == SILENT
        assert await group.stage.wait(hours=1) == SILENT
        states = await group.stage.database.read(lambda session: list(session.scalars(select(Outgoing.state))))
        assert states == [State.FAILED, State.FAILED]


class TestNotConnected:
    """账号不在线：没有发出去，等着，也不算试过。"""

    @pytest.mark.parametrize("known", [True, False])
    async def test_it_waits_and_is_said_once(self, group: Group, known: bool) -> None:
        bot = group.stage.bot
        if known:
            group.stage.disconnect(bot.account)
        else:
            bot.trouble = NotConnected()
        await notify(group)
        assert await group.deliver() == SILENT
        assert await group.stage.wait(minutes=20) == SILENT
        assert await rows(group, "state", "tries") == [(State.DUE, 0)]
        bot.trouble, group.stage.runtime.channels[bot.account] = None, bot
        assert await group.stage.wait(minutes=1) == SAID
        assert await rows(group, "state", "tries") == [(State.SENT, 1)]

    async def test_after_its_time_it_is_not_said_any_more(self, group: Group) -> None:
        group.stage.disconnect(group.stage.bot.account)
        await notify(group)
        group.stage.clock.move(hours=1)
        await group.stage.tick()
        assert await rows(group, "state") == [State.EXPIRED]
        group.stage.runtime.channels[group.stage.bot.account] = group.stage.bot
        assert await group.stage.wait(minutes=1) == SILENT

    async def test_while_looking_for_it_the_look_waits_as_well(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[HOME], bot.lost = [], "answer"
        await notify(group)
        await group.deliver()
        bot.lost, bot.trouble = "", NotConnected()
        assert await group.stage.wait(minutes=20) == SILENT
        assert await rows(group, "state") == [State.SEEKING]
        bot.trouble = None
        assert await group.stage.wait(minutes=1) == SILENT
        assert await rows(group, "state") == [State.SENT]


class TestClockSetBack:
    """对时把钟往回拨了两小时：等着重试的不必等到原来的钟点。"""

    async def test_a_retry_is_not_put_off_for_hours(self, group: Group) -> None:
        bot = group.stage.bot
        await group.stage.tick()
        bot.unreachable.add(HOME)
        await notify(group)
        await group.deliver()
        bot.unreachable.clear()
        group.stage.clock.set(2026, 11, 23, 10)
        assert await group.stage.tick() == SAID

    async def test_a_clock_that_only_went_on_hastens_nothing(self, group: Group) -> None:
        await group.stage.tick()
        group.stage.bot.unreachable.add(HOME)
        await notify(group)
        await group.deliver()
        group.stage.bot.unreachable.clear()
        assert await group.stage.tick() == SILENT


class TestLongLetters:
    async def test_they_are_split_and_said_in_order(self, group: Group) -> None:
        lines = [mark * (LONGEST - 1) for mark in "甲乙丙丁戊己庚辛壬癸"]
        await notify(group, "\n".join(lines))
        assert await group.deliver() == "\n".join(f"群：{line}" for line in lines)

    async def test_the_next_page_waits_until_the_former_is_known_to_be_said(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[HOME], bot.lost = [], "answer"
        await notify(group, "甲" * LONGEST + "乙")
        assert await group.deliver() == "群：" + "甲" * LONGEST
        bot.lost = ""
        assert await group.deliver() == SILENT
        assert await group.stage.wait(minutes=1) == "群：乙"

    async def test_when_one_page_is_doubtful_the_rest_is_not_said(self, group: Group) -> None:
        group.stage.bot.lost = "message"
        await notify(group, "甲" * LONGEST + "乙")
        await group.deliver()
        group.stage.bot.lost = ""
        said = await group.stage.wait(hours=1)
        assert said.count("私下对王建国") == 1
        assert "乙" not in said
        assert await rows(group, "state") == [State.UNKNOWN, State.EXPIRED]


class TestLongAnswers:
    """三条以上的回话合并转发；平台没有合并转发的逐条说。"""

    PAGES: Sequence[str] = tuple(mark * (LONGEST - 1) for mark in "甲乙丙")

    @pytest.fixture
    def talkative(self, settled_database: Database, tmp_path: Path) -> Group:
        (tmp_path / "phrases.toml").write_text('[talk]\nwire = "talk"\n[chat]\nwire = "chat"\n', "utf-8")
        router = Router(tmp_path)

        @router.query(Spec("长谈", Action.GET_HELP, about="", topic=""))
        def talk(request: Request, session: object) -> Reply:
            return Reply("\n".join(self.PAGES))

        @router.query(Spec("短谈", Action.GET_HELP, about="", topic=""))
        def chat(request: Request, session: object) -> Reply:
            return Reply("\n".join(self.PAGES[:2]))

        return Group(Stage(settled_database, NOON, routers=(router,)), PEOPLE)

    async def test_folded_where_the_platform_can(self, talkative: Group) -> None:
        talkative.stage.bot.folds = True
        assert await talkative.say("张三", "长谈") == "群：［合并转发 3 条］" + "\n".join(self.PAGES)
        assert await talkative.private("张三", "长谈") == "张三：［合并转发 3 条］" + "\n".join(self.PAGES)

    async def test_page_by_page_where_it_cannot(self, talkative: Group) -> None:
        assert await talkative.say("张三", "长谈") == "\n".join(f"群：{page}" for page in self.PAGES)

    async def test_two_pages_are_not_worth_folding(self, talkative: Group) -> None:
        talkative.stage.bot.folds = True
        assert await talkative.say("张三", "短谈") == "\n".join(f"群：{page}" for page in self.PAGES[:2])

    async def test_without_an_answer_to_the_folded_one_nothing_is_said_twice(self, talkative: Group) -> None:
        talkative.stage.bot.folds, talkative.stage.bot.trouble = True, SendUnknown("没有回音")
        assert await talkative.say("张三", "长谈") == SILENT

    async def test_a_folded_answer_can_be_replied_to(self, talkative: Group) -> None:
        talkative.stage.bot.folds = True
        await talkative.say("张三", "长谈")
        assert talkative.hears("张三", "好的", reply_to=talkative.stage.bot.last_id)
