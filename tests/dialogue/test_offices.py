"""授权、移交书记、党小组：办得成的、办不成的，各说什么；到期、换人之后权限跟着变。"""

from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from core.chat.router import Router, Spec
from core.domain.dialogue import Record, Reply, Request
from core.domain.permission import Action, allowed
from core.domain.phrases import TEXT
from core.store import members, pending
from core.store.db import Database
from core.store.pending import Pending, Place
from tests.conftest import KINDS, NOON
from tests.dialogue.stage import PEOPLE, SILENT, Group, Stage

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
SECRETARY, ORGANIZER, MEMBER, OTHER = "王建国", "李红梅", "张三", "李四"
NOT_ALLOWED = "这件事您没有权限办理，如有疑问请联系支部书记。"


@pytest.fixture
def group(settled_database: Database, tmp_path: Path) -> Group:
    """示范党支部，另装一条要“发通知”权限的口令，先预览再确认。"""
    (tmp_path / "phrases.toml").write_text('[post]\nwire = "post"\n[shout]\nwire = "shout"\n', "utf-8")
    router = Router(tmp_path)

    @router.command(Spec("代发一句 <话>", Action.SEND_NOTICE, "", "", slots={"话": TEXT}))
    def post(request: Request, session: Any, words: str) -> Reply:
        row = Pending(kind="post", accepts="确认发个", ref={"words": words}, expires_at=request.now.replace(year=2027))
        pending.ask(session, 1, Place(request.account, request.place, request.actor.user_id), row)
        return Reply("请确认")

    @router.answer("post", "post", Action.SEND_NOTICE, "确认发个")
    def confirm(request: Request, session: Any, row: Pending, said: object) -> Reply:
        pending.close(session, row)
        return Reply("发了", record=Record("发了"))

    @router.command(Spec("喊一声", Action.SAY_URGENTLY, "", ""))
    def shout(request: Request, session: Any) -> Reply:
        return Reply("喊了")

    return Group(Stage(settled_database, NOON, routers=(router,)), PEOPLE)


async def granted(group: Group, name: str) -> frozenset[Action]:
    now = group.stage.clock()
    return await group.stage.database.read(
        lambda session: members.find_actor(session, members.Identity("qq", PEOPLE[name]), 1, now).granted
    )


