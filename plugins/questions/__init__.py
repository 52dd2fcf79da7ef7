"""题目的维护：停用、启用、更正答案和出处、体检、题目反馈。"""

from nonebot.plugin import PluginMetadata

from .undo import router  # 口令在 commands，怎样撤销在 undo，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="题目维护", description="停用、更正、体检和题目反馈", usage=router.usage)

router.install()
