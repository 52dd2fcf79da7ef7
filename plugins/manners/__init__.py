"""分寸：安静时段、一天几句、节假日、关与开、推送记录，以及各人的意愿。"""

from nonebot.plugin import PluginMetadata

from .commands import router

__plugin_meta__ = PluginMetadata(name="分寸", description="什么时候说、说多少、听本人的", usage=router.usage)

router.install()
