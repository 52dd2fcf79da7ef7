"""@ 的记号：换成各协议的段；照着谁的话说也 @ 不到人。"""

import pytest

from core.chat.onebot.capability import Capability
from core.chat.onebot.v12_channel import V12Channel
from core.chat.platform import NotSupported, Target
from core.domain.dialogue import Person, Scene
from core.domain.mentions import Piece, at, at_everyone, pieces, unmarked
from core.domain.typed import MENTION, typed
from tests.unit.onebot import ScriptedBot, Ticks
from tests.unit.test_onebot_channel import channel

GROUP = Target(Scene.GROUP, "900")
WORDS = f"{at('100')} {at_everyone()} 请查收"


def test_pieces() -> None:
    assert pieces(WORDS) == [Piece("@100", "100"), Piece(" "), Piece("@全体成员", "all"), Piece(" 请查收")]
    assert pieces("请查收") == [Piece("请查收")]
    assert pieces("") == []


def test_typed_by_somebody_it_is_no_mark() -> None:
    assert pieces(typed(WORDS).text) == [Piece("100 all 请查收")]
    assert unmarked(f"在{MENTION}那里", [Person("李四", "6")]) == "在@李四那里"


async def test_v11() -> None:
    bot = ScriptedBot(send_msg={"message_id": 5})
    await channel(bot).send_group("900", WORDS)
    [(_, params)] = bot.calls
    assert params["message"] == [
        {"type": "at", "data": {"qq": "100"}},
        {"type": "text", "data": {"text": " "}},
        {"type": "at", "data": {"qq": "all"}},
        {"type": "text", "data": {"text": " 请查收"}},
    ]


async def test_v12() -> None:
    bot = ScriptedBot(send_message={"message_id": "5"})
    await V12Channel(bot, "qq", Capability(), Ticks()).send_group("900", WORDS)
    [(_, params)] = bot.calls
    assert params["message"] == [
        {"type": "mention", "data": {"user_id": "100"}},
        {"type": "text", "data": {"text": " "}},
        {"type": "mention_all", "data": {}},
        {"type": "text", "data": {"text": " 请查收"}},
    ]


async def test_one_message_by_its_number() -> None:
    answer = {"user_id": 100, "time": 1795000000, "message": [{"type": "text", "data": {"text": "上级通知"}}]}
    bot = ScriptedBot(get_msg=answer)
    past = await channel(bot).message(GROUP, "77")
    assert past is not None
    assert (past.message_id, past.user_id, past.text) == ("77", "100", "上级通知")
    assert past.heard is not None
    assert bot.calls == [("get_msg", {"message_id": 77})]


async def test_v12_has_no_single_messages() -> None:
    with pytest.raises(NotSupported):
        await V12Channel(ScriptedBot(), "qq", Capability(), Ticks()).message(GROUP, "77")
