"""学习资料：支委存，大家看；推送、今日学习、自己学一条，用过的不重样。"""

from nonebot.plugin import PluginMetadata

from . import undo
from .commands import router

__plugin_meta__ = PluginMetadata(name="学习资料", description="存资料、看资料", usage=router.usage)

undo.router.install()
