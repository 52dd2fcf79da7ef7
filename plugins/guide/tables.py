"""首次使用的两张表：书记口令，和试错了几次。设好以后都清空。"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base


class SetupCode(Base):
    """一串书记口令，只存加盐的哈希。

    platform、user_id 是用了它的人，还没有人用的为空；draft 是这个人答到了哪一步、答了什么。
    """

    __tablename__ = "setup_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    salt: Mapped[str]
    digest: Mapped[str]
    expires_at: Mapped[datetime]
    platform: Mapped[str | None]
    user_id: Mapped[str | None]
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class SetupTry(Base):
    """一个人试口令：接连错了几次，歇到什么时候，什么时候提示过他。"""

    __tablename__ = "setup_try"

    platform: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    rest_until: Mapped[datetime | None]
    hinted_at: Mapped[datetime | None]
