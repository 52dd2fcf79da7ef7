"""复习的间隔：一道题答过之后，隔多久再看一遍。只给本人用，从不计分。"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fsrs import Card, Rating, Scheduler

_LONGEST_DAYS = 180
# 不设当天的小步：答错的第二天再看，免得当天一遍遍地催
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=_LONGEST_DAYS, enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class Spaced:
    """排好的下一次：due_at 是什么时候，memory 是接着算要用的（能写成 JSON）。"""

    due_at: datetime
    memory: dict[str, Any]


def after(memory: dict[str, Any] | None, *, right: bool, now: datetime) -> Spaced:
    """答过一次之后，下一次什么时候看；memory 是上一次留下的，头一次为 None。"""
    moment = now.astimezone(UTC)
    # 不给编号、日子，它会自己看钟
    card = Card.from_dict(memory) if memory else Card(card_id=0, due=moment)  # pyright: ignore[reportArgumentType] 存的就是它写的
    card, _ = _SCHEDULER.review_card(card, Rating.Good if right else Rating.Again, review_datetime=moment)
    return Spaced(card.due, dict(card.to_dict()))
