"""群里答题：每日一题、发一题、一轮答题；不比快慢，不公布姓名。"""

from nonebot.plugin import PluginMetadata

from . import jobs, undo
from .commands import router

__plugin_meta__ = PluginMetadata(name="群里答题", description="每日一题与一轮答题", usage=router.usage)

for _part in (jobs, undo):  # 定时的、怎样撤销，登记在同一张表上
    _part.router.install()
