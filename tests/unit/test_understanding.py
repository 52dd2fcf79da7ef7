"""听懂与听不懂：../shared/domain/phrases.tsv 的各行，以及我们自己听来的说法和闲聊。"""

from pathlib import Path
from typing import NamedTuple

import pytest

from cli.explain import ACTORS, explain
from core.chat.routes import Routes
from core.domain.typed import typed

TABLE = Path(__file__).parents[2].parent / "shared" / "domain" / "phrases.tsv"
COVERED = {
    "points_mine",
    "points_add",
    "appeal",
    "appeal_handle",
    "checkin",
    "checkin_mine",
    "checkin_makeup",
    "help",
    "roster",
    "undo",
    "undo_admin",
    "audit",
    "dry",
    "none",
}
COVERED |= {"notice_meeting", "notice_text", "notice_change", "meeting_query"}
COVERED |= {"board", "rank_optout", "roles", "export"}
ANSWERS = {"ack", "rsvp_yes", "leave", "late", "who_missing", "remind_quietly"}


class Row(NamedTuple):
    label: str
    intent: str
    role: str
    context: str
    text: str


def table() -> list[Row]:
    if not TABLE.exists():
        return []
    lines = TABLE.read_text("utf-8").splitlines()[1:]
    return [row for row in (Row(*line.split("\t")) for line in lines) if row.intent in COVERED | ANSWERS]


@pytest.mark.skipif(not TABLE.exists(), reason="旁边没有 shared/，这里读不到 domain/phrases.tsv")
@pytest.mark.parametrize("fulfilled", [True, False], ids=["fulfilled", "not fulfilled"])
@pytest.mark.parametrize("row", table(), ids=lambda row: f"{row.intent}-{row.text}")
def test_each_row_of_the_table_is_understood(routes: Routes, row: Row, *, fulfilled: bool) -> None:
    expected = None if row.intent == "none" else row.intent
    assert explain(routes, row.text, ACTORS[row.role], fulfilled=fulfilled)["intent"] == expected


CHATTER = """
打卡机坏了，今天先手写
大家都打卡了吗
谁还没打卡
打卡成功的截图发我一下
打卡时间改到八点半了
上班打卡忘了怎么补
指纹打卡不灵
今天打卡的人真多
网红店打卡去不去
打卡上班，打卡下班
小王打卡比我早
你打卡了没
打卡这事别太认真
钉钉打卡又崩了
昨天忘打卡扣钱吗
打卡点在东门
打卡地
打卡率多少
学习强国打卡三十分了
我先去打卡上班
学习了，谢谢分享
学习了
学习资料发群里了
学习一下人家的做法
大家好好学习
向老党员学习
学习完记得关灯
学完了咱们去吃饭
已学习文件，请领导放心
今天已学会骑车
签到表传一下
签到本放门口桌上
签到时间是两点
签到码过期了
会议签到在哪里
签到了的同志先进场
快递签收了
签到墙真好看
签到人数不够开不了席
花名册放我桌上了
花名册谁在保管
花名册要更新了
花名册 谁去打印一下
把花名册打印两份
名册在档案柜里
名单发我一份
党员名单贴出来了
支部成员都到齐了
党员有谁会修电脑
预备党员有谁会拍照
帮助别人快乐自己
帮助一下新来的同志
帮助 老王 搬东西
感谢大家的帮助
需要帮助的请举手
怎么回事
怎么走
怎么办
怎么打卡机又坏了
怎么请假的人这么多
怎么通知这么晚
菜单在哪看
功能区在二楼
口令红包在哪
指令收到
命令不敢违
使用说明书丢了
绑定银行卡要本人
绑定手机号 怎么弄
医保要先绑定
绑定微信了吗
设备科谁在
设计图出来了
设一个闹钟
设宴请客
设书记信箱了吗
任命书下来了
任命文件在公示
免去手续费
免职文件看到了吗
取消订单了
取消航班了
会议取消了，大家别来
取消流量套餐
取消小组作业
确认导入成功没有
确认一下时间
请确认
已确认
确认无误
流动红旗归三班
流动人口登记
流动党员管理系统登不上
转正了请吃饭
转正申请怎么写
小王什么时候转正
党小组会议改到周四
党小组 周五 开会
党小组长是谁
党小组活动照片发一下
添加微信好友
添加一下我微信
添加党员徽章的在前台领
导入数据失败
移出冰箱解冻
删除重复的
我是谁我在哪
我是新来的
查打卡机故障
打卡记录找人事要
多少人打卡成功
学习记录本领一下
恢复通车了
登记姓名和电话
撤销会议通知的事
撤销 会议通知的事
撤销了吗
撤销这个决定要开会
撤回消息怎么弄
撤回了一条消息
谁把消息撤回了
打错了一个字
名字打错了，麻烦改一下
打错电话了
取消预约了
点错菜了
刚才那个不算贵
日志要写满500字
操作日志在哪看呀
我的记录本找不到了
预览图发我
演练改到下周
增加党员活动经费
加分项看文件
给大家加油
给他加个微信
给我加十块钱的油
这题加分吗
扣分标准贴出来了
超速扣分扣钱
驾照扣分了
奖励旅游名额有吗
积分兑换礼品
超市积分快过期了
信用卡积分怎么兑
驾驶证积分查询系统
更正一下通知里的时间
更正启事
我的分数线差两分
申诉材料交法院
申诉书怎么写
驳回上诉
同意大家的意见
同意
不同意涨价
漏记了快递单号
昨天会议纪要没记上名字
今日份快乐
补卡在哪办
补卡 要带身份证
补办身份证的卡
补交昨天的党费
昨天的卡补办好了
前天忘了带卡
补签合同
补签名的同志来一下
补登记一下车牌
补登机牌
我的心得写完了交给谁
打卡时间改到几点了
打卡时间太早了
导出 通讯录
导出打卡机数据
谁会导出积分
导出的表格在群文件
积分可以换什么
"""


