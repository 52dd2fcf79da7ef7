"""发件箱的一行：一件投递，和写进去之前的样子。"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.domain.attachments import Card, File
from core.domain.manners import Weight
from core.store.db import Base

MERGED = "ack"
"""合并的回应：text 里的 {n} 换成次数；别的信原样发。"""


class State(StrEnum):
    """一件投递走到了哪一步。

    SEEKING 是发出去没有回音，正到聊天记录里找；UNKNOWN 是找不到也说不准，宁可不再发，也不发两次；
    FOLDED 是并入了当天的汇总。
    """

    DUE = "due"
    SENDING = "sending"
    SEEKING = "seeking"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    EXPIRED = "expired"
    FOLDED = "folded"


class Outgoing(Base):
    """一件投递。

    key 唯一，同一件事只写一次；scene 是 group 或 private，target 是群号或用户号；weight 是轻重（manners.Weight）；
    title 是说给人听的名目；count 是合并了几次（填进 text 的 {n}）；after 不空的要等那一件送到了才发（长文的下一段）；
    next_at 到了才发，expires_at 过了不再发；leased_until 之前归 leased_by 那个进程；tried_at 是最近一次开始发的时刻；
    card 是随文字带的卡片（attachments.pack_card），file 不空的这一件只传一个文件（attachments.pack_file），
    都在投递时才画、才写。
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "account", "state", "next_at", "id"),
        Index("ix_outbox_state", "state", "expires_at"),
        Index("ix_outbox_branch", "branch_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    branch_id: Mapped[int | None]
    account: Mapped[str]
    scene: Mapped[str]
    target: Mapped[str]
    kind: Mapped[str]
    weight: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    card: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    file: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    count: Mapped[int]
    after: Mapped[str | None]
    state: Mapped[str]
    tries: Mapped[int]
    next_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    leased_by: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    message_id: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]

    @property
    def place(self) -> str:
        """投到哪里：group:群号 或 private:用户号。"""
        return f"{self.scene}:{self.target}"

    @property
    def spoken(self) -> str:
        """真正要说的话。"""
        return self.text.replace("{n}", str(self.count)) if self.kind == MERGED else self.text


@dataclass(frozen=True, slots=True)
class Letter:
    """要投递的一件：写给谁、什么话、最早何时、最晚何时。

    title 是说给人听的名目，没有送到时书记看得懂是哪一件；card 与文字同一条，file 在文字送到之后另传。
    """

    key: str
    branch_id: int | None
    account: str
    scene: str
    target: str
    kind: str
    text: str
    not_before: datetime
    expires_at: datetime
    weight: Weight = Weight.ROUTINE
    title: str = ""
    card: Card | None = None
    file: File | None = None
