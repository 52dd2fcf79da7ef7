"""榜：本周、本月、本季度、今年的集体数字和积分在前的同志，谁问就答谁。"""

from nonebot.plugin import PluginMetadata

from .commands import router

__plugin_meta__ = PluginMetadata(name="榜", description="一期的集体数字和积分在前的同志", usage=router.usage)

router.install()