@pytest.mark.parametrize("line", CHATTER.split("\n")[1:-1])
def test_chatter_means_nothing_to_anyone(routes: Routes, line: str) -> None:
    for actor in ACTORS.values():
        for fulfilled in (True, False):
            assert explain(routes, line, actor, fulfilled=fulfilled)["intent"] is None
    assert routes.misused(typed(line), ACTORS["member"], 1) is None


NATURAL = {
    "checkin": """
打卡
打卡！
打卡～
打卡👍
✅打卡
#打卡#
打卡，学习党章第一章
打卡：学习党章第一章
打卡——学习党章第一章
打卡 学《民法典》
打卡《民法典》
打卡【党章学习】
今天打卡
今天打卡了
今日打卡了
今日已完成打卡
打卡啦
打卡打卡
打个卡
打卡一下
我要打卡
来打卡了
我来打卡啦
先打个卡
早上好，打卡
晚上打卡
早起打卡
签到
签到！
签到啦
我签到啦
今天签到
签到打卡
打卡签到
已签到
已打卡
打卡完毕
打卡已完成
已完成打卡
今日打卡完成
今日打卡已完成
完成今日打卡
今日已学
已学习。
已学习完毕
学习完毕！
今日学习已完成。
今日学习完成✅
学习打卡 第二章
学习登记
学习登记 学习二十届四中全会精神
登记学习
""",
    "checkin_mine": """
我的打卡
我的打卡？
我的打卡情况
我的打卡记录
查看打卡记录
查询我的打卡
查我的打卡记录
我打卡几天了
我打卡几次了
我打卡多少次了
我打了几次卡
我打了几天卡
我这个月打了几天卡
我这个月打了几次卡
我今天打卡了吗？
我今天打卡没有
我打卡成功了吗
我签到了吗
我今天签到了吗
我的签到
我的学习登记
我的打卡 10月
我的打卡 上个月
我10月的打卡
我上个月的打卡记录
我的打卡日历
我的心得
我的心得 2
查看我的心得
""",
    "checkin_makeup": """
补卡
补签
我要补卡
补个卡
补打卡
补登
忘打卡了，补一下
补卡 昨天
补卡昨天
补卡：11月20日
补卡 20号
补卡 11.20
补卡 上周五
补卡 星期六
补卡 三天前
补签昨天
补登 前天
补昨天的卡
补一下昨天的卡
补个昨天的卡
帮我补昨天的打卡
补11月20日的卡
补上周五的打卡
昨天忘打卡了，补一下
昨天忘了打卡，补上
昨天没打卡，补一下
前天忘打卡补一下
昨天补卡
昨天的卡补一下
打卡补昨天的
周五忘打卡了，补一下
""",
    "export": """
导出
导出打卡
导出 打卡
导出：打卡
导出 打卡 11月
导出打卡 上月
导出打卡记录
导出学习登记 第三季度
导出11月的打卡
导出第三季度打卡
导出 2026年 打卡
导出积分
导出 积分 11月
导出 积分 2026年
导出本季度积分
导出上个月的积分
导出我的打卡
导出我的积分
导出答题成绩
生成积分表
可以导出什么
""",
    "settings": """
打卡时间 6:00-23:00
打卡时间：早上六点到晚上十一点
打卡时间 不限
打卡时间不限
取消打卡时间
补卡天数 7
补卡次数 3
每月最多补卡3次
""",
    "checkin_count": """
打卡人数
打卡多少人
今天打卡人数
今天打卡多少人
今天打卡几人
今日打卡几人
今天几人打卡
几个人打卡
几人打卡
有几个人打卡
今天有多少人打卡
今天有多少人打卡了？
今天有几个人打卡了
多少人打卡了？
多少人签到了
今日签到人数
""",
    "help": """
帮助
帮助！
HELP
使用帮助
菜单
功能
功能菜单
怎么用？
你会什么？
有什么功能
有哪些功能
有哪些指令
指令列表
口令列表
帮助 请假
帮助打卡
怎么打卡？
怎么打卡呢
如何打卡
怎样打卡
咋打卡
怎么签到
怎么查积分
怎么补卡
怎么设置职务
怎么导入花名册
怎么查看花名册
怎么绑定支部
""",
    "roster": """
花名册
花名册。
查花名册
看看花名册
查看名册
党员花名册
支部花名册
支部党员名单
花名册 预备党员
花名册：正式党员
预备党员有谁？
预备党员有哪些
预备党员都有谁
积极分子有哪些
发展对象有哪些
入党申请人名单
导入党员名单
导入花名册
添加党员 张三
添加党员 张三 正式党员
添加党员 张三，正式党员，第一小组
设职务 李四 组织委员
设置职务：李四 宣传委员
任命 李四 组织委员
免去 李四 组织委员
定类别 李四 积极分子
定类别 李四 党员
移出花名册 李四
绑定 李四 李四海
党小组 李四 第二小组
流动党员 李四 上海
取消流动党员 李四
转正 王五
""",
    "undo": """
撤销
撤销！
撤销一下
撤销打卡
撤销 打卡
撤销学习登记
撤销我刚才的打卡
取消打卡
撤回
取消
打错了
我打错了
点错了
不好意思，打错了
刚才打错了
刚才那个不算
取消请假
""",
    "undo_admin": """
撤销 A1032
撤销A1032
撤销 a1032
撤销 #A1032
撤销：A1032
撤销上一步
撤回上一步
撤销刚才的操作
撤回刚才的操作
撤销我刚才的操作
撤销加分
""",
    "audit": """
操作日志
操作日志 今天
操作日志：张三
操作日志 张三 昨天
操作日志 第2页
查看操作日志
操作记录
""",
    "points_mine": """
我的积分
我的积分？
我的积分是多少
我有多少分
查查积分
看看我的积分
积分查询
积分余额
积分明细
积分记录
我的积分怎么来的
积分是怎么得来的
积分明细 第2页
""",
    "points_add": """
加分 @张三 5 志愿服务
加分 张三 5
加分 张三、李四 5分 志愿服务
给张三加5分 志愿服务
奖励 张三 3 承办主题党日
更正积分 张三 5
更正积分 张三 改为 5
""",
    "points_deduct": """
扣分 张三 2 会议迟到
扣分 @张三 2分 会议迟到
""",
    "points_correct": """
更正 A1032 改为 5
更正A1032改为5分
更正 a1032 为 5
更正 Ａ１０３２ 改成 ５
把A12改为3
更正 A12 张三 改为 5
""",
    "point_rules": """
积分规则
积分怎么算
查看积分规则
积分规则 打卡 2分 每日封顶2
修改积分规则 志愿服务 6分
""",
    "appeal": """
申诉 A1032 那天我在会场
申诉：11月20日打卡没记上
申请复核 A12 那天我在会场
积分不对
我的积分少了
漏记了一次打卡
昨天打卡没记上
上周党课没加分
我的复核
我要申诉
""",
    "appeal_handle": """
积分复核
复核列表
申诉列表
待处理申诉
同意 S3
同意S3 已核对
驳回 S3 会议记录里没有登记
不同意 S3 会议记录里没有登记
""",
    "my_log": """
我的记录
我的记录 第2页
我的操作记录
""",
    "dry": """
演练 设职务 李四 组织委员
演练：打卡
预演 花名册
预览 周小结
""",
    "whoami": """
我是谁
我是谁？
我的身份
我的职务
我是什么职务
我在哪个支部
我在哪个党小组
我是哪个支部的？
""",
}
# 头一次用的书记随口说的
NATURAL |= {
    "roster": NATURAL["roster"]
    + """我要导入名单
帮我导入一下花名册
更新花名册
全体党员名单
谁还没核定
待核定的有谁
把张三定为正式党员
把 张三 设为 预备党员
""",
    "export": NATURAL["export"] + "把花名册导出来\n把名单发给我\n",
    "who_missing": """
查看回执
统计一下回执
多少人收到了
有几位同志回了
谁没看到通知
还有谁没看通知 N3
有多少人参加
几个人报名
有几个人请假
""",
    "remind_quietly": "\n催一下没回的\n提醒一下没回复的同志\n",
    "quiz_admin": "\n每日一题改到9点\n每天早上八点半出一道题\n",
    "reports": "\n发周报\n现在就发周报\n发布周报\n本周打卡情况\n周报 不列姓名\n",
    "schedule": "\n周报改成周五下午5点\n",
    "checkin_count": NATURAL["checkin_count"] + "打卡情况\n今天学习登记情况\n",
    "settings": NATURAL["settings"] + "关掉机器人\n",
    "help": NATURAL["help"] + "我能做什么\n书记能办什么\n有什么命令\n",
    "points_mine": NATURAL["points_mine"] + "积分\n",
}
SAYINGS = [(wire, line) for wire, lines in NATURAL.items() for line in lines.split("\n")[1:-1]]