class TestDelegation:
    @BOTH
    async def test_the_whole_story(self, group: Group) -> None:
        assert NOT_ALLOWED in await group.say(MEMBER, "代发一句 明天开会")
        assert await group.say(SECRETARY, "授权 @张三 发通知 7天") == snapshot(
            "群：已授权。张三同志的发通知授权：无 → 到11月30日（周一）24:00 止。到期自动失效，"
            "不含紧急通知、@全体和名单；提前收回请发“取消授权 张三”。"
        )
        assert await group.say(MEMBER, "代发一句 明天开会") == "群：请确认"
        assert await group.say(MEMBER, "确认发个") == "群：发了"
        assert await group.private(SECRETARY, "谁有权限") == snapshot("""\
私下对王建国：凭职务办理支部事务的同志：
王建国 书记
李红梅 组织委员
陈志强 宣传委员
赵明 纪检委员
授权：张三 发通知，到11月30日（周一）24:00 止
群主、群管理员不因此有权限。改动请发“设职务 @某人 职务”或“授权 @某人 发通知 7天”。\
""")
        assert "授权：发通知" in await group.private(MEMBER, "我的信息")

    async def test_it_covers_that_one_thing(self, group: Group) -> None:
        """Q11：不含紧急、@全体和名单。"""
        await group.say(SECRETARY, "授权 @张三 发通知 7天")
        assert NOT_ALLOWED in await group.say(MEMBER, "喊一声")
        now = group.stage.clock()
        actor = await group.stage.database.read(
            lambda session: members.find_actor(session, members.Identity("qq", PEOPLE[MEMBER]), 1, now)
        )
        ordinary = await group.stage.database.read(
            lambda session: members.find_actor(session, members.Identity("qq", PEOPLE[OTHER]), 1, now)
        )
        more = {one for one in Action if allowed(actor, one, 1)} - {one for one in Action if allowed(ordinary, one, 1)}
        assert more == {Action.SEND_NOTICE}

    @BOTH
    async def test_it_ends_at_midnight_of_the_last_day(self, group: Group) -> None:
        await group.say(SECRETARY, "授权 @张三 发通知 7天")
        group.stage.clock.set(2026, 11, 30, 23, 59, 59)
        assert await group.say(MEMBER, "代发一句 甲") == "群：请确认"
        group.stage.clock.set(2026, 12, 1, 0, 0, 0)
        assert NOT_ALLOWED in await group.say(MEMBER, "确认发个")
        assert NOT_ALLOWED in await group.private(MEMBER, "代发一句 乙")
        assert "授权：" not in await group.private(SECRETARY, "谁有权限")

    async def test_taken_back_it_is_checked_again_at_the_confirmation(self, group: Group) -> None:
        await group.say(SECRETARY, "授权 张三 发通知")
        await group.say(MEMBER, "代发一句 甲")
        assert await group.say(SECRETARY, "取消授权 @张三") == snapshot(
            "群：已登记。张三同志的发通知授权：到11月30日（周一）24:00 止 → 无。"
        )
        assert NOT_ALLOWED in await group.say(MEMBER, "确认发个")
        assert await group.say(SECRETARY, "取消授权 @张三") == snapshot(
            "私下对王建国：张三同志现在没有发通知的授权，未作改动。"
        )

    async def test_given_again_it_has_the_new_term(self, group: Group) -> None:
        await group.say(SECRETARY, "授权 @张三 发通知 7天")
        assert await group.say(SECRETARY, "授权 @张三 发通知 两周") == snapshot(
            "群：已授权。张三同志的发通知授权：到11月30日（周一）24:00 止 → 到12月7日（周一）24:00 止。"
            "到期自动失效，不含紧急通知、@全体和名单；提前收回请发“取消授权 张三”。"
        )
        group.stage.clock.move(days=10)
        assert await granted(group, MEMBER) == {Action.SEND_NOTICE}
        group.stage.clock.move(days=10)
        assert await granted(group, MEMBER) == frozenset()
        assert "无 → 到" in await group.say(SECRETARY, "授权 @张三 发通知 1天")

    @BOTH
    async def test_undone(self, group: Group) -> None:
        await group.say(SECRETARY, "授权 @张三 发通知 7天")
        await group.say(SECRETARY, "授权 @张三 发通知 1天")
        assert await group.say(SECRETARY, "撤销") == snapshot(
            "群：已撤销 A19：张三同志的发通知授权：到11月24日（周二）24:00 止 → 到11月30日（周一）24:00 止。"
        )
        group.stage.clock.move(days=5)
        assert await granted(group, MEMBER) == {Action.SEND_NOTICE}
        await group.say(SECRETARY, "取消授权 @张三")
        assert await granted(group, MEMBER) == frozenset()
        assert "已撤销" in await group.say(SECRETARY, "撤销")
        assert await granted(group, MEMBER) == {Action.SEND_NOTICE}

    async def test_who_lost_the_standing_lost_the_right(self, group: Group) -> None:
        await group.say(SECRETARY, "授权 @张三 发通知 7天")
        await group.say(SECRETARY, "定类别 @张三 群众")
        assert NOT_ALLOWED in await group.say(MEMBER, "代发一句 甲")
        await group.say(SECRETARY, "移出花名册 @张三")
        assert "发个通知" not in await group.private(MEMBER, "代发一句 甲")

    @pytest.mark.parametrize(
        ("order", "answer"),
        [
            ("授权 @李红梅 发通知 7天", snapshot("私下对王建国：李红梅同志任组织委员，本来就可以发通知，不必授权。")),
            (
                "授权 @张三 发通知 100天",
                snapshot(
                    "私下对王建国：“100天”不是可以用的期限，未作任何改动。请写“7天”“两周”这样的期限，最长 90 天。"
                ),
            ),
            (
                "授权 @张三 发通知 -1天",
                snapshot("私下对王建国：“-1天”不是可以用的期限，未作任何改动。请写“7天”“两周”这样的期限，最长 90 天。"),
            ),
            (
                "授权 @张三 发通知 永久",
                snapshot("私下对王建国：“永久”不是可以用的期限，未作任何改动。请写“7天”“两周”这样的期限，最长 90 天。"),
            ),
            (
                "授权 @张三 管钱 7天",
                snapshot(
                    "私下对王建国：没有看懂，未作任何改动。请这样写：授权 @某人 事项 期限（期限可不写）；"
                    "事项可写发通知。"
                ),
            ),
            (
                "授权 @张三",
                snapshot(
                    "私下对王建国：没有看懂，未作任何改动。请这样写：授权 @某人 事项 期限（期限可不写）；"
                    "事项可写发通知。"
                ),
            ),
            (
                "授权 欧阳明 发通知 7天",
                snapshot(
                    "私下对王建国：花名册里没有找到“欧阳明”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"
                ),
            ),
            (
                "添加管理员 @张三",
                snapshot(
                    "私下对王建国：本助手不设管理员，权限只看职务和授权，未作任何改动。"
                    "请发“设职务 张三 组织委员”这样的口令，或发“授权 张三 发通知 7天”（现在可以授权的："
                    "发通知）。"
                ),
            ),
        ],
    )
    async def test_refusals(self, group: Group, order: str, answer: str) -> None:
        assert await group.private(SECRETARY, order) == answer
        assert await granted(group, MEMBER) == frozenset()

    async def test_not_to_those_who_could_not_use_it(self, group: Group) -> None:
        await group.say(SECRETARY, "定类别 @张三 群众")
        assert await group.say(SECRETARY, "授权 @张三 发通知 7天") == snapshot(
            "私下对王建国：张三同志在册类别是群众，不能授权办理支部的事，未作任何改动。请先核对花名册。"
        )
        await group.private(SECRETARY, "添加党员 欧阳明 正式党员")
        assert await group.private(SECRETARY, "授权 欧阳明 发通知 7天") == snapshot(
            "私下对王建国：欧阳明同志还没有绑定 QQ，在这里办不了事，未作任何改动。请先核对花名册上的 QQ 号。"
        )
        group.add("新来的", "10099")
        await group.joined("10099")
        assert await group.say(SECRETARY, "授权 @新来的 发通知 7天") == snapshot(
            "私下对王建国：新来的同志在册类别是类别未定，不能授权办理支部的事，未作任何改动。请先核对花名册。"
        )

    async def test_only_by_secretaries(self, group: Group) -> None:
        assert NOT_ALLOWED in await group.say(ORGANIZER, "授权 @张三 发通知 7天")
        assert NOT_ALLOWED in await group.say("周工", "授权 @张三 发通知 7天")
        assert await group.say(MEMBER, "授权 了没有") == SILENT

    async def test_two_people_of_one_name(self, group: Group) -> None:
        def rename(session: Any) -> None:
            session.get_one(members.Member, 6).name = MEMBER

        await group.stage.database.write(1, rename)
        assert await group.private(SECRETARY, "授权 张三 发通知 7天") == snapshot(
            "私下对王建国：花名册里有几位“张三”：QQ 10005、QQ 10006。未作任何改动，请改写 QQ 号再发一次。"
        )
        assert "张三同志的发通知授权" in await group.private(SECRETARY, "授权 10006 发通知 7天")
        assert await granted(group, MEMBER) == frozenset()


