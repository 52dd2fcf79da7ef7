"""学习资料说出来的样子：定时推送、当面推送、今日学习都是这一句。"""

from datetime import date

from core.domain.calendar import spoken_day
from core.domain.manners import mask

UNSUBSCRIBE = "您订阅了学习推送，不要了发“退订”。"
VOLUNTARY = "自愿学习，学完可发“打卡”。"


def todays_study(branch: str, day: date, text: str) -> str:
    """一条学习资料在群里的样子；身份证号、银行卡号遮住。"""
    return f"【{branch}】今日学习 {spoken_day(day)}\n{mask(text)}\n{VOLUNTARY}"
