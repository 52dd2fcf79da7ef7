"""回执：收到、参加、晚到，贴表情也算；只贴一个表情回应。"""

from nonebot.plugin import PluginMetadata

from . import undo
from .commands import router

__plugin_meta__ = PluginMetadata(name="回执", description="收到、参加、晚到", usage=router.usage)

undo.router.install()
