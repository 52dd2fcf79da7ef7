"""进得来的只有一条路：带着正确凭证的 WebSocket。"""

import asyncio
import json
from collections.abc import Callable
from http.client import HTTPConnection

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.e2e.books import query
from tests.e2e.house import TOKEN, House, free_port
from tests.e2e.wire import ACCOUNT, message, new_id, wired

PATHS = (
    "/",
    *(f"/onebot/{version}{tail}" for version in ("v11", "v12") for tail in ("", "/", "/http", "/http/", "/ws", "/ws/")),
    "/sandbox/ws",
    "/sandbox/advance",
    "/sandbox/files",
    "/sandbox/images/1/0",
)


def post(port: int, path: str, body: bytes) -> int:
    """照 OneBot 的 HTTP 上报那样 POST，返回状态码。"""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    headers = {"Content-Type": "application/json", "X-Self-ID": ACCOUNT, "Authorization": f"Bearer {TOKEN}"}
    connection.request("POST", path, body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


async def attempt(house: House, **headers: str) -> int:
    """照这些头去连，返回状态码；连上了是 101。"""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        async with connect(
            f"ws://127.0.0.1:{house.port}/onebot/v11/ws", additional_headers=given, proxy=None
        ) as socket:
            return socket.response.status_code if socket.response else 0
    except InvalidStatus as error:
        return error.response.status_code


async def test_nothing_comes_in_by_post_and_the_real_connection_still_gets_through(house: House) -> None:
    group = "31001"
    forged = json.dumps(message("61001", "打卡", new_id(), group)).encode()
    binding = json.dumps(message("90001", "绑定支部 冒名支部", new_id(), group)).encode()
    for path in PATHS:
        for body in (forged, binding, b"", b"{"):
            assert await asyncio.to_thread(post, house.port, path, body) in {404, 405}, path
    async with wired(house, listed=["61001"]) as wire:
        assert "已绑定“第一党支部”" in await wire.asks("90001", "绑定支部 第一党支部", group)
        for path in PATHS:
            assert await asyncio.to_thread(post, house.port, path, forged) in {404, 405}, path
        assert "还没有登记" in await wire.own_record("61001")
        await wire.acked(await wire.say("61001", "打卡", group))
        assert wire.texts[1:] == [wire.texts[1]], "伪造的事件没有引起任何回话"
    assert query(house.database, "SELECT name FROM branch WHERE name = '冒名支部'") == []


def lines_naming_the_token(house: House) -> list[str]:
    return [line for line in house.stderr.splitlines() if "ONEBOT_ACCESS_TOKEN" in line]


@pytest.mark.parametrize("token", ["Bearer wrong", "", TOKEN, f"Bearer {TOKEN}x"])
async def test_a_wrong_or_missing_token_is_refused_with_one_line_that_names_the_setting(
    house: House, token: str
) -> None:
    before = lines_naming_the_token(house)
    headers = {"Authorization": token} if token else {}
    assert await attempt(house, X_Self_ID=ACCOUNT, **headers) == 403
    lines = lines_naming_the_token(house)[len(before) :]
    assert len(lines) == 1
    assert TOKEN not in house.stderr
    assert await attempt(house, X_Self_ID=ACCOUNT, Authorization=f"Bearer {TOKEN}") == 101


async def test_comma_lists_in_the_environment(build_house: Callable[..., House]) -> None:
    """和 .env.example 里写的一样：逗号隔开，几个都行。"""
    house = build_house(
        SUPERUSERS="90002，90001 , 90003", ONEBOT_V11_WS_URLS=f"ws://127.0.0.1:{free_port()}, ws://127.0.0.1:1"
    )
    await house.start()
    async with wired(house) as wire:
        await wire.binds()


async def test_without_a_self_id_it_is_refused(house: House) -> None:
    assert await attempt(house, Authorization=f"Bearer {TOKEN}") == 403


async def test_a_flapping_client_is_served_every_time(house: House) -> None:
    """连上就说话、说完就断，十次；每一次都有答复。"""
    group, people = "31002", [str(61_100 + i) for i in range(10)]
    async with wired(house, listed=people) as wire:
        assert "已绑定" in await wire.asks("90001", "绑定支部 第二党支部", group)
    for user_id in people:
        async with wired(house) as wire:
            await wire.acked(await wire.say(user_id, "打卡", group))


async def test_a_second_connection_of_one_account_does_not_take_over_the_first(house: House) -> None:
    async with wired(house) as wire:
        assert await attempt(house, X_Self_ID=ACCOUNT, Authorization=f"Bearer {TOKEN}") == 403
        assert "可以这样说" in await wire.asks("90001", "帮助", None)
