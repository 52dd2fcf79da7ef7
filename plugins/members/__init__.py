"""名册：在群里不等于在支部里，谁在册由支部核定。"""

from nonebot.plugin import PluginMetadata

from .undo import router  # 口令在 commands，怎样撤销在 undo，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="名册", description="支部绑定、花名册、表格导入导出", usage=router.usage)

router.install()
