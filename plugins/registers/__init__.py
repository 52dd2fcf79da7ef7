"""登记表：学习登记、积分按月、季、年导出，只供了解参与情况。"""

from nonebot.plugin import PluginMetadata

from .undo import router  # 口令在 commands，怎样撤销在 undo，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="登记表", description="导出学习登记和积分", usage=router.usage)

router.install()