@pytest.mark.parametrize(("wire", "line"), SAYINGS, ids=[f"{wire}-{line}" for wire, line in SAYINGS])
def test_natural_ways_of_saying_it_are_understood(routes: Routes, wire: str, line: str) -> None:
    assert explain(routes, line, ACTORS["secretary"])["intent"] == wire


def test_slots_are_shown_under_the_names_of_the_usage_line(routes: Routes) -> None:
    shown = explain(routes, "添加党员 @张三 正式党员 第一小组", ACTORS["secretary"])
    assert shown["slots"] == {"@某人": "张三", "类别": "full", "党小组": "第一小组"}
    assert explain(routes, "打卡", ACTORS["member"])["slots"] == {}


@pytest.mark.parametrize("line", ["确认导入", "确认导入。"])
def test_a_short_answer_counts_only_while_something_waits(routes: Routes, line: str) -> None:
    assert explain(routes, line, ACTORS["secretary"], fulfilled=True)["intent"] in {"roster", "bank"}
    assert explain(routes, line, ACTORS["secretary"], fulfilled=False)["intent"] is None


@pytest.mark.parametrize(
    "line",
    [
        "打卡 机坏了，谁修一下",
        "打卡：地点在哪",
        "打卡，别忘了",
        "打卡 记得大家",
        "学习登记 表格谁有",
        "已学习 强国的同志请截图",
    ],
)
def test_talk_behind_the_word_is_not_a_note(routes: Routes, line: str) -> None:
    assert explain(routes, line, ACTORS["member"])["intent"] is None
    assert routes.misused(typed(line), ACTORS["member"], 1) is None
