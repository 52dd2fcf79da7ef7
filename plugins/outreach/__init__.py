"""通知送达：看一份通知、日历文件、群公告、@全体、请送不到的同志来查收、电话告知。"""

from nonebot.plugin import PluginMetadata

from .undo import router  # 口令在 commands，怎样撤销在 undo，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="通知送达", description="看通知、公告、查收、电话告知", usage=router.usage)

router.install()
