"""首次使用：凭书记口令，私下问几件事，把支部设好。"""

from nonebot.plugin import PluginMetadata

from .commands import router

__plugin_meta__ = PluginMetadata(name="首次使用", description="第一位书记凭口令私下设好支部", usage=router.usage)

router.install()
