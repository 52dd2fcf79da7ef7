"""收到情况：谁回了、谁请假，只私下给支委看；没有回的私下提醒，每份至多一次。"""

from nonebot.plugin import PluginMetadata

from . import undo
from .commands import router

__plugin_meta__ = PluginMetadata(name="收到情况", description="收到情况、参会名单、悄悄提醒", usage=router.usage)

undo.router.install()
