"""分寸：安静时段、一天几句、节假日、关与开、推送记录，以及各人的意愿。"""

from nonebot.plugin import PluginMetadata

from .undo import router  # 口令在 commands，怎样撤销在 undo，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="分寸", description="什么时候说、说多少、听本人的", usage=router.usage)

router.install()
