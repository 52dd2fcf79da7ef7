"""题库：别人给的题库导入进来，维护、体检、导出；没有出处的是草稿。"""

from nonebot.plugin import PluginMetadata

from .undo import router  # 口令在 commands，怎样撤销在 undo，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="题库", description="题库的导入、维护和导出", usage=router.usage)

router.install()
