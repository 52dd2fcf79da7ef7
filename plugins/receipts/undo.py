"""提醒发出去了不能撤销。"""

from .commands import router

router.keep("remind_quietly", "提醒", "提醒已经私下发出，不能收回；每份通知每人至多一次，不会再发。")
