"""运维：状态、自检、备份怎么做、有哪些支部；只给运维，只在私聊。"""

from nonebot.plugin import PluginMetadata

from .commands import router

__plugin_meta__ = PluginMetadata(name="运维", description="状态、自检", usage=router.usage)

router.install()
