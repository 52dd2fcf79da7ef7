"""什么时候不出声：闲聊、短答、匿名、临时会话、陌生人、听不懂的话。"""

import re
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from core.chat.router import Router, Spec
from core.domain.dialogue import Reply, Request
from core.domain.permission import Action
from core.store.db import Database
from tests.conftest import KINDS, NOON
from tests.dialogue.stage import PEOPLE, SILENT, Group, Stage

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
TOKENS = ["收到", "1", "A", "ABD", "对", "是", "确认", "确认导入", "取消", "到", "参加"]


class TestBareTokens:
    """什么都没开着的时候，短答一律不出声。"""

    @pytest.mark.parametrize("token", TOKENS)
    async def test_in_the_group(self, group: Group, token: str) -> None:
        group.stage.clock.move(minutes=3)  # 离上一次操作远了，“取消”不是说它
        assert await group.say("张三", token) == SILENT
        assert await group.say("王建国", token) == SILENT

    @pytest.mark.parametrize("token", ["取消", "确认导入"])
    async def test_in_private(self, group: Group, token: str) -> None:
        assert await group.private("李红梅", token) == SILENT


class TestNotUnderstood:
    async def test_one_hint_in_ten_minutes(self, group: Group) -> None:
        assert await group.private("张三", "今天吃什么") == snapshot(
            "私下对张三：没有看懂这句话。发“帮助”看看现在能办的事。"
        )
        assert await group.private("张三", "在吗") == SILENT
        assert await group.private("李四", "在吗") != SILENT
        group.stage.clock.move(minutes=9, seconds=59)
        assert await group.private("张三", "在吗") == SILENT
        group.stage.clock.move(seconds=1)
        assert await group.private("张三", "在吗") != SILENT

    async def test_an_order_in_between_is_still_answered(self, group: Group) -> None:
        await group.private("张三", "在吗")
        assert (await group.private("张三", "打卡人数")) == "私下对张三：今天还没有学习登记。"

    async def test_in_the_group_only_when_spoken_to(self, group: Group) -> None:
        assert await group.say("张三", "今天吃什么") == SILENT
        assert await group.say("张三", "@助手 今天吃什么") == snapshot("群：没有看懂这句话。发“帮助”看看现在能办的事。")

    async def test_a_word_of_thanks_to_the_bot_is_left_alone(self, group: Group) -> None:
        await group.say("张三", "打卡人数")
        assert await group.reply_to_bot("张三", "谢谢") == SILENT

    async def test_a_reply_to_the_bot_is_let_in_even_after_a_restart(self, group: Group) -> None:
        await group.say("张三", "打卡人数")
        await group.stage.restart()
        assert group.hears("张三", "谢谢告知", reply_to=group.stage.bot.last_id)
        assert not group.hears("张三", "谢谢告知", reply_to=555)

    async def test_at_somebody_else_is_not_at_the_bot(self, group: Group) -> None:
        assert await group.say("张三", "@李四 你好") == SILENT
        assert await group.say("张三", "@李四 打卡") == SILENT


class TestStrangers:
    @pytest.fixture(autouse=True)
    def somebody_unknown(self, group: Group) -> None:
        group.people["路人"] = "10098"
        group.cards["10098"] = "路人"
        group.stage.names["10098"] = "路人"

    @BOTH
    async def test_in_private(self, group: Group) -> None:
        assert await group.private("路人", "你好") == SILENT
        assert await group.private("路人", "打卡") == snapshot(
            "私下对路人：您还不在本助手服务的党支部花名册中，请联系所在支部的书记。"
        )
        assert await group.private("路人", "花名册") == snapshot(
            "私下对路人：您还不在本助手服务的党支部花名册中，请联系所在支部的书记。"
        )
        assert await group.private("路人", "我是谁") == snapshot("私下对路人：您还不在支部的花名册中。")
        assert await group.private("路人", "定类别 张三 群众") == snapshot(
            "私下对路人：您还不在本助手服务的党支部花名册中，请联系所在支部的书记。"
        )


