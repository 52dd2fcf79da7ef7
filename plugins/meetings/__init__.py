"""会议：改期、换地方、取消，会前提醒，查下次会议。"""

from nonebot.plugin import PluginMetadata

from . import jobs, undo
from .commands import router

__plugin_meta__ = PluginMetadata(name="会议", description="改期、取消、会前提醒、查会议", usage=router.usage)

for _part in (jobs, undo):  # 定时的、怎样撤销，登记在同一张表上
    _part.router.install()
