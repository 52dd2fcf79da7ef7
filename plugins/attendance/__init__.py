"""会议签到：开会时到会的同志说一句“到”，支委随时看得到到了几位；以现场清点为准。"""

from nonebot.plugin import PluginMetadata

from . import jobs, undo
from .commands import router

__plugin_meta__ = PluginMetadata(name="会议签到", description="到会自报、登记到会、到会情况", usage=router.usage)

for _part in (jobs, undo):  # 定时的、怎样撤销，登记在同一张表上
    _part.router.install()
