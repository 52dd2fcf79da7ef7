"""积分：规则、本人的积分和明细，支委加分、扣分、更正。"""

from nonebot.plugin import PluginMetadata

from .undo import router  # 口令在 commands，怎样撤销在 undo，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="积分", description="积分规则、我的积分、加分扣分更正", usage=router.usage)

router.install()
