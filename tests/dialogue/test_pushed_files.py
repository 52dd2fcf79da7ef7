"""主动说的话带着卡片和文件：投递时才画、才写，发不出的文字照说。"""

from datetime import timedelta
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from sqlalchemy.orm import Session

from core.chat.platform import NotSupported, SendUnknown
from core.chat.router import Router
from core.domain.attachments import Card, Enclosures, File
from core.domain.dialogue import Occasion, Reply
from core.domain.manners import Weight
from core.store import firing, letters, members
from core.store.db import Database
from core.store.letters import Notice
from core.store.outbox import State
from tests.conftest import KINDS, NOON
from tests.dialogue.clerk import BOOK, CALENDAR, CARD
from tests.dialogue.pushes import column, fates, push
from tests.dialogue.stage import HOME, PEOPLE, SILENT, Group, SentCard, Stage

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)


def notice(text: str, card: Card | None = None, file: File | None = None, weight: Weight = Weight.ROUTINE) -> Notice:
    return Notice(f"k:{text}", "push", text[:6], text, NOON + timedelta(days=2), weight, card, file)


async def announce(group: Group, one: Notice) -> None:
    now = group.stage.clock()
    assert await group.stage.database.write(1, lambda session: letters.to_group(session, 1, one, now))


async def tell(group: Group, name: str, one: Notice) -> bool:
    """私下告诉一位同志。"""
    now = group.stage.clock()

    def work(session: Session) -> bool:
        actor = members.find_actor(session, members.Identity("qq", group.people[name]), 1)
        return letters.to_member(session, 1, actor.member, one, now)

    return await group.stage.database.write(1, work)


