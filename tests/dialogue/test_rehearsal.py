"""演练：说明照这样发会怎样，什么都不改动。"""

from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot
from sqlalchemy import func, select

from core.chat.router import Router, Spec
from core.domain.dialogue import Record, Reply, Request
from core.domain.permission import Action
from core.store import letters
from core.store.audit import Act
from core.store.db import Base, Database
from core.store.handled import Handled
from core.store.letters import Notice
from core.store.outbox import Outgoing
from tests.conftest import KINDS, NOON
from tests.dialogue.stage import PEOPLE, SILENT, Group, Stage

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
SECRETARY, MEMBER = "王建国", "张三"


async def rows(group: Group) -> dict[str, int]:
    """各表的行数，办过的消息除外。"""
    tables = [table for table in Base.metadata.sorted_tables if table.name != Handled.__tablename__]

    def work(session: Any) -> dict[str, int]:
        return {table.name: session.scalar(select(func.count()).select_from(table)) for table in tables}

    return await group.stage.database.read(work)


@BOTH
async def test_an_order_shows_what_it_would_say_and_record_and_does_nothing(group: Group) -> None:
    before = await rows(group)
    assert await group.say(SECRETARY, "演练 设职务 @张三 副书记") == snapshot("""\
私下对王建国：【演练】现在没有作任何改动。照这样发，会是：
· 在群里回您：已登记。张三同志的职务：无 → 副书记。
· 操作日志会记：张三同志的职务：无 → 副书记
· 不会另外发消息。\
""")
    assert await group.private(SECRETARY, "预演 移出花名册 张三") == snapshot("""\
私下对王建国：【演练】现在没有作任何改动。照这样发，会是：
· 私下回您：已将张三同志移出花名册，记录都留着。移回请发“移回花名册 张三”。
· 操作日志会记：张三同志移出花名册（在册 → 已移出）
· 不会另外发消息。\
""")
    assert await group.say(SECRETARY, "演练：打卡") == snapshot("""\
私下对王建国：【演练】现在没有作任何改动。照这样发，会是：
· 在您的消息上贴一个表情；平台没有表情的，在群里回：王建国同志，今日学习已登记，积分＋2。查看发“我的打卡”。
· 操作日志会记：学习登记，积分＋2
· 不会另外发消息。\
""")
    assert "私下回您：王建国同志，今日学习已登记" in await group.private(SECRETARY, "演练 打卡")
    assert await rows(group) == before
    # 试过之后再真的办，编号接得上
    assert await group.say(SECRETARY, "设职务 @张三 副书记") == "群：已登记。张三同志的职务：无 → 副书记。"
    assert await group.stage.database.read(lambda session: session.scalar(select(func.max(Act.seq)))) == 18


@BOTH
async def test_after_the_preview_comes_what_the_confirmation_would_do(group: Group) -> None:
    before = await rows(group)
    assert await group.private(SECRETARY, "演练 紧急 今晚停水") == snapshot("""\
私下对王建国：【演练】现在没有作任何改动。照这样发，会是：
· 私下回您：将在群里马上发出：
【紧急】今晚停水
不等安静时段（21:30—08:00），不计入推送上限，记入操作日志。
发出请发“确认紧急”，不发请发“取消”。
· 再发“确认紧急”，会是：
· 私下回您：已确认，这就发到群里。
· 操作日志会记：发紧急通知：今晚停水
· 另外会发 1 条：
\u3000在群 20001 里（紧急通知），11月23日（周一） 12:00 起：【紧急】今晚停水
\u3000（到时候就发；不占当天的句数）\
""")
    group.stage.clock.set(2026, 11, 23, 22)
    assert await group.private(SECRETARY, "演练 通知 请各位同志报送材料") == snapshot("""\
私下对王建国：【演练】现在没有作任何改动。照这样发，会是：
· 私下回您：通知预览（还没有发）：
类别：一般通知
正文：请各位同志报送材料
范围：全体同志，12 位
回执：收到
发到：群里一条，当日确认的不计入每天几条
提示：现在是安静时段，确认后到08:00才发。
发出请发“确认”，不发请发“取消”。要改请直接补一句（如“地点 三楼会议室”“周五15:00”），或再发一行。
· 再发“确认”，会是：
· 私下回您：N1 已确认，11月24日（周二）08:00安静时段过后发出。
看这份通知发“N1”，发错了发“撤销”。
· 操作日志会记：发出通知 N1（全体同志）
· 另外会发 1 条：
\u3000在群 20001 里（通知 N1），11月23日（周一） 22:00 起：【通知 N1】
请各位同志报送材料
方便时请回“收到”，或在这条上点个表情。
\u3000（提醒：正逢安静时段或法定节假日，要到 11月24日（周二） 08:00 才发；不占当天的句数）\
""")
    assert await rows(group) == before
    # 真的预览正等着确认，演练的是后面的那一句
    await group.private(SECRETARY, "紧急 今晚停电")
    assert "【紧急】今晚停水" in await group.private(SECRETARY, "演练 紧急 今晚停水")
    await group.private(SECRETARY, "确认紧急")
    assert await group.deliver() == "群：【紧急】今晚停电"


