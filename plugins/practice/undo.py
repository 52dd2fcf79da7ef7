"""练习只给本人看、不计分，没有什么要撤销的。"""

from .commands import router
from .rules import KIND

_PRIVATE = "练习只给您本人看，不计分，不必撤销；想再练请发“答题”。"
for _kind in (
    KIND,
    "start_practice",
    "practise_book",
    "practise_quoted",
    "redo_wrong",
    "start_review",
    "stop_practice",
):
    router.keep(_kind, "练习", _PRIVATE)
