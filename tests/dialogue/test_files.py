"""卡片、文件出去，文件进来：在门里怎么走。"""

from collections.abc import Callable
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from core.chat.platform import NotSupported, SendFailed, SendUnknown
from core.domain.attachments import Sheet, Workbook
from core.files.uploads import NotReadable
from core.files.workbooks import written
from core.store.db import Database
from tests.conftest import NOON
from tests.dialogue.clerk import CARD, clerk
from tests.dialogue.stage import PEOPLE, SILENT, Group, SentCard, Stage

ROSTER = written(Workbook("花名册.xlsx", (Sheet("名册", ("同志", "账号"), (("张三", "10005"), ("李四", "10006"))),)))
BANK = "题库\n1. 党的二十大在哪一年召开？".encode()


@pytest.fixture
def desk(settled_database: Database, tmp_path: Path) -> Group:
    """示范党支部，另装一个收发文件的小插件。"""
    return Group(Stage(settled_database, NOON, routers=(clerk(tmp_path),)), PEOPLE)


class TestCards:
    async def test_a_card_goes_with_the_words_it_repeats(self, desk: Group) -> None:
        assert await desk.say("张三", "看卡片") == snapshot("群：一周学习情况：学习登记 86 人次。")
        assert desk.stage.cards == [SentCard("群", CARD)]

    async def test_a_private_card_never_reaches_the_group(self, desk: Group) -> None:
        assert await desk.say("张三", "看自己的卡片") == snapshot("私下对张三：您的积分 26。")
        assert desk.stage.cards == [SentCard("张三", CARD)]
        desk.stage.bot.unreachable.add("10005")
        assert await desk.say("张三", "看自己的卡片") == snapshot(
            "群：有一条给您的回复不便在群里说。请先加本助手为好友，再私聊发一次。"
        )
        assert len(desk.stage.cards) == 1

    async def test_only_the_words_when_it_cannot_be_drawn(self, desk: Group) -> None:
        desk.stage.cannot_draw = True
        assert await desk.say("张三", "看卡片") == snapshot("群：一周学习情况：学习登记 86 人次。")
        assert not desk.stage.cards

    async def test_only_the_words_when_pictures_are_refused(self, desk: Group) -> None:
        desk.stage.bot.no_images = True
        assert await desk.say("张三", "看卡片") == snapshot("群：一周学习情况：学习登记 86 人次。")
        assert not desk.stage.cards

    async def test_no_answer_is_not_an_invitation_to_say_it_again(self, desk: Group) -> None:
        desk.stage.bot.lost = "answer"
        assert await desk.say("张三", "看卡片") == snapshot("群：一周学习情况：学习登记 86 人次。")
        assert desk.stage.cards == [SentCard("群", CARD)]


class TestFilesOut:
    async def test_a_private_file_is_passed_privately(self, desk: Group) -> None:
        assert await desk.say("王建国", "要名册") == snapshot("私下对王建国：名册随后传来。")
        (sent,) = desk.stage.files
        assert (sent.to, sent.name) == ("王建国", "名册.xlsx")
        assert sent.sheets["名册"][1][0] == "=1+1"

    async def test_a_file_for_everyone_is_passed_in_the_group(self, desk: Group) -> None:
        assert await desk.say("张三", "要日历") == snapshot("群：会议日历。")
        (sent,) = desk.stage.files
        assert (sent.to, sent.name, sent.text) == ("群", "会议.ics", "BEGIN:VCALENDAR")

    @pytest.mark.parametrize(
        ("trouble", "told"),
        [
            (
                NotSupported("upload_private_file"),
                snapshot("""\
私下对王建国：名册随后传来。
私下对王建国：文件“名册.xlsx”没有传成：现在用的客户端传不了文件。请联系运维。\
"""),
            ),
            (
                SendFailed(1200, "失败"),
                snapshot("""\
私下对王建国：名册随后传来。
私下对王建国：文件“名册.xlsx”没有传成。请先加本助手为好友，再私聊发一次。\
"""),
            ),
            (
                SendUnknown("没有回音"),
                snapshot("""\
私下对王建国：名册随后传来。
私下对王建国：文件“名册.xlsx”传出去没有回音。请看一下收到没有；没有的话，请再要一次。\
"""),
            ),
        ],
    )
    async def test_a_file_that_was_not_passed(self, desk: Group, trouble: Exception, told: str) -> None:
        desk.stage.bot.no_files = trouble
        assert await desk.say("王建国", "要名册") == told
        assert not desk.stage.files