class TestHandover:
    @BOTH
    async def test_the_whole_story(self, group: Group) -> None:
        assert await group.say(SECRETARY, "移交书记 @李红梅") == snapshot("""\
群：移交支部书记：王建国 → 李红梅。
王建国同志不再任书记，其余职务不变（无）；李红梅同志任书记，其余职务不变（组织委员）。已有的授权不变。
书记、副书记须报上级党组织批准（《中国共产党支部工作条例（试行）》第二十一条），这里只登记结果。
现在还没有改动。确认请在 30 分钟内发“确认移交”，不移交发“取消”。\
""")
        assert "王建国 正式党员 书记" in await group.private(SECRETARY, "花名册")
        assert await group.say(SECRETARY, "确认移交") == snapshot(
            "群：已登记。支部书记由王建国同志移交给李红梅同志。办错了，两位都可以在 24 小时内撤销。"
        )
        assert await group.deliver() == snapshot(
            "私下对李红梅：王建国同志已把示范党支部书记的职务移交给您。花名册请私聊发“花名册”，"
            "有效的授权请发“谁有权限”，能办的事请发“帮助”。"
        )
        assert NOT_ALLOWED in await group.say(SECRETARY, "设职务 @张三 宣传委员")
        assert "书记 组织委员" in await group.private(ORGANIZER, "花名册")
        assert await group.say(ORGANIZER, "设职务 @张三 副书记") == "群：已登记。张三同志的职务：无 → 副书记。"

    @BOTH
    @pytest.mark.parametrize("who", [SECRETARY, ORGANIZER])
    async def test_either_of_the_two_may_undo_it(self, group: Group, who: str) -> None:
        await group.say(SECRETARY, "移交书记 @李红梅")
        await group.say(SECRETARY, "确认移交")
        number = "A18"
        assert "只能由原书记或现书记撤销" in await group.say("陈志强", f"撤销 {number}")
        assert await group.say(who, f"撤销 {number}") == "群：已撤销 A18：支部书记：李红梅 → 王建国。"
        assert "王建国 正式党员 书记" in await group.private(SECRETARY, "花名册")
        assert NOT_ALLOWED in await group.say(ORGANIZER, "设职务 @张三 宣传委员")

    async def test_a_deputy_becomes_secretary_and_nothing_else(self, group: Group) -> None:
        await group.say(SECRETARY, "设职务 @张三 副书记")
        assert "张三同志任书记，不再任副书记，其余职务不变（无）" in await group.say(SECRETARY, "移交书记 @张三")
        await group.say(SECRETARY, "确认移交")
        assert "张三 正式党员 书记\n" in await group.private(MEMBER, "花名册")
        await group.say(SECRETARY, "撤销")
        assert "张三 正式党员 副书记" in await group.private(SECRETARY, "花名册")

    async def test_cancelled_or_left_it_stays(self, group: Group) -> None:
        await group.say(SECRETARY, "移交书记 @张三")
        assert await group.say(SECRETARY, "取消") == snapshot("群：好的，书记不移交，没有改动。")
        await group.say(SECRETARY, "移交书记 @张三")
        group.stage.clock.move(minutes=30)
        assert await group.say(SECRETARY, "确认移交") == SILENT
        assert "王建国 正式党员 书记" in await group.private(SECRETARY, "花名册")

    async def test_what_changed_meanwhile_is_respected(self, group: Group) -> None:
        await group.say(SECRETARY, "移交书记 @张三")
        await group.say(ORGANIZER, "定类别 @张三 预备党员")
        assert "预备党员，不能任书记" in await group.say(SECRETARY, "确认移交")
        await group.say(SECRETARY, "移交书记 @李四")
        await group.say(SECRETARY, "免职务 @王建国 书记")
        assert NOT_ALLOWED in await group.say(SECRETARY, "确认移交")

    @pytest.mark.parametrize(
        ("order", "answer"),
        [
            ("移交书记 @王建国", snapshot("私下对王建国：王建国同志就是现任书记，未作改动。")),
            (
                "移交书记 @刘洋",
                snapshot(
                    "私下对王建国：刘洋同志在册类别是预备党员，不能任书记：职务由正式党员担任，"
                    "预备党员没有选举权和被选举权（《中国共产党章程》第七条）。"
                ),
            ),
            (
                "移交书记 欧阳明",
                snapshot(
                    "私下对王建国：花名册里没有找到“欧阳明”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"
                ),
            ),
            ("移交书记", snapshot("私下对王建国：没有看懂，未作任何改动。请这样写：移交书记 @某人。")),
        ],
    )
    async def test_refusals(self, group: Group, order: str, answer: str) -> None:
        assert await group.private(SECRETARY, order) == answer

    async def test_by_the_secretary_only(self, group: Group) -> None:
        await group.say(SECRETARY, "设职务 @张三 副书记")
        assert NOT_ALLOWED in await group.say(MEMBER, "移交书记 @李四")


