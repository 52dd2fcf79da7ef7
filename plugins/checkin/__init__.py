"""学习登记：每天一次，自愿参加，心得可写可不写。"""

from nonebot.plugin import PluginMetadata

from .commands import router

__plugin_meta__ = PluginMetadata(name="学习登记", description="每日学习登记", usage=router.usage)

router.install()
