"""学习登记：每天一次，自愿参加，心得可写可不写。"""

from nonebot.plugin import PluginMetadata

from .jobs import router  # 口令在 commands，定时的在 jobs，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="学习登记", description="每日学习登记", usage=router.usage)

router.install()
