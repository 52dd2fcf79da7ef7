"""周报：每周一公布上一周的学习情况，形式和时间由支部定；月报、季报只有集体数字。"""

from nonebot.plugin import PluginMetadata

from . import jobs, undo
from .commands import router

__plugin_meta__ = PluginMetadata(name="周报", description="每周一公布上一周的学习情况", usage=router.usage)

for _part in (jobs, undo):  # 定时的、怎样撤销，登记在同一张表上
    _part.router.install()
