"""学习登记：每天一次，自愿参加，心得可写可不写。"""

from nonebot.plugin import PluginMetadata

from . import jobs, undo
from .commands import router

__plugin_meta__ = PluginMetadata(name="学习登记", description="每日学习登记", usage=router.usage)

for _part in (jobs, undo):  # 定时的、怎样撤销，登记在同一张表上
    _part.router.install()
