"""几件事都等着“确认”：问一次是哪一件，带上序号说。"""

from inline_snapshot import snapshot

from tests.dialogue.stage import Group

SECRETARY = "王建国"


async def test_which_one_is_asked_and_named_by_its_number(group: Group) -> None:
    await group.private(SECRETARY, "会议通知 11月25日15:00 三楼会议室 支部党员大会")
    await group.private(SECRETARY, "节假日 一、元旦：1月1日至3日放假，共3天。")
    assert await group.private(SECRETARY, "确认") == snapshot(
        "私下对王建国：现在有 2 件事等着您确认：1 通知；2 放假安排。请发“确认1”“确认2”这样指明是哪一件。"
    )
    assert await group.private(SECRETARY, "取消2") == snapshot("私下对王建国：已取消，未作任何改动。")
    assert await group.private(SECRETARY, "取消") == snapshot("私下对王建国：已取消，没有发。")
