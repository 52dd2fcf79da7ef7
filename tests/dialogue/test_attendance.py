"""会议签到：一句“到”就登记，支委看得到姓名、群里只有数；开错、记错都撤得干净。"""

from datetime import timedelta
from typing import Any

import pytest
from inline_snapshot import snapshot
from sqlalchemy import update

from core.domain.calendar import Period
from core.domain.notices import Audience, Choice, NoticeKind, NoticeState, Wanted
from core.store import figures, ledger
from core.store.figures import Tally
from core.store.members import Member
from core.store.notices import Notice, NoticeAnswer
from tests.conftest import KINDS
from tests.dialogue.stage import SILENT, Group
from tests.dialogue.test_undo import recalled

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
SECRETARY, OFFICER, MEMBER = "王建国", "李红梅", "张三"
PARTY_MEMBERS = ("李红梅", "陈志强", "赵明", "张三", "李四", "王五", "赵六")
ACK = "［表情］"


async def balance(group: Group, name: str) -> int:
    """一个人的积分余额。"""

    def read(session: Any) -> int:
        member = session.query(Member).filter_by(name=name).one()
        return ledger.balance(session, member.id)

    return await group.stage.database.read(read)


async def attendances(group: Group) -> int:
    """今天记了几人次到会。"""
    day = group.stage.clock().date()
    found = await group.stage.database.read(lambda session: figures.of(session, 1, Period.DAY, day))
    return found.get(Tally.ATTENDANCE, 0)


async def call_meeting(group: Group, title: str, audience: Audience = Audience.ALL, number: int = 1) -> int:
    """今天 15:00 有一场会，已经发过通知；返回通知的行号。"""

    def write(session: Any) -> int:
        now = group.stage.clock()
        officer = session.query(Member).filter_by(name=SECRETARY).one()
        row = Notice(branch_id=1, number=number, kind=NoticeKind.GENERAL_MEETING.value, title=title, body=title)
        row.starts_at, row.answers_until, row.confirmed_at = now + timedelta(hours=3), now + timedelta(hours=3), now
        row.place, row.agenda, row.subgroup_id, row.most, row.urgent, row.version = None, None, None, None, False, 1
        row.audience, row.wanted, row.state = audience.value, Wanted.ATTENDANCE.value, NoticeState.OPEN.value
        row.officer_id = officer.id
        session.add(row)
        session.flush()
        return row.id

    return await group.stage.database.write(1, write)


async def answers_leave(group: Group, notice_id: int, name: str) -> None:
    """这一位为这场会请了假。"""

    def write(session: Any) -> None:
        member = session.query(Member).filter_by(name=name).one()
        row = NoticeAnswer(notice_id=notice_id, member_id=member.id, choice=Choice.LEAVE.value, version=1)
        row.answered_at, row.withdrawn_at, row.reason, row.reason_for = group.stage.clock(), None, None, None
        row.minutes, row.told_by, row.via = None, None, None
        session.add(row)

    await group.stage.database.write(1, write)


