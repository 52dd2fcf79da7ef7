"""从头到尾的一个故事：绑定、首任书记、打卡、被杀、再开、重送，都走真的连接。"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection

from websockets.asyncio.client import ClientConnection, connect

from sandbox.client import Client
from sandbox.model import Group, Person, Said, Scene
from sandbox.world import World
from tests.e2e.books import ONE_CHECKIN, checkins
from tests.e2e.house import OPERATOR, TOKEN, House
from tests.e2e.waiting import until
from tests.e2e.wire import wired

GROUP, BOT = "20001", "10000"
OK = {"124": {BOT}}
PEOPLE = {"10001": "王建国", "10005": "张三", "10006": "李四", "10007": "王五", OPERATOR: "周工"}
WORDS = {"10005": "打卡", "10006": "今日打卡：学习党章第一章。", "10007": "/签到～"}


def new_world() -> World:
    members = {user_id: Person(user_id, f"网名{user_id}", name) for user_id, name in PEOPLE.items()}
    return World([Group(GROUP, "机关三支部群", members)], now=lambda: datetime.now(UTC))


@asynccontextmanager
async def joined(world: World, house: House) -> AsyncGenerator[Client]:
    """世界的客户端一直连着助手，断了自己重连。"""
    client = Client(world, f"ws://127.0.0.1:{house.port}/onebot/v11/ws", TOKEN)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(client.run())
        try:
            await until(client.connected.is_set, "连上助手")
            yield client
        finally:
            await client.stop()


def said_by_bot(world: World, scene: Scene) -> list[str]:
    return [
        "".join(segment["data"].get("text", "") for segment in message.segments)
        for message in world.history(scene)
        if message.sender_id == BOT
    ]


async def answer(world: World, user_id: str, segments: list | str, group_id: str | None = GROUP) -> str:
    """某人说一句，等助手在同一处的下一句。"""
    scene = Scene("group", group_id) if group_id else Scene("private", user_id)
    before = len(said_by_bot(world, scene))
    world.say(user_id, segments, group_id)
    await until(lambda: len(said_by_bot(world, scene)) > before, f"对 {segments} 的回话")
    return said_by_bot(world, scene)[before]


async def test_a_branch_is_bound_and_what_three_members_did_survives_kill_9(build_house: Callable[..., House]) -> None:
    house, world = build_house(), new_world()
    await house.start()
    address = f"ws://127.0.0.1:{house.port}/onebot"
    assert house.stdout.startswith(f"助手在 {address}/v11/ws（v12 在 {address}/v12/ws）等待 OneBot 客户端连接\n")
    assert "还没有绑定支部。书记口令：" in house.stdout
    async with joined(world, house) as client:
        assert "已绑定“机关第三党支部”" in await answer(world, OPERATOR, "绑定支部 机关第三党支部")
        order = [
            {"type": "text", "data": {"text": "设职务 "}},
            {"type": "at", "data": {"qq": "10001"}},
            {"type": "text", "data": {"text": " 书记"}},
        ]
        assert (
            await answer(world, OPERATOR, order)
            == "已登记。王建国同志的职务：无 → 书记。花名册里还有 5 人类别待核定，书记可私聊发“花名册”查看。"
        )
        said = [world.say(user_id, words, GROUP) for user_id, words in WORDS.items()]
        await until(lambda: all(one.reactions == OK for one in said), "三个人的表情")
        group_talk = said_by_bot(world, Scene("group", GROUP))
        assert len(group_talk) == 2, "打卡只有表情，群里不多一句话"

        house.kill()
        await until(lambda: not client.connected.is_set(), "客户端发现断了")
        await house.start()
        await until(client.connected.is_set, "客户端自己连回来")
        for user_id in WORDS:
            own = await answer(world, user_id, "我的打卡", None)
            assert "今天已登记。" in own
            assert "累计登记 1 天，积分 2。" in own

        for one in said:
            world.react(one.message_id, BOT, "124", add=False)  # 取下来，再贴就看得见
            world.changes.publish(Said(one))
        # 重送的都排在这两句前面；这两句答了，前面的就都办过了
        assert await answer(world, "10005", "打卡人数") == "今天已有 3 位同志登记学习。"
        assert "累计登记 1 天" in await answer(world, "10006", "我的打卡", None)
        assert [one.reactions for one in said] == [{}, {}, {}], "重送的旧消息不出声"
        assert len(said_by_bot(world, Scene("group", GROUP))) == 3
    assert checkins(house.database) == dict.fromkeys(WORDS, ONE_CHECKIN)
    assert "Traceback" not in house.stderr


class Page:
    """体验页用的那条 WebSocket。"""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def frame(self, **wanted: object) -> dict:
        """等到下一个带着这几项的变化；wanted 为空就等全貌。"""
        async with asyncio.timeout(10):
            while True:
                frame = json.loads(await self._socket.recv())
                found = frame.get("change", {}) if wanted else frame
                if frame["type"] == "snapshot" and not wanted:
                    return frame
                if wanted and wanted.items() <= found.items():
                    return found

    async def say(self, user_id: str, words: str, group_id: str | None = None) -> dict:
        """以某人的身份说一句，返回那条消息。"""
        segments = [{"type": "text", "data": {"text": words}}]
        request = {"type": "say", "user_id": user_id, "group_id": group_id, "segments": segments}
        await self._socket.send(json.dumps(request))
        return (await self.frame(kind="said"))["message"]


def open_page(house: House) -> connect:
    return connect(f"ws://127.0.0.1:{house.port}/sandbox/ws", max_size=None, proxy=None)


async def ready(house: House, times: int) -> None:
    line = f"体验模式已就绪，请用浏览器打开 http://127.0.0.1:{house.port}/\n"
    await until(lambda: house.stdout == line * times, f"第 {times} 次印出网址", 20)


def front_page(house: House) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", house.port, timeout=5)
    connection.request("GET", "/")
    response = connection.getresponse()
    found = response.status, response.read().decode()
    connection.close()
    return found


async def test_in_sandbox_mode_chat_and_checkins_survive_kill_9(build_house: Callable[..., House]) -> None:
    house = build_house(BOT_MODE="sandbox", ONEBOT_ACCESS_TOKEN=None, SUPERUSERS=None)
    house.launch()
    await ready(house, 1)
    status, body = front_page(house)
    assert (status, "支部群助手 · 体验" in body) == (200, True)
    marked: list[int] = []
    async with open_page(house) as socket:
        page = Page(socket)
        snapshot = await page.frame()
        assert snapshot["connected"] is True
        assert len(snapshot["groups"][0]["members"]) == 13
        for user_id in ("10005", "10006", "10009"):
            message = await page.say(user_id, "打卡", "20001")
            reacted = await page.frame(kind="reacted", message_id=message["message_id"], user_id=BOT)
            assert (reacted["emoji_id"], reacted["added"]) == ("124", True)
            marked.append(message["message_id"])

    house.kill()
    house.launch()
    await ready(house, 2)
    async with open_page(house) as socket:
        page = Page(socket)
        kept = {one["message_id"]: one for one in (await page.frame())["messages"]}
        assert [kept[one]["reactions"] for one in marked] == [{"124": [BOT]}] * 3
        await page.say("10005", "我的打卡")
        reply = (await page.frame(kind="said"))["message"]
        assert reply["scene"] == {"kind": "private", "id": "10005"}
        assert "今天已登记。" in reply["segments"][0]["data"]["text"]
    assert set(checkins(house.database).values()) == {ONE_CHECKIN}
    assert "Traceback" not in house.stderr


async def test_sigterm_ends_it_in_time_and_what_was_acknowledged_is_on_disk(build_house: Callable[..., House]) -> None:
    house, people = build_house(), [str(40_000 + i) for i in range(200)]
    await house.start()
    async with wired(house, listed=people) as wire:
        await wire.binds()
        sent = {await wire.say(one, "打卡"): one for one in people}
        await until(lambda: len(wire.acks) >= 20, "办了一部分")
        await house.stop()
        await wire.closed()
    acknowledged = {sent[int(one)] for one in wire.acks}
    kept = checkins(house.database)
    assert acknowledged <= kept.keys()
    assert set(kept.values()) == {ONE_CHECKIN}
    assert "Traceback" not in house.stderr
