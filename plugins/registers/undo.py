"""导出没有改动什么，不必撤销。"""

from .commands import router

router.keep("export", "导出登记表", "只是导出一份表，没有改动什么，不必撤销。")
