"""紧急的一句：要再发“确认紧急”，确认了不等安静时段马上发，记入操作日志。"""

from datetime import timedelta

import pytest
from inline_snapshot import snapshot
from sqlalchemy import select

from core.store import manners
from core.store.audit import Act
from tests.conftest import KINDS
from tests.dialogue.pushes import fates
from tests.dialogue.stage import SILENT, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
ID_CARD = "11010519491231002X"


async def acts(group: Group) -> list[tuple[str, str, str | None]]:
    query = select(Act.actor_name, Act.summary, Act.after).where(Act.kind == "urgent")
    return await group.stage.database.read(lambda session: [tuple(row) for row in session.execute(query)])


@pytest.fixture
def night(group: Group) -> Group:
    group.stage.clock.set(2026, 11, 23, 23)
    return group


@BOTH
async def test_confirmed_at_night_it_goes_out_at_once_and_is_on_record(night: Group) -> None:
    assert await night.private("王建国", "紧急 暴雨，今晚停止户外活动") == snapshot("""\
私下对王建国：将在群里马上发出：
【紧急】暴雨，今晚停止户外活动
不等安静时段（21:30—08:00），不计入推送上限，记入操作日志。
发出请发“确认紧急”，不发请发“取消”。\
""")
    assert await night.deliver() == SILENT
    assert await acts(night) == []
    assert await night.private("王建国", "确认紧急") == snapshot("私下对王建国：已确认，这就发到群里。")
    assert await night.deliver() == "群：【紧急】暴雨，今晚停止户外活动"
    assert await acts(night) == [("王建国", "发紧急通知：暴雨，今晚停止户外活动", "暴雨，今晚停止户外活动")]
    assert await night.private("王建国", "确认紧急") == SILENT
    assert await night.deliver() == SILENT
    assert "今天已说 0 句" in await night.private("王建国", "查看设置")


async def test_a_bare_confirmation_is_answered_and_sends_nothing(night: Group) -> None:
    await night.private("王建国", "紧急 暴雨")
    assert await night.private("王建国", "确认") == snapshot(
        "私下对王建国：紧急的一句还没有发。马上发到群里请发“确认紧急”，不发请发“取消”。"
    )
    assert await night.deliver() == SILENT
    await night.private("王建国", "确认紧急")
    assert await night.deliver() == "群：【紧急】暴雨"


@pytest.mark.parametrize("words", ["好的", "是"])
async def test_other_words_do_not_confirm_it(night: Group, words: str) -> None:
    await night.private("王建国", "紧急 暴雨")
    await night.private("王建国", words)
    assert await night.deliver() == SILENT


async def test_cancelled_or_after_half_an_hour_it_is_not_sent(night: Group) -> None:
    await night.private("王建国", "紧急 暴雨")
    assert await night.private("王建国", "取消") == snapshot("私下对王建国：已取消，未作任何改动。")
    assert await night.private("王建国", "确认紧急") == SILENT
    await night.private("王建国", "紧急 暴雨")
    night.stage.clock.move(minutes=30)
    assert await night.private("王建国", "确认紧急") == SILENT
    assert await night.deliver() == SILENT


async def test_a_second_one_replaces_the_first(night: Group) -> None:
    await night.private("王建国", "紧急 暴雨")
    await night.private("王建国", "紧急 台风")
    await night.private("王建国", "确认紧急")
    assert await night.deliver() == "群：【紧急】台风"


async def test_on_a_holiday_and_over_the_limit_it_goes_out(group: Group) -> None:
    await group.say("王建国", "推送上限 0")
    group.stage.clock.set(2026, 10, 3, 12)
    await group.private("李红梅", "紧急 台风")
    await group.private("李红梅", "确认紧急")
    assert await group.deliver() == "群：【紧急】台风"


async def test_in_the_group_it_is_referred_to_private(night: Group) -> None:
    assert await night.say("王建国", "紧急 暴雨") == snapshot("私下对王建国：此事请在私聊中办理，群内未作任何处理")
    assert await night.deliver() == SILENT


async def test_switched_off_it_is_refused(night: Group) -> None:
    await night.say("王建国", "关闭机器人")
    assert await night.private("王建国", "紧急 暴雨") == snapshot(
        "私下对王建国：助手现在是关着的，紧急通知也没有发。请书记或副书记先发“开启机器人”。"
    )
    await night.say("王建国", "开启机器人")
    await night.private("王建国", "紧急 暴雨")
    await night.say("王建国", "关闭机器人")
    assert "没有发" in await night.private("王建国", "确认紧急")
    assert await night.deliver() == SILENT
    assert await acts(night) == []


async def test_card_numbers_do_not_leave_in_the_group(night: Group) -> None:
    preview = await night.private("王建国", f"紧急 请核对 {ID_CARD}")
    assert "【紧急】请核对 1101**********002X" in preview
    assert ID_CARD not in preview
    await night.private("王建国", "确认紧急")
    assert await night.deliver() == "群：【紧急】请核对 1101**********002X"
    assert await acts(night) == [("王建国", "发紧急通知：请核对 1101**********002X", "请核对 1101**********002X")]


async def test_braces_and_lines_are_left_as_they_are(night: Group) -> None:
    await night.private("王建国", "紧急 第一行 {n} %s\n第二行")
    await night.private("王建国", "确认紧急")
    assert await night.deliver() == "群：【紧急】第一行 {n} %s\n第二行"


@pytest.mark.parametrize("name", ["张三", "吴芳", "周工"])
async def test_members_and_the_operator_may_not(night: Group, name: str) -> None:
    refused = "这件事您没有权限办理，如有疑问请联系支部书记。"
    assert await night.private(name, "紧急 暴雨") == f"私下对{name}：{refused}"
    assert await night.private(name, "确认紧急") == SILENT
    assert await fates(night) == {}


@pytest.mark.parametrize("name", ["王建国", "李红梅", "陈志强", "赵明"])
async def test_the_committee_may(night: Group, name: str) -> None:
    await night.private(name, "紧急 暴雨")
    await night.private(name, "确认紧急")
    assert await night.deliver() == "群：【紧急】暴雨"


async def test_who_is_no_longer_in_office_cannot_confirm(night: Group) -> None:
    await night.private("赵明", "紧急 暴雨")
    await night.say("王建国", "免职务 @赵明 纪检委员")
    assert "没有权限" in await night.private("赵明", "确认紧急")
    assert await night.deliver() == SILENT


async def test_while_muted_the_officer_is_told_it_waits_and_it_goes_out_the_moment_it_can(night: Group) -> None:
    until = night.stage.clock() + timedelta(days=1)
    await night.stage.database.write(1, lambda session: manners.mute(session, 1, until))
    await night.private("王建国", "紧急 暴雨")
    assert await night.private("王建国", "确认紧急") == snapshot(
        "私下对王建国：已确认。本群或助手正被禁言，一解除就发；等不及的请另行告知。"
    )
    assert await night.deliver() == SILENT
    await night.stage.database.write(1, lambda session: manners.mute(session, 1, None))
    assert await night.deliver() == "群：【紧急】暴雨"
