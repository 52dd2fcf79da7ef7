"""发通知：一行话读成一份通知，私下预览，确认才发。"""

from nonebot.plugin import PluginMetadata

from .undo import router  # 口令在 commands，怎样撤销在 undo，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="通知", description="会议和一般通知，先预览，确认才发", usage=router.usage)

router.install()
