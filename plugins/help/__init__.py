"""帮助：只说这个人在这儿真能办的事，例子照打就能用。"""

from nonebot.plugin import PluginMetadata

from .commands import router

__plugin_meta__ = PluginMetadata(name="帮助", description="怎么用", usage=router.usage)

router.install()
