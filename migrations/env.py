"""Alembic 的入口：连接由 core.store.migrate 交来，这里不自己连库。

升级时用不着各表的模型；生成新一版迁移时由 cli.revision 把 metadata 一并交来。
"""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

attributes = context.config.attributes


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """迁移里只写通用类型，不引用会变的代码。"""
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        return f"sa.{type(item.impl_instance).__name__}()"
    return False


context.configure(
    connection=attributes["connection"],
    target_metadata=attributes.get("metadata"),
    render_as_batch=attributes.get("batch", False),
    render_item=render,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