class TestFilesIn:
    async def test_an_officer_hands_in_a_table(self, desk: Group) -> None:
        assert await desk.upload("王建国", "花名册.xlsx", ROSTER) == snapshot("私下对王建国：花名册里有 2 人。")
        assert await desk.upload("王建国", "题库.txt", BANK) == snapshot("私下对王建国：题库收下了，18 字。")

    @pytest.mark.parametrize("notice", [False, True])
    async def test_in_the_group_the_answer_is_private(self, desk: Group, *, notice: bool) -> None:
        assert await desk.upload("王建国", "花名册.xlsx", ROSTER, to_group=True, notice=notice) == snapshot(
            "私下对王建国：花名册里有 2 人。"
        )

    async def test_it_is_in_the_log(self, desk: Group) -> None:
        await desk.upload("王建国", "花名册.xlsx", ROSTER)
        assert "传来花名册，2 人" in await desk.private("王建国", "操作日志")

    async def test_what_nobody_knows(self, desk: Group) -> None:
        assert await desk.upload("王建国", "别的.txt", b"abc") == snapshot(
            "私下对王建国：没有认出这是哪一类文件，没有作任何改动。现在能收的有：题库、花名册。"
        )
        assert await desk.upload("王建国", "别的.txt", b"abc", to_group=True) == SILENT

    async def test_who_may_not(self, desk: Group) -> None:
        assert await desk.upload("张三", "花名册.xlsx", ROSTER) == snapshot(
            "私下对张三：这件事您没有权限办理，如有疑问请联系支部书记。"
        )
        assert await desk.upload("张三", "花名册.xlsx", ROSTER, to_group=True) == SILENT
        assert not desk.stage.bot.downloaded, "没有权限的，取都不去取"

    async def test_only_what_ones_office_may_keep(self, desk: Group) -> None:
        assert await desk.upload("陈志强", "花名册.xlsx", ROSTER) == snapshot(
            "私下对陈志强：没有认出这是哪一类文件，没有作任何改动。现在能收的有：题库。"
        )
        assert await desk.upload("陈志强", "题库.txt", BANK) == snapshot("私下对陈志强：题库收下了，18 字。")

    async def test_the_same_message_twice(self, desk: Group) -> None:
        assert await desk.upload("王建国", "花名册.xlsx", ROSTER, message_id=77) != SILENT
        assert await desk.upload("王建国", "花名册.xlsx", ROSTER, message_id=77) == SILENT
        assert await desk.upload("王建国", "花名册.xlsx", b"junk", message_id=78) != SILENT
        assert await desk.upload("王建国", "花名册.xlsx", b"junk", message_id=78) == SILENT
        assert len(desk.stage.bot.downloaded) == 2

    @pytest.mark.parametrize(
        ("name", "data", "told"),
        [
            (
                "花名册.xlsx",
                b"PK\x03\x04" + b"\0" * 1000,
                snapshot("私下对王建国：这个文件打不开，可能已经损坏。请用 Excel、Word 或 WPS 打开，另存一份再发。"),
            ),
            (
                "花名册.doc",
                b"x",
                snapshot("私下对王建国：这是旧版的文档，读不了。请用 Word 或 WPS 打开，另存为 .docx 后再发。"),
            ),
            ("花名册.zip", b"x", snapshot("私下对王建国：这是压缩包，没有拆开看。请解压后把里面的文件一个一个发来。")),
            (
                "照片.jpg",
                b"x",
                f"私下对王建国：{NotReadable()}",
            ),
            (
                "大.xlsx",
                b"x" * (6 << 20),
                snapshot("私下对王建国：这个文件超过 5 MB，没有读。请去掉图片，或分成几个小一些的文件再发。"),
            ),
            (
                "花名册.csv",
                "花名册\n张三".encode(),
                snapshot("私下对王建国：这份花名册里没有“姓名”一栏，没有作任何改动。请补上再发。"),
            ),
        ],
    )
    async def test_what_cannot_be_read(self, desk: Group, name: str, data: bytes, told: str) -> None:
        assert await desk.upload("王建国", name, data) == told
        in_group = await desk.upload("王建国", name, data, to_group=True)
        assert in_group == (SILENT if name.endswith((".doc", ".zip", ".jpg")) else told)

    async def test_what_could_not_be_fetched(self, desk: Group) -> None:
        message = [{"type": "file", "data": {"file": "a.xlsx", "file_id": "x"}}]
        assert await desk.private("王建国", "", fields={"message": message}) == snapshot(
            "私下对王建国：这个文件没有取下来，没有作任何改动。请再发一次。"
        )

    async def test_an_order_that_comes_with_a_file_is_an_order(self, desk: Group) -> None:
        file = {"type": "file", "data": {"file": "花名册.xlsx", "file_id": "x"}}
        frame = desk.frame("张三", "看卡片")
        frame["message"].append(file)
        assert await desk.stage.hear(frame) == snapshot("群：一周学习情况：学习登记 86 人次。")

    async def test_without_anyone_to_take_files_nothing_is_said(self, fresh_group: Callable[[], Group]) -> None:
        group = fresh_group()
        if not group.stage.runtime.gate.routes.importers:
            assert await group.upload("王建国", "花名册.xlsx", ROSTER) == SILENT
