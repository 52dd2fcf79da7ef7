"""积分复核：对自己的积分有疑问，申请复核，由支委办理。"""

from nonebot.plugin import PluginMetadata

from .undo import router  # 口令在 commands，怎样撤销在 undo，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="积分复核", description="申请积分复核，支委办理", usage=router.usage)

router.install()
