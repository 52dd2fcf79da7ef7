"""一轮答题：一题接一题，结果只有集体数字，各人的私下给本人。"""

from nonebot.plugin import PluginMetadata

from . import jobs, undo
from .commands import router

__plugin_meta__ = PluginMetadata(name="一轮答题", description="群里一题接一题地答", usage=router.usage)

for _part in (jobs, undo):  # 定时的、怎样撤销，登记在同一张表上
    _part.router.install()
