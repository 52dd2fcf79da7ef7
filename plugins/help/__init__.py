"""帮助、撤销、操作日志、演练：怎么用，办错了怎么办，办过什么。"""

from nonebot.plugin import PluginMetadata

from .undo import router  # 口令在 commands 和 undo，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="帮助", description="怎么用、撤销、操作日志", usage=router.usage)

router.install()