class TestToTheGroup:
    @BOTH
    async def test_words_card_and_file(self, group: Group) -> None:
        await announce(group, notice("一周学习情况。", CARD, CALENDAR))
        assert await group.stage.wait(minutes=1) == snapshot("群：一周学习情况。")
        assert group.stage.cards == [SentCard("群", CARD)]
        assert [(one.to, one.name) for one in group.stage.files] == [("群", "会议.ics")]
        assert await column(group, "state") == [State.SENT, State.SENT]

    async def test_only_the_words_when_the_card_fails(self, group: Group) -> None:
        group.stage.cannot_draw = True
        await announce(group, notice("一周学习情况。", CARD))
        assert await group.deliver() == snapshot("群：一周学习情况。")
        group.stage.cannot_draw, group.stage.bot.no_images = False, True
        await announce(group, notice("又一周学习情况。", CARD))
        assert await group.stage.wait(minutes=1) == snapshot("群：又一周学习情况。")
        assert group.stage.cards == []
        assert await column(group, "state") == [State.SENT, State.SENT]

    async def test_one_with_a_card_is_found_in_the_history_by_its_words(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[HOME], bot.lost = [], "answer"
        await announce(group, notice("一周学习情况。", CARD))
        await group.deliver()
        bot.lost = ""
        assert await group.stage.wait(minutes=30) == SILENT
        assert await column(group, "state") == [State.SENT]
        assert len(group.stage.cards) == 1, "图也只发了一次"

    async def test_a_file_without_an_answer_is_never_passed_twice(self, group: Group) -> None:
        bot = group.stage.bot
        bot.past[HOME], bot.no_files = [], SendUnknown("没有回音")
        await announce(group, notice("会议日历。", file=CALENDAR))
        await group.stage.wait(minutes=1)
        bot.no_files = None
        assert await group.stage.wait(minutes=30) == snapshot("（没有出声）")
        assert group.stage.files == []

    async def test_the_digest_keeps_only_the_words(self, group: Group) -> None:
        for number in range(2):
            await push(group, f"第{number}件事。")
        await announce(group, notice("一周学习情况。", CARD, CALENDAR))
        await group.stage.wait(minutes=1)
        group.stage.clock.set(2026, 11, 23, 20)
        assert await group.stage.tick() == snapshot("群：一周学习情况。")
        assert (group.stage.cards, group.stage.files) == ([], [])
        assert (await fates(group))["一周学习情况"][0] == State.EXPIRED


class TestToOnePerson:
    @BOTH
    async def test_privately_with_a_file(self, group: Group) -> None:
        assert await tell(group, "张三", notice("您的学习档案。", CARD, BOOK))
        assert await group.stage.wait(minutes=1) == snapshot("私下对张三：您的学习档案。")
        assert group.stage.cards == [SentCard("张三", CARD)]
        assert [(one.to, one.name) for one in group.stage.files] == [("张三", "名册.xlsx")]

    async def test_it_waits_for_the_morning_and_heeds_ones_wishes(self, group: Group) -> None:
        group.stage.clock.set(2026, 11, 23, 22)
        assert await tell(group, "张三", notice("明天开会。"))
        assert await group.deliver() == SILENT
        await group.private("李四", "别提醒我")
        group.stage.drain()
        assert await tell(group, "李四", notice("明天开会，请带笔。"))
        assert await tell(group, "李四", notice("您的申请有了结果。", weight=Weight.DUTY))
        group.stage.clock.set(2026, 11, 24, 8, 1)
        assert await group.stage.wait(minutes=1) == snapshot("""\
私下对李四：您的申请有了结果。
私下对张三：明天开会。\
""")

    async def test_nobody_to_tell(self, group: Group) -> None:
        now = group.stage.clock()
        assert not await group.stage.database.write(
            1, lambda session: letters.to_member(session, 1, 999, notice("您好。"), now)
        )

    async def test_who_asked_is_told_when_a_file_was_not_passed(self, group: Group) -> None:
        group.stage.bot.no_files = NotSupported("upload_private_file")
        assert await tell(group, "张三", notice("您的学习档案。", file=BOOK))
        said = await group.stage.wait(minutes=1)
        assert said.split("\n")[:2] == snapshot(
            [
                "私下对张三：您的学习档案。",
                "私下对张三：文件“名册.xlsx”没有传成。请先加本助手为好友；还不行的，请运维看看客户端能不能传文件。",
            ]
        )
        assert "私下对王建国：11月23日（周一）12:00发到个人私聊的“您的学习档案”试了 1 次都没有发成" in said

    async def test_the_secretary_gets_a_card_and_a_file(self, group: Group) -> None:
        now, enclosed = group.stage.clock(), Enclosures(CARD, BOOK)
        await group.stage.database.write(
            1, lambda session: letters.to_secretary(session, 1, "k", "本周情况。", now, enclosed)
        )
        assert await group.stage.wait(minutes=1) == snapshot("私下对王建国：本周情况。")
        assert group.stage.cards == [SentCard("王建国", CARD)]
        assert [one.to for one in group.stage.files] == ["王建国"]


class TestJobs:
    @pytest.mark.parametrize("private", [False, True])
    async def test_what_a_job_says_may_carry_a_card_and_a_file(
        self, settled_database: Database, tmp_path: Path, *, private: bool
    ) -> None:
        (tmp_path / "phrases.toml").write_text("", "utf-8")
        router = Router(tmp_path)

        @router.job("周报", catch_up=timedelta(hours=1), expires=timedelta(hours=6))
        def weekly(occasion: Occasion, session: Session) -> Reply:
            return Reply("一周学习情况。", private=private, card=CARD, file=CALENDAR)

        group = Group(Stage(settled_database, NOON, routers=(router,)), PEOPLE)

        def arrange(session: Session) -> None:
            row = firing.arrange(session, firing.Task(1, "weekly"), {"hour": 13}, "Asia/Shanghai", NOON)
            firing.turn(session, row, "Asia/Shanghai", NOON, enabled=True)

        await settled_database.write(1, arrange)
        group.stage.clock.set(2026, 11, 23, 13)
        await group.stage.tick()
        await group.stage.wait(minutes=1)
        to = "王建国" if private else "群"
        assert group.stage.cards == [SentCard(to, CARD)]
        assert [(one.to, one.name) for one in group.stage.files] == [(to, "会议.ics")]