@pytest.mark.parametrize("fields", [{"anonymous": {"id": 1, "name": "匿名"}}, {"sub_type": "anonymous"}])
@pytest.mark.parametrize("text", ["打卡", "帮助", "我的打卡", "花名册", "设职务 @张三 副书记", "@助手 你好"])
async def test_the_anonymous_get_no_answer(group: Group, fields: dict, text: str) -> None:
    assert await group.say("王建国", text, fields=fields) == SILENT
    assert "张三 正式党员\n" in await group.private("王建国", "花名册")


@pytest.mark.parametrize("fields", [{"sub_type": "group", "group_id": 20001}, {"sender": {"group_id": 20001}}])
async def test_a_temporary_session_carries_no_rights(group: Group, fields: dict) -> None:
    assert await group.private("王建国", "花名册", fields=fields) == snapshot(
        "私下对王建国（临时会话）：临时会话不办理事务，请先加本助手为好友再私聊。"
    )
    assert await group.private("王建国", "你好", fields=fields) == SILENT
    said = await group.private("张三", "打卡", fields=fields)
    assert "学习已登记" not in said
    assert (await group.say("李四", "打卡人数")) == "群：今天还没有学习登记。"


class TestDelivery:
    @BOTH
    @pytest.mark.parametrize(
        "text", ["打卡人数", "我的打卡", "设职务 @张三 宣传委员", "定类别 @李红梅 群众", "设职务 @张三"]
    )
    async def test_a_message_delivered_three_times_is_answered_once(self, group: Group, text: str) -> None:
        said = [await group.say("王建国", text, message_id=77) for _ in range(3)]
        assert said[0] != SILENT
        assert said[1:] == [SILENT, SILENT]
        await group.stage.restart()
        assert await group.say("王建国", text, message_id=77) == SILENT

    async def test_the_same_number_elsewhere_is_another_message(self, group: Group) -> None:
        assert await group.say("张三", "打卡人数", message_id=77) != SILENT
        assert await group.private("张三", "打卡人数", message_id=77) != SILENT


class TestSomethingBroken:
    """我们自己写错了：给一个编号，异常的文字一个字也不出门。"""

    @pytest.fixture
    def broken(self, settled_database: Database, tmp_path: Path) -> Group:
        (tmp_path / "phrases.toml").write_text(
            '[explode]\nwire = "explode"\n[explode_while_reading]\nwire = "explode_query"\n', "utf-8"
        )
        router = Router(tmp_path)

        @router.command(Spec("爆炸", Action.GET_HELP, about="", topic=""))
        def explode(request: Request, session: object) -> Reply:
            session.get_bind().execute("secret table")
            raise KeyError

        @router.query(Spec("查询爆炸", Action.GET_HELP, about="", topic=""))
        def explode_while_reading(request: Request, session: object) -> Reply:
            msg = "secret path /etc/passwd"
            raise RuntimeError(msg)

        return Group(Stage(settled_database, NOON, routers=(router,)), PEOPLE)

    @pytest.mark.parametrize("text", ["爆炸", "查询爆炸"])
    async def test_a_number_and_nothing_else(self, broken: Group, text: str) -> None:
        said = await broken.say("张三", text)
        assert re.sub(r"[0-9A-F]{4}", "A1B2", said) == snapshot(
            "群：出了点问题，已记录（编号 A1B2），这次没有办成。请稍后再试；若仍不行，请把编号告诉运维。"
        )
        assert await broken.say("张三", "打卡") == "［表情］"

    @pytest.mark.parametrize("text", ["爆炸", "查询爆炸"])
    async def test_delivered_again_it_is_not_said_again(self, broken: Group, text: str) -> None:
        said = [await broken.say("张三", text, message_id=66) for _ in range(3)]
        assert said[1:] == [SILENT, SILENT]
