"""日常几件事的各种说法，每一句真的说一遍：打卡、积分、榜、花名册、职务、撤销、申诉、导出各行。"""

import pytest

from tests.dialogue.stage import Group

SECRETARY, MEMBER = "王建国", "张三"


@pytest.fixture
async def busy(group: Group) -> Group:
    """张三上周五补过一次卡，书记给他加过五分。"""
    await group.say(MEMBER, "补卡 11月20日")
    await group.say(SECRETARY, "加分 @张三 5 志愿服务")
    return group


@pytest.mark.parametrize(
    "words",
    [
        *("学习打卡", "今日打卡", "我打卡", "我来打卡", "早打卡", "补个今天的卡", "学习打卡 观看党课视频30分钟"),
        *("今日学习打卡，已完成", "已学习", "已学", "学完了", "学习完成", "学习完毕", "/打卡", "我签到了"),
    ],
)
async def test_check_in(group: Group, words: str) -> None:
    assert await group.say(MEMBER, words) == "［表情］"
    assert "今天已登记。" in await group.private(MEMBER, "我的打卡")


@pytest.mark.parametrize(
    ("words", "day"),
    [("补昨天的卡", "22"), ("补签 11月20日", "20"), ("昨天忘打卡了，补一下", "22"), ("补打卡 周五", "20")],
)
async def test_backfill(group: Group, words: str, day: str) -> None:
    assert await group.say(MEMBER, words) == "［表情］"
    assert f"11月登记 1 天（其中补登 1 天）：{day} 日。" in await group.private(MEMBER, "我的打卡")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        *(
            (one, "11月登记 1 天（其中补登 1 天）")
            for one in ("我的打卡记录", "我本月打卡情况", "查打卡", "查看我的签到")
        ),
        *((one, "余额 7 分；本周 5 分") for one in ("查积分", "查询积分", "我多少分", "我有多少积分", "我的分")),
        *((one, "11月23日（周一） ＋5 志愿服务，经办：王建国") for one in ("积分明细", "积分怎么来的")),
        *((one, "本周学习情况（11月23日）") for one in ("积分排行", "积分排名", "本周排行", "学习榜")),
        ("月榜", "本月学习情况（11月1日—23日）"),
        ("总排行", "今年学习情况（1月1日—11月23日）"),
        ("导出打卡", "您本人的学习登记表，随后发来"),
        ("导出", "可以导出您本人的学习登记和积分"),
    ],
)
async def test_what_a_member_looks_up(busy: Group, words: str, part: str) -> None:
    assert part in await busy.say(MEMBER, words)


@pytest.mark.parametrize("words", ["不参加排名", "退出排名", "隐藏我的排名", "匿名排名"])
async def test_out_of_the_ranking(busy: Group, words: str) -> None:
    for name in ("李四", "王五", "赵六", "孙丽"):
        await busy.say(name, "打卡")
    assert "1 张三 5" in await busy.say("李四", "排行榜")
    assert await busy.say(MEMBER, words) == "［表情］"
    assert "张三" not in await busy.say("李四", "排行榜")


@pytest.mark.parametrize("words", ["我的积分不对", "上周志愿服务没加分", "漏记了一次打卡", "申诉：11月20日打卡没记上"])
async def test_appeal(busy: Group, words: str) -> None:
    assert "积分复核" in await busy.say(MEMBER, words)
    asked = words != "我的积分不对"
    assert ("S1" in await busy.private(SECRETARY, "申诉列表")) is asked
    assert ("S1" in await busy.private(SECRETARY, "待处理申诉")) is asked


@pytest.mark.parametrize("words", ["撤销", "撤回", "取消", "取消打卡", "打错了", "点错了"])
async def test_a_members_undo(group: Group, words: str) -> None:
    await group.say(MEMBER, "打卡")
    assert await group.say(MEMBER, words) == "［表情］"
    assert "今天还没有登记" in await group.private(MEMBER, "我的打卡")


@pytest.mark.parametrize("words", ["撤销上一步", "撤销刚才的操作", "撤销加分", "撤销 #A1032"])
async def test_an_officers_undo(busy: Group, words: str) -> None:
    said = await busy.say(SECRETARY, words)
    assert ("没有 A1032" if "A1032" in words else "共退 5 分") in said


@pytest.mark.parametrize(
    ("words", "points"),
    [
        ("加分 @张三 5 志愿服务", 12),
        ("给张三加5分", 12),
        ("奖励 @张三 @李四 3 承办主题党日", 10),
        ("更正积分 张三 3", 5),
    ],
)
async def test_points(busy: Group, words: str, points: int) -> None:
    await busy.say(SECRETARY, words)
    assert f"余额 {points} 分" in await busy.private(MEMBER, "我的积分")


async def test_the_roster(group: Group) -> None:
    said = {
        "花名册": "花名册（在册 12 人）",
        "添加党员 张三": "张三同志已在花名册中",
        "添加党员 @张三 正式党员 第一小组": "张三同志的党小组：未编入 → 第一小组",
        "添加党员 @吴芳 发展对象 第一小组": "吴芳同志的类别、党小组：入党积极分子、未编入 → 发展对象、第一小组",
        "绑定 @张三 张三丰": "张三丰同志的姓名：张三 → 张三丰",
        "转正 王五": "本群不办理",
        "流动党员 张三丰 上海": "不是流动党员 → 流动党员（上海）",
        "设置小组长 @张三": "张三丰同志的职务：无 → 党小组组长",
        "预备党员有谁": "预备党员 1 人：\n1. 刘洋",
        "授权 @李四 发通知 7天": "到11月30日（周一）24:00 止",
        "添加管理员 @李四": "本助手不设管理员",
        "谁有权限": "王建国 书记",
        "导出花名册": "示范党支部花名册 12 人，请查收",
        "导入花名册": "请把花名册表格",
    }
    for words, part in said.items():
        assert part in await group.private(SECRETARY, words), words
