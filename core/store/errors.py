"""数据库打不开的几种情形：启动时说一句话，然后退出。"""

from typing import ClassVar

from typing_extensions import override


class StoreError(Exception):
    """数据库不能用；text 是说给运维的一句话。"""

    text: ClassVar[str] = "数据库打不开。"

    def __init__(self, **facts: object) -> None:
        """把 facts 填进 text 里的花括号。"""
        super().__init__()
        self.facts = facts

    @override
    def __str__(self) -> str:
        return self.text.format(**self.facts)


class DatabaseInUse(StoreError):
    """同一个数据文件已有一个进程在用。"""

    text = "数据文件 {path} 正被另一个助手进程使用；一个文件只能由一个进程打开，请先停掉那一个。"


class DatabaseReadOnly(StoreError):
    """数据文件或目录不可写。"""

    text = "数据文件 {path} 不可写；请检查文件和所在目录的权限。"


class DatabaseCorrupt(StoreError):
    """不是数据库文件，或内容已损坏。"""

    text = "数据文件 {path} 已损坏或不是数据库；原文件未作改动，请用备份恢复。"


class DatabaseNewer(StoreError):
    """库由更新的程序写成。"""

    text = "数据库由更新版本的程序写成（版本 {revision}）；请先升级本程序，数据未作改动。"


class DatabaseFull(StoreError):
    """磁盘或文件已满。"""

    text = "数据文件 {path} 所在磁盘已满；请腾出空间后再启动，数据未作改动。"


class DatabaseUnreachable(StoreError):
    """连不上 PostgreSQL。"""

    text = "连不上数据库（{reason}）；请检查 DATABASE_URL 和数据库是否在运行。"


class MigrationFailed(StoreError):
    """迁移没有成功，数据库保持原样。"""

    text = "数据库升级没有成功，已保持原样（{reason}）；升级前的副本：{copy}。"
