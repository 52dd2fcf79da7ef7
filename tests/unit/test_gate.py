"""门槛：闲聊不放进来，该办的一件不漏；记着的消息号有上限。"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from core.chat.declarations import Importer
from core.chat.gate import Gate
from core.chat.incoming import Incoming, Kind, Uploaded
from core.chat.routes import Routes
from core.domain.dialogue import Person, Scene
from core.domain.permission import Action
from core.domain.typed import LONGEST, MENTION, typed
from core.store.sent import KEPT

Message = Callable[..., Incoming]


@pytest.fixture
def gate(routes: Routes) -> Gate:
    return Gate(routes)


@pytest.mark.parametrize(
    "line", ["打卡", "我的打卡", "帮助", "怎么请假", "取消", "确认导入", "花名册", "设职务 张三", "打卡。"]
)
def test_orders_queries_and_short_answers_come_in(gate: Gate, message: Message, line: str) -> None:
    assert gate.admits(message(line))


@pytest.mark.parametrize("line", ["", "早上好", "大家都打卡了吗", "收到快递了", "确认一下时间", "。。。", "[图片]"])
def test_chatter_stays_outside(gate: Gate, message: Message, line: str) -> None:
    assert not gate.admits(message(line))


def test_whatever_is_said_to_the_bot_comes_in(gate: Gate, message: Message) -> None:
    assert gate.admits(message("早上好", to_me=True))
    assert gate.admits(message("早上好", scene=Scene.PRIVATE, group_id=None))
    assert gate.admits(message("早上好", scene=Scene.TEMPORARY))


def test_an_at_of_somebody_else_is_not_said_to_the_bot(gate: Gate, message: Message) -> None:
    said = typed(f"{MENTION} 早上好", (Person("李四", "200"),))
    assert not gate.admits(message(said=said))


def test_a_reply_to_the_bots_own_message_comes_in(gate: Gate, message: Message) -> None:
    gate.remember("10000", "m9")
    assert gate.admits(message("好的", reply_to="m9"))
    assert not gate.admits(message("好的", reply_to="m8"))
    # 另一个账号发的不算自己发的
    assert not gate.admits(message("好的", reply_to="m9", account="20000"))
    assert not gate.admits(message("好的"))


def test_the_awaited_person_is_heard_and_only_that_person_there(gate: Gate, message: Message) -> None:
    gate.waits = {("10000", "group:900", "100")}
    assert gate.admits(message("张三 正式党员"))
    assert not gate.admits(message("张三 正式党员", user_id="101"))
    assert not gate.admits(message("张三 正式党员", group_id="901"))
    assert not gate.admits(message("张三 正式党员", account="20000"))


@pytest.mark.parametrize("differences", [{}, {"to_me": True}, {"scene": Scene.PRIVATE, "group_id": None}])
def test_an_oversized_line_stays_outside(gate: Gate, message: Message, differences: dict[str, object]) -> None:
    assert gate.admits(message("打卡 " + "学" * (LONGEST - 3), **differences))
    assert not gate.admits(message("打卡 " + "学" * LONGEST, **differences))


def test_changes_of_the_group_come_in_when_somebody_listens(gate: Gate, message: Message) -> None:
    assert gate.admits(message(kind=Kind.JOINED))
    assert gate.admits(message(kind=Kind.LEFT))
    assert not Gate().admits(message(kind=Kind.JOINED))


def test_a_friend_request_comes_in_though_nobody_listens(message: Message) -> None:
    assert Gate().admits(message(kind=Kind.BEFRIENDED, scene=Scene.PRIVATE, group_id=None))


def test_only_the_latest_sent_numbers_are_kept(gate: Gate) -> None:
    for number in range(KEPT + 10):
        gate.remember("10000", f"m{number}")
    assert len(gate.sent["10000"]) == KEPT
    assert gate.is_mine("10000", f"m{KEPT + 9}")
    assert not gate.is_mine("10000", "m0")
    # 一个账号说得再多，不挤掉另一个账号的
    gate.remember("20000", "a")
    assert gate.is_mine("20000", "a")
    assert len(gate.sent["10000"]) == KEPT


def test_a_number_remembered_twice_takes_one_place(gate: Gate) -> None:
    for number in range(KEPT):
        gate.remember("10000", f"m{number}")
    gate.remember("10000", f"m{KEPT - 1}")
    assert gate.is_mine("10000", "m0")


def test_place_tells_groups_and_people_apart(message: Message) -> None:
    assert message().place == "group:900"
    assert message(scene=Scene.PRIVATE, group_id=None).place == "private:100"
    assert message(scene=Scene.TEMPORARY).place == "private:100"
    later = message(at=message().at + timedelta(hours=1))
    assert later.place == message().place


def test_files_come_in_only_when_somebody_takes_them(gate: Gate, message: Message) -> None:
    def given(name: str, **more: object) -> Incoming:
        return message("", kind=Kind.UPLOADED, files=(Uploaded(name, 10, "f1"),), **more)

    importer = Importer("take", "花名册", Action.SETTLE_ROSTER, lambda _upload: None, lambda *_: None)
    assert not Gate(replace(gate.routes, importers={})).admits(given("花名册.xlsx"))
    taking = Gate(replace(gate.routes, importers={"take": importer}))
    assert taking.admits(given("花名册.XLSX"))
    assert taking.admits(given("")), "v12 的名字要另问"
    assert not taking.admits(given("照片.jpg"))
    assert taking.admits(given("照片.jpg", scene=Scene.PRIVATE, group_id=None))
    assert taking.admits(message("请看附件", files=(Uploaded("题库.docx", 10, "f1"),)))
