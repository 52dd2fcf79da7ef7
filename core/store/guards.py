"""只追加的表：数据库自己守着，谁也改不了、删不了，绕道 REPLACE、TRUNCATE 也不行。"""

from sqlalchemy import Connection, Table, text

_REFUSAL = "只追加，不能修改或删除"


def guard(connection: Connection, table: Table, *keys: tuple[str, ...]) -> None:
    """给 table 装上只追加的触发器；可以重复执行。keys 是各个唯一键的列，用来挡住 REPLACE。"""
    make = _postgres if connection.dialect.name == "postgresql" else _sqlite
    for statement in make(table.name, keys):
        connection.execute(text(statement))


def _sqlite(name: str, keys: tuple[tuple[str, ...], ...]) -> list[str]:
    # 批量迁移会悄悄丢掉触发器，所以每次升级后都重装；REPLACE 在未开 recursive_triggers 的连接里不触发 DELETE，另设一道
    columns = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in (("id",), *keys))
    same = " OR ".join(f"({one})" for one in columns)
    guards = {
        "update": f"BEFORE UPDATE ON {name}",
        "delete": f"BEFORE DELETE ON {name}",
        "replace": f"BEFORE INSERT ON {name} WHEN EXISTS (SELECT 1 FROM {name} WHERE {same})",  # noqa: S608 表名列名都出自代码
    }
    statements: list[str] = []
    for kind, when in guards.items():
        trigger = f"{name}_no_{kind}"
        statements.append(f"DROP TRIGGER IF EXISTS {trigger}")
        statements.append(f"CREATE TRIGGER {trigger} {when} BEGIN SELECT RAISE(ABORT, '{name} {_REFUSAL}'); END")
    return statements


def _postgres(name: str, _keys: tuple[tuple[str, ...], ...]) -> list[str]:
    function = f"{name}_append_only"
    body = f"BEGIN RAISE EXCEPTION '{name} {_REFUSAL}'; END"
    statements = [f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"]
    for kind, when in {"row": "UPDATE OR DELETE", "truncate": "TRUNCATE"}.items():
        each = "ROW" if kind == "row" else "STATEMENT"
        trigger = f"{name}_no_{kind}"
        statements.append(f"DROP TRIGGER IF EXISTS {trigger} ON {name}")
        statements.append(
            f"CREATE TRIGGER {trigger} BEFORE {when} ON {name} FOR EACH {each} EXECUTE FUNCTION {function}()"
        )
    return statements