class TestSigningIn:
    @BOTH
    async def test_from_start_to_end(self, group: Group) -> None:
        assert await group.say(SECRETARY, "开始签到") == snapshot(
            "群：M1 会议开始签到。到会的同志请发“到”；不便发的，支委代为登记。"
        )
        for name in PARTY_MEMBERS[:4]:
            assert await group.say(name, "到") == ACK
        assert await group.say("李四", "我到了！") == ACK
        assert await group.say("王五", "签到") == ACK
        assert await group.say("王五", "到") == ACK
        assert await balance(group, "王五") == 5
        assert await attendances(group) == 6
        assert await group.say(SECRETARY, "到会情况") == snapshot(
            "群：M1 会议：应到 11 位，登记到会 6 位。以现场清点为准。姓名请支委私聊发“到会情况”查看。"
        )
        assert await group.private(SECRETARY, "应到实到") == snapshot("""\
私下对王建国：M1 会议：应到 11 位，登记到会 6 位。
登记到会：李红梅、陈志强、赵明、张三、李四、王五
尚未登记：王建国、赵六、孙丽、刘洋、周工
以现场清点为准。到了没有登记的，发“登记到会 姓名”。\
""")
        assert await group.say(SECRETARY, "结束签到") == snapshot(
            "群：M1 会议签到结束，登记到会 6 位。以现场清点为准。"
        )
        assert await group.say("赵六", "到") == SILENT
        assert await balance(group, "赵六") == 0
        assert await group.say("赵六", "会议签到") == snapshot(
            "私下对赵六：现在没有正在进行的会议签到，这次没有登记。已到会的，可请支委发“登记到会”。"
        )

    async def test_words_when_there_is_no_reaction(self, group: Group) -> None:
        group.stage.bot.reacts = False
        await group.say(SECRETARY, "会议开始")
        assert await group.say(MEMBER, "已到") == snapshot("群：张三同志，已登记到会，积分＋5。记错了发“撤销”。")
        assert await group.private("李四", "会议签到") == snapshot(
            "私下对李四：李四同志，已登记到会，积分＋5。记错了发“撤销”。"
        )
        assert await group.private("李四", "到") == snapshot("私下对李四：李四同志，此前已登记到会。")

    async def test_nothing_is_open(self, group: Group) -> None:
        for words in ("到", "已到", "到会", "报到"):
            assert await group.say(MEMBER, words) == SILENT
        assert await group.private(SECRETARY, "结束签到") == snapshot(
            "私下对王建国：现在没有正在进行的会议签到，未作任何改动。要开始，请支委发“开始签到”。"
        )
        assert await group.private(SECRETARY, "到会情况") == snapshot(
            "私下对王建国：还没有会议签到。要开始，请支委发“开始签到”。"
        )
        assert await group.private(SECRETARY, "登记到会 张三") == snapshot(
            "私下对王建国：近 7 天没有会议签到，未作任何改动。请先发“开始签到”。"
        )

    async def test_the_meeting_is_over(self, group: Group) -> None:
        assert await group.say(SECRETARY, "散会") == SILENT
        await group.say(SECRETARY, "会议开始")
        assert await group.say(SECRETARY, "会议结束") == snapshot(
            "群：M1 会议签到结束，还没有登记到会。以现场清点为准。"
        )
        assert await group.say(MEMBER, "到") == SILENT
        assert await group.say(SECRETARY, "会议结束") == SILENT

    async def test_one_at_a_time(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        assert await group.say(OFFICER, "开始签到") == snapshot(
            "私下对李红梅：M1 会议正在签到，未作任何改动。要另开一场，请先发“结束签到”。"
        )
        assert await group.say(MEMBER, "到") == ACK

    async def test_a_meeting_nobody_closed_stops_by_itself(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        group.stage.clock.move(hours=4)
        assert await group.say(MEMBER, "到") == SILENT
        assert await group.private(MEMBER, "会议签到") == snapshot(
            "私下对张三：现在没有正在进行的会议签到，这次没有登记。已到会的，可请支委发“登记到会”。"
        )
        assert await group.say(SECRETARY, "开始签到") == snapshot(
            "群：M2 会议开始签到。到会的同志请发“到”；不便发的，支委代为登记。"
        )
        assert await group.say(MEMBER, "到") == ACK

    async def test_ended_by_itself_only_the_secretary_is_told(self, group: Group) -> None:
        await group.say(OFFICER, "开始签到")
        await group.say(MEMBER, "到")
        group.stage.clock.move(hours=4, minutes=1)
        assert await group.stage.tick() == snapshot(
            "私下对王建国：M1 会议的签到已满四小时，没有发“结束签到”，已自动结束：应到 11 位，登记到会 1 位，列席 0 位。姓名发“到会情况”查看，到了没有登记的，发“登记到会 姓名”。"  # noqa: E501 整句照录
        )
        assert await group.private(SECRETARY, "结束签到") == snapshot(
            "私下对王建国：现在没有正在进行的会议签到，未作任何改动。要开始，请支委发“开始签到”。"
        )
        assert await group.say(OFFICER, "代签 李四") == snapshot("群：已登记到会：李四（M1 会议）。记错了发“撤销”。")

    async def test_ended_in_time_nothing_more_is_said(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        await group.say(SECRETARY, "结束签到")
        await group.say(SECRETARY, "撤销")
        await group.say(SECRETARY, "结束签到")
        group.stage.clock.move(hours=4, minutes=1)
        assert await group.stage.tick() == SILENT
        assert await group.say(SECRETARY, "撤销") == snapshot(
            "私下对王建国：M1 会议开始签到已满四小时，不能接着签，未作任何改动。到了没有登记的，发“登记到会 姓名”。"
        )

    async def test_it_survives_a_restart(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        await group.stage.restart()
        assert await group.say(MEMBER, "到") == ACK
        assert await balance(group, MEMBER) == 5

    async def test_started_in_private_is_told_to_the_group(self, group: Group) -> None:
        assert await group.private(SECRETARY, "开始签到") == snapshot("""\
私下对王建国：M1 会议已开始签到，群里会说：
“M1 会议开始签到。到会的同志请发“到”；不便发的，支委代为登记。”
看到会情况发“到会情况”，散会发“结束签到”；记错了发“撤销”。\
""")
        assert await group.deliver() == snapshot("群：M1 会议开始签到。到会的同志请发“到”；不便发的，支委代为登记。")
        assert await group.say(MEMBER, "到") == ACK
        assert await group.private(SECRETARY, "结束签到") == snapshot("""\
私下对王建国：M1 会议签到结束，群里会说到了几位。
M1 会议：应到 11 位，登记到会 1 位。
登记到会：张三
尚未登记：王建国、李红梅、陈志强、赵明、李四、王五、赵六、孙丽、刘洋、周工
以现场清点为准。到了没有登记的，发“登记到会 姓名”。\
""")
        assert await group.deliver() == snapshot("群：M1 会议签到结束，已有同志登记到会。以现场清点为准。")

    @pytest.mark.parametrize(
        "words", ["开始签到", "会议开始", "结束签到", "到会情况", "散会", "代签 快递", "补签 昨天的"]
    )
    async def test_a_member_who_says_the_officers_words_is_just_talking(self, group: Group, words: str) -> None:
        assert await group.say(MEMBER, words) == SILENT

    @pytest.mark.parametrize(
        "words", ["开会签到处在一楼", "会议开始了吗", "到了给我打电话", "签到机坏了", "已到货，来取"]
    )
    async def test_chatter(self, group: Group, words: str) -> None:
        await group.say(SECRETARY, "开始签到")
        assert await group.say(MEMBER, words) == SILENT
        assert await attendances(group) == 0


class TestPassword:
    async def test_it_must_be_said(self, group: Group) -> None:
        assert await group.private(SECRETARY, "开始签到 口令 初心 使命") == snapshot("""\
私下对王建国：M1 会议已开始签到，群里会说：
“M1 会议开始签到。到会的同志请发“会议签到 口令”，口令由会场宣布；不便发的，支委代为登记。”
看到会情况发“到会情况”，散会发“结束签到”；记错了发“撤销”。\
""")
        assert await group.deliver() == snapshot(
            "群：M1 会议开始签到。到会的同志请发“会议签到 口令”，口令由会场宣布；不便发的，支委代为登记。"
        )
        assert await group.say(MEMBER, "到") == snapshot(
            "私下对张三：本次会议签到设有口令，还没有登记。请发“会议签到 口令”，口令由会场宣布。"
        )
        assert await group.say(MEMBER, "签到") == snapshot(
            "私下对张三：本次会议签到设有口令，还没有登记。请发“会议签到 口令”，口令由会场宣布。"
        )
        assert await group.say(MEMBER, "会议签到 初衷") == snapshot(
            "私下对张三：口令不对，还没有登记。请照会场宣布的发“会议签到 口令”。"
        )
        assert await balance(group, MEMBER) == 0
        assert await group.say(MEMBER, "会议签到 初心使命") == ACK
        assert await group.private("李四", "会议签到 口令：初心使命") == snapshot(
            "私下对李四：李四同志，已登记到会，积分＋5。记错了发“撤销”。"
        )
        assert await balance(group, MEMBER) == 5

    @pytest.mark.parametrize(
        ("words", "answer"),
        [
            (
                "开始签到 快点",
                snapshot(
                    "私下对王建国：没有看懂“快点”，未作任何改动。设口令请写“开始签到 口令 初心”，不设只发“开始签到”，指明是哪一场会发“开始签到 N3”。"  # noqa: E501 整句照录
                ),
            ),
            (
                "开始签到 口令",
                snapshot(
                    "私下对王建国：没有看懂“口令”，未作任何改动。设口令请写“开始签到 口令 初心”，不设只发“开始签到”，指明是哪一场会发“开始签到 N3”。"  # noqa: E501 整句照录
                ),
            ),
            (
                f"开始签到 口令 {'长' * 21}",
                snapshot("私下对王建国：口令太长，最多 20 字，未作任何改动。请这样写：开始签到 口令 初心。"),
            ),
        ],
    )
    async def test_what_is_not_a_password(self, group: Group, words: str, answer: Any) -> None:
        assert await group.private(SECRETARY, words) == answer
        assert await group.say(MEMBER, "到") == SILENT


class TestWhoCounts:
    async def test_an_activist_is_a_guest_and_checks_in_as_usual(self, group: Group) -> None:
        group.stage.bot.reacts = False
        await group.say(SECRETARY, "开始签到")
        assert await group.say("吴芳", "签到") == snapshot("群：吴芳同志，今日学习已登记，积分＋2。查看发“我的打卡”。")
        group.stage.clock.move(minutes=2)
        assert await group.say("吴芳", "到") == snapshot("群：吴芳同志，已登记到会（列席），积分＋5。记错了发“撤销”。")
        assert await group.private(SECRETARY, "到会情况") == snapshot("""\
私下对王建国：M1 会议：应到 11 位，登记到会 0 位，列席 1 位。
列席：吴芳
尚未登记：王建国、李红梅、陈志强、赵明、张三、李四、王五、赵六、孙丽、刘洋、周工
以现场清点为准。到了没有登记的，发“登记到会 姓名”。\
""")

    async def test_someone_whose_membership_is_elsewhere_is_a_guest(self, group: Group) -> None:
        await group.stage.database.write(
            1, lambda session: session.execute(update(Member).where(Member.name == "李四").values(here=False)) and None
        )
        await group.say(SECRETARY, "开始签到")
        assert await group.private("李四", "会议签到") == snapshot(
            "私下对李四：李四同志，已登记到会（列席），积分＋5。记错了发“撤销”。"
        )
        assert await group.say(SECRETARY, "到会情况") == snapshot(
            "群：M1 会议：应到 10 位，已有同志登记到会。以现场清点为准。姓名请支委私聊发“到会情况”查看。"
        )

    async def test_the_general_public_is_registered_without_points(self, group: Group) -> None:
        await group.say(SECRETARY, "定类别 @吴芳 群众")
        await group.say(SECRETARY, "开始签到")
        assert await group.say("吴芳", "到") == snapshot("私下对吴芳：这件事您没有权限办理，如有疑问请联系支部书记。")
        assert await group.say(SECRETARY, "登记到会 @吴芳") == snapshot(
            "群：已登记到会：吴芳（列席）（M1 会议）。记错了发“撤销”。"
        )
        assert await balance(group, "吴芳") == 0

    async def test_todays_meeting_and_who_asked_for_leave(self, group: Group) -> None:
        notice_id = await call_meeting(group, "支部党员大会")
        await answers_leave(group, notice_id, "赵六")
        await answers_leave(group, notice_id, MEMBER)
        assert await group.say(SECRETARY, "开始签到") == snapshot(
            "群：M1 支部党员大会开始签到。到会的同志请发“到”；不便发的，支委代为登记。"
        )
        await group.say(MEMBER, "到")
        assert await group.private(SECRETARY, "到会情况") == snapshot("""\
私下对王建国：M1 支部党员大会：应到 11 位，登记到会 1 位。
登记到会：张三
请假：赵六
尚未登记：王建国、李红梅、陈志强、赵明、李四、王五、孙丽、刘洋、周工
以现场清点为准。到了没有登记的，发“登记到会 姓名”。\
""")
        assert "参加支部党员大会" in await group.private(MEMBER, "积分明细")

    async def test_of_two_meetings_today_it_is_said_which(self, group: Group) -> None:
        await call_meeting(group, "支部党员大会")
        await call_meeting(group, "党课", number=2)
        await call_meeting(group, "支部委员会会议", Audience.COMMITTEE, number=3)
        assert await group.say(SECRETARY, "开始签到") == snapshot(
            "私下对王建国：今天有几场会：N1 支部党员大会、N2 党课。未作任何改动。请写明是哪一场，例如“开始签到 N1”。"
        )
        assert await group.say(SECRETARY, "开始签到 N3") == snapshot(
            "私下对王建国：今天没有 N3 这场可以在这里签到的会，未作任何改动。不是发给全体的会，请私聊发“开始签到 N3”。"
        )
        assert await group.say(SECRETARY, "开始签到 A2") == snapshot(
            "私下对王建国：没有看懂“A2”，未作任何改动。设口令请写“开始签到 口令 初心”，不设只发“开始签到”，指明是哪一场会发“开始签到 N3”。"  # noqa: E501 整句照录
        )
        assert await group.private(SECRETARY, "开始签到 N2 口令 初心") == snapshot("""\
私下对王建国：M1 党课已开始签到，群里会说：
“M1 党课开始签到。到会的同志请发“会议签到 口令”，口令由会场宣布；不便发的，支委代为登记。”
看到会情况发“到会情况”，散会发“结束签到”；记错了发“撤销”。\
""")
        await group.say(SECRETARY, "结束签到")
        assert "M2 支部党员大会" in await group.say(SECRETARY, "开始签到")
        await group.say(SECRETARY, "结束签到")
        assert "M3 支部委员会会议" in await group.private(SECRETARY, "开始签到")

    async def test_a_committee_meeting_is_never_mentioned_in_the_group(self, group: Group) -> None:
        await call_meeting(group, "支部委员会会议", Audience.COMMITTEE)
        assert await group.private(SECRETARY, "开始签到") == snapshot("""\
私下对王建国：M1 支部委员会会议已开始签到，不在群里说。
请应到的同志私聊发“到”，或由您发“登记到会 姓名”。
看到会情况发“到会情况”，散会发“结束签到”；记错了发“撤销”。\
""")
        assert await group.deliver() == SILENT
        assert await group.say("陈志强", "到") == SILENT
        assert await group.private("陈志强", "到") == snapshot(
            "私下对陈志强：陈志强同志，已登记到会，积分＋5。记错了发“撤销”。"
        )
        assert await group.say(SECRETARY, "到会情况") == snapshot("私下对王建国：到会情况请私聊发“到会情况”查看。")
        assert await group.private(SECRETARY, "到会情况") == snapshot("""\
私下对王建国：M1 支部委员会会议：应到 4 位，登记到会 1 位。
登记到会：陈志强
尚未登记：王建国、李红梅、赵明
以现场清点为准。到了没有登记的，发“登记到会 姓名”。\
""")
        assert await group.say(SECRETARY, "结束签到") == snapshot("""\
私下对王建国：M1 支部委员会会议签到结束，不在群里说。
M1 支部委员会会议：应到 4 位，登记到会 1 位。
登记到会：陈志强
尚未登记：王建国、李红梅、赵明
以现场清点为准。到了没有登记的，发“登记到会 姓名”。\
""")
        assert await group.deliver() == SILENT


class TestRegistering:
    async def test_by_an_officer_during_and_after(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        await group.say(MEMBER, "到")
        assert await group.say(OFFICER, "代签 李四") == snapshot("群：已登记到会：李四（M1 会议）。记错了发“撤销”。")
        assert await group.say(OFFICER, "登记到会 @张三 @王五、赵六") == snapshot(
            "群：已登记到会：王五、赵六（M1 会议）。此前已登记的：张三。记错了发“撤销”。"
        )
        assert await group.say(OFFICER, "登记到会 @张三") == snapshot("群：此前已登记的：张三。")
        await group.say(SECRETARY, "结束签到")
        group.stage.clock.move(days=2)
        assert await group.say(OFFICER, "补签 @赵明") == snapshot("群：已登记到会：赵明（M1 会议）。记错了发“撤销”。")
        assert await balance(group, "赵明") == 5
        group.stage.clock.move(days=6)
        assert await group.say(OFFICER, "补签 @陈志强") == snapshot(
            "私下对李红梅：近 7 天没有会议签到，未作任何改动。请先发“开始签到”。"
        )

    async def test_an_officer_backfills_his_own_study_as_before(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        assert await group.private(SECRETARY, "补签 昨天") == snapshot(
            "私下对王建国：王建国同志，11月22日（周日）的学习已补登，积分＋2。查看发“我的打卡”。"
        )
        assert await attendances(group) == 0

    async def test_nobody_by_that_name(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        assert await group.private(SECRETARY, "登记到会 张三 欧阳明") == snapshot(
            "私下对王建国：花名册里没有找到“欧阳明”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"
        )
        assert await attendances(group) == 0


class TestUndoing:
    async def test_a_member_takes_it_back_and_says_it_again(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        await group.say(MEMBER, "到")
        assert await group.say(MEMBER, "撤销") == snapshot("［表情］")
        assert (await balance(group, MEMBER), await attendances(group)) == (0, 0)
        assert await group.say(MEMBER, "到") == ACK
        assert (await balance(group, MEMBER), await attendances(group)) == (5, 1)

    async def test_recalling_the_message_does_the_same(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        await group.say(MEMBER, "到")
        await recalled(group, MEMBER, group.last_id)
        assert (await balance(group, MEMBER), await attendances(group)) == (0, 0)

    async def test_an_officers_registration(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        await group.say(SECRETARY, "登记到会 @张三 @李四")
        assert await group.say(SECRETARY, "撤销") == snapshot(
            "私下对王建国：已撤销 A19：张三、李四在M1 会议的到会登记，积分－10。"
        )
        assert (await balance(group, MEMBER), await attendances(group)) == (0, 0)

    async def test_the_whole_meeting(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        await group.say(MEMBER, "到")
        await group.say("李四", "到")
        assert await group.say(SECRETARY, "撤销") == snapshot(
            "群：已撤销 A18：M1 会议签到作废，到会登记一并作废，积分退回。"
        )
        assert (await balance(group, MEMBER), await attendances(group)) == (0, 0)
        assert await group.say("王五", "到") == SILENT
        assert await group.say(MEMBER, "撤销") == snapshot("私下对张三：这次到会登记早已作废，不必再撤销。")
        assert await group.private(SECRETARY, "到会情况") == snapshot(
            "私下对王建国：还没有会议签到。要开始，请支委发“开始签到”。"
        )
        assert "M2" in await group.say(SECRETARY, "开始签到")

    async def test_the_end(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        await group.say(SECRETARY, "结束签到")
        assert await group.say(SECRETARY, "撤销") == snapshot("群：已撤销 A19：M1 会议继续签到。")
        assert await group.say(MEMBER, "到") == ACK

    async def test_the_end_after_another_has_begun(self, group: Group) -> None:
        await group.say(SECRETARY, "开始签到")
        await group.say(SECRETARY, "结束签到")
        await group.say(OFFICER, "开始签到")
        assert await group.say(SECRETARY, "撤销 A19") == snapshot(
            "私下对王建国：M1 会议的签到此后又有变化，不能撤销，未作任何改动。"
        )