class TestSubgroups:
    async def test_listed_renamed_and_undone(self, group: Group) -> None:
        assert await group.say(MEMBER, "党小组") == snapshot(
            "群：本支部还没有编党小组。编组请由支委发“党小组 @某人 第一小组”。"
        )
        await group.say(ORGANIZER, "党小组 @张三 第一小组")
        await group.say(ORGANIZER, "党小组 @李四 第一小组")
        await group.say(SECRETARY, "设小组长 @张三")
        await group.say(ORGANIZER, "党小组 @王五 第二小组")
        assert await group.say(MEMBER, "党小组") == snapshot("""\
群：本支部有 2 个党小组：
第一小组：2 人，组长张三
第二小组：1 人，组长未设
另有 8 位党员还没有编入。\
""")
        assert await group.say(ORGANIZER, "党小组改名 第一小组 第一党小组") == snapshot(
            "群：已登记。党小组改名：第一小组 → 第一党小组，组里的同志不变。"
        )
        assert "第一党小组" in await group.private(MEMBER, "我的信息")
        assert await group.say(ORGANIZER, "撤销") == snapshot("群：已撤销 A22：党小组名称：第一党小组 → 第一小组。")
        assert "第一小组" in await group.private(MEMBER, "我的信息")

    async def test_refusals(self, group: Group) -> None:
        await group.say(ORGANIZER, "党小组 @张三 第一小组")
        await group.say(ORGANIZER, "党小组 @李四 第二小组")
        assert await group.say(ORGANIZER, "党小组改名 第三小组 第四小组") == snapshot(
            "私下对李红梅：本支部没有“第三小组”，未作任何改动。现有党小组请发“党小组”查看。"
        )
        assert await group.say(ORGANIZER, "党小组改名 第一小组 第二小组") == snapshot(
            "私下对李红梅：本支部已有“第二小组”，未作任何改动。要把两个小组并在一起，请逐位发“党小组 @某人 第二小组”。"
        )
        assert NOT_ALLOWED in await group.say(MEMBER, "党小组改名 第一小组 第九小组")
