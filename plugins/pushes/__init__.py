"""定时推送：支委说一句“每周一9点发……”，以后到点在群里说；随时可以看、停、改、删。"""

from nonebot.plugin import PluginMetadata

from . import jobs, undo
from .commands import router

__plugin_meta__ = PluginMetadata(name="定时推送", description="到点在群里说一句", usage=router.usage)

for _part in (jobs, undo):  # 定时的、怎样撤销，登记在同一张表上
    _part.router.install()
