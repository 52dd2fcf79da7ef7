"""导出没有改动什么，不必撤销。"""

from core.domain.dialogue import NOTHING_CHANGED

from .commands import router

router.keep("export", "导出登记表", NOTHING_CHANGED)
