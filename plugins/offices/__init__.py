"""职务与授权：谁任什么职、谁代办什么事、编在哪个党小组，由书记、副书记定。"""

from nonebot.plugin import PluginMetadata

from .undo import router  # 口令在 commands，怎样撤销在 undo，登记在同一张表上

__plugin_meta__ = PluginMetadata(name="职务", description="职务、授权、党小组", usage=router.usage)

router.install()
