"""真的进程、真的连接：传上来一个表格，收到文字、图片和文件；v11、v12 都走一遍。"""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from core.domain.attachments import Sheet, Workbook
from core.files.workbooks import written
from sandbox.client import Client
from sandbox.model import Scene
from sandbox.onebot11 import OneBot11
from sandbox.onebot12 import OneBot12
from sandbox.world import World
from tests.e2e.house import OPERATOR, TOKEN, House
from tests.e2e.test_story import BOT, GROUP, answer, new_world
from tests.e2e.waiting import until

PRIVATE = Scene("private", OPERATOR)
ROSTER = written(Workbook("花名册.xlsx", (Sheet("名册", ("同志", "账号"), (("张三", "10005"), ("李四", "10006"))),)))


def sent(world: World, scene: Scene) -> list[dict[str, Any]]:
    """助手在一处发的各段，从先到后。"""
    said = (message for message in world.history(scene) if message.sender_id == BOT)
    return [segment for message in said for segment in message.segments]


@pytest.mark.parametrize(("path", "dialect"), [("v11", OneBot11), ("v12", OneBot12)])
@pytest.mark.parametrize("group_id", [None, GROUP])
async def test_a_table_goes_in_and_words_a_picture_and_a_file_come_out(
    build_house: Callable[..., House], path: str, dialect: Any, group_id: str | None
) -> None:
    house, world = build_house(module="tests.e2e.clerked"), new_world()
    await house.start()
    client = Client(world, f"ws://127.0.0.1:{house.port}/onebot/{path}/ws", TOKEN, dialect=dialect(world))
    async with client:
        await until(client.connected.is_set, "连上助手")
        assert "已绑定" in await answer(world, OPERATOR, "绑定支部 机关第三党支部")
        order = [{"type": "text", "data": {"text": "设职务 "}}, {"type": "at", "data": {"qq": OPERATOR}}]
        await answer(world, OPERATOR, [*order, {"type": "text", "data": {"text": " 书记"}}])
        before = len(sent(world, Scene("group", GROUP)))
        world.upload(OPERATOR, "花名册.xlsx", ROSTER, group_id)
        await until(lambda: "file" in [one["type"] for one in sent(world, PRIVATE)], "文字、图片和文件", 20)
        # 刚设的书记另有一句问周报形式的，先后不定
        told = {one["type"]: one for one in sent(world, PRIVATE) if "每周一公布" not in str(one)}
        words, picture, file = told["text"], told["image"], told["file"]
        assert words["data"]["text"] == "花名册里有 2 人。"
        image = base64.b64decode(picture["data"]["file"].removeprefix("base64://"))
        assert image.startswith(b"\x89PNG")
        assert (file["type"], file["data"]["file"]) == ("file", "名册.xlsx")
        assert world.file(file["data"]["file_id"]).data.startswith(b"PK")
        assert len(sent(world, Scene("group", GROUP))) == before, "群里一个字、一个文件也没有"
    assert "Traceback" not in house.stderr
