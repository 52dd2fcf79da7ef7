"""请假：登记并转告书记，不是批准；事由加密，只有书记看得到。"""

from nonebot.plugin import PluginMetadata

from . import undo
from .commands import router

__plugin_meta__ = PluginMetadata(name="请假", description="请假、销假", usage=router.usage)

undo.router.install()
