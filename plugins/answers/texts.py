"""回执的话术。"""

from collections.abc import Sequence

from core.domain.dialogue import Ack, Record, Reply
from core.domain.notices import Choice
from core.domain.receipts import CHOICE_LABELS, Changed, Subject, said_in

from .rules import Answered

_NOT_TAKEN = "好的，没有登记。"


def answered(name: str, done: Answered) -> Ack:
    """答好了；群里只是一个表情，没有表情的平台一分钟里至多说一句。"""
    one, delay = done.subject, f" {done.minutes} 分钟" if done.minutes else ""
    match done.choice:
        case Choice.COMING:
            detail = f"{name}同志，已登记参加：{one.words}。去不了请回“请假”。"
        case Choice.LATE:
            detail = f"{name}同志，已登记晚到{delay}：{one.words}。路上注意安全。"
        case _:
            detail = f"{name}同志，{one.ref}（{one.words}）的回执已登记。"
    record = None
    if done.changed is not None:
        summary = f"回执 {one.ref}：{CHOICE_LABELS[done.choice]}{delay}"
        record = Record(summary, done.changed.before, done.changed.after, undo=done.changed.kept())
    return Ack(f"{name}同志，回执已登记。", detail=detail, record=record)


def reacted(one: Subject, changed: Changed) -> Record:
    """贴上或取下表情。"""
    return Record(f"回执 {one.ref}：{said_in(changed.now)}（表情）", changed.before, changed.after, undo=changed.kept())


def which(label: str, subjects: Sequence[Subject]) -> Reply:
    """问是哪一份；label 是他说的。"""
    lines = [f"{at}. {one.ref} {one.words}" for at, one in enumerate(subjects, 1)]
    return Reply("\n".join([f"您回的“{label}”是哪一份？请回序号，不是回执请回“取消”。", *lines]), private=True)


def not_taken() -> Reply:
    """不答了，或那一份已经不再收回执。"""
    return Reply(_NOT_TAKEN, private=True)


def undone(member_id: int, kept_before: str) -> Record:
    """回执还原了。"""
    return Record(f"回执还原为“{kept_before}”", about=(member_id,))