async def test_a_confirmation_of_its_own_is_followed_too(group: Group) -> None:
    before = await rows(group)
    said = await group.private(SECRETARY, "演练 移交书记 @李红梅")
    assert "· 再发“确认移交”，会是：\n· 私下回您：已登记。支部书记由王建国同志移交给李红梅同志。" in said
    assert await rows(group) == before


@BOTH
async def test_delivered_again_it_is_not_answered_again(group: Group) -> None:
    said = [await group.private(SECRETARY, "演练 打卡", message_id=7000) for _ in range(3)]
    assert said[1:] == [SILENT, SILENT]
    assert said[0] != SILENT


async def test_a_query_is_answered_as_it_is(group: Group) -> None:
    assert await group.say(SECRETARY, "演练 打卡人数") == snapshot("""\
私下对王建国：【演练】这是一条查询，照常答复，本来就不改动什么。
今天还没有学习登记。\
""")
    assert await group.private(SECRETARY, "预览 花名册 发展对象") == snapshot("""\
私下对王建国：【演练】这是一条查询，照常答复，本来就不改动什么。
花名册里没有发展对象。\
""")


async def test_a_refusal_is_shown_as_it_would_be(group: Group) -> None:
    assert await group.say(SECRETARY, "演练 移出花名册 @李红梅") == snapshot("""\
私下对王建国：【演练】现在没有作任何改动。照这样发，会是：
· 私下回您：李红梅同志现任组织委员，请先免去职务，再移出花名册。
· 不会另外发消息。\
""")
    assert "没有权限" in await group.private("李红梅", "演练 设职务 张三 副书记")
    assert "请这样写：设职务" in await group.private(SECRETARY, "演练 设职务 张三 主席")
    assert "已绑定“示范党支部”" in await group.say("周工", "演练 绑定支部 机关第三党支部")


async def test_what_is_waited_for_stays_open(group: Group) -> None:
    await group.private("李红梅", "导入花名册")
    await group.private("李红梅", "欧阳明 正式党员")
    before = await rows(group)
    assert "已导入 1 人" in await group.private("李红梅", "演练 确认导入")
    assert "· 操作日志会记：导入花名册 1 人" in await group.private("李红梅", "演练 确认导入")
    assert await rows(group) == before
    assert "已导入 1 人" in await group.private("李红梅", "确认导入")


async def test_an_undo_may_be_rehearsed(group: Group) -> None:
    await group.say(SECRETARY, "小结 开")
    assert "撤销 A18" in await group.say(SECRETARY, "演练 撤销")
    assert await group.say(SECRETARY, "撤销") == snapshot("群：已撤销 A18：每日学习小结：开，20:00 → 关，20:00。")


async def test_chatter_and_those_without_an_office(group: Group) -> None:
    for name in (SECRETARY, MEMBER):
        for text in ("演练", "演练 周五下午三点", "演练：消防疏散", "预览 效果图"):
            assert await group.say(name, text) == SILENT
    assert await group.say(MEMBER, "演练 打卡") == SILENT
    assert await group.private(MEMBER, "演练 打卡") == snapshot(
        "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
    )
    assert await group.private(SECRETARY, "演练 周五下午三点") == snapshot(
        "私下对王建国：没有看懂要演练的口令，未作任何改动。请这样写：演练 设职务 @某人 宣传委员。"
    )


class TestLetters:
    """另外会发的信：发到哪儿、什么时候、说什么。"""

    @pytest.fixture
    def announcing(self, settled_database: Database, tmp_path: Path) -> Group:
        (tmp_path / "phrases.toml").write_text('[announce]\nwire = "announce"\n', "utf-8")
        router = Router(tmp_path)

        @router.command(Spec("发一声 <话>", Action.SET_PUSHES, "", ""))
        def announce(request: Request, session: Any, words: str) -> Reply:
            home, now = request.home.id, request.now
            letters.to_group(session, home, Notice("a", "push", "通知", words, now.replace(year=2027)), now)
            letters.to_secretary(session, home, "b", f"发了：{words}", now)
            return Reply("发了", record=Record("发一声"))

        return Group(Stage(settled_database, NOON, routers=(router,)), PEOPLE)

    @BOTH
    async def test_are_shown_and_not_sent(self, announcing: Group) -> None:
        assert await announcing.private(SECRETARY, "演练 发一声 明天开会") == snapshot("""\
私下对王建国：【演练】现在没有作任何改动。照这样发，会是：
· 私下回您：发了
· 操作日志会记：发一声
· 另外会发 2 条：
\u3000在群 20001 里（通知），11月23日（周一） 12:00 起：明天开会
\u3000（到时候就发；占一句，那天还剩 2 句）
\u3000私下对王建国（给书记的话），11月23日（周一） 12:00 起：发了：明天开会
\u3000（到时候就发；不占当天的句数）\
""")
        assert await announcing.deliver() == SILENT
        count = select(func.count()).select_from(Outgoing)
        assert await announcing.stage.database.read(lambda session: session.scalar(count)) == 0
