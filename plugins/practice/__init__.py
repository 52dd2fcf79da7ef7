"""私下的练习：一题一题地练，错题本，复习；只给本人看，从不计分。"""

from nonebot.plugin import PluginMetadata

from .undo import router  # 口令在 commands，怎样撤销在 undo，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="练习与复习", description="私下练习、错题本与复习", usage=router.usage)

router.install()
