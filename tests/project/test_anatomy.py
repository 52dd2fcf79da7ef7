"""代码的骨架（design.md §2、§3、§8）：文件放对地方、不太长、说得清、不看钟。"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("core", "plugins", "cli", "sandbox", "bench")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
ALL = [*FILES, ROOT / "run.py", ROOT / "bot.py"]
PLUGINS = sorted(path.parent for path in (ROOT / "plugins").glob("*/__init__.py"))
PLUGIN_FILES = {
    "__init__.py",
    "commands.py",
    "service.py",
    "tables.py",
    "rules.py",
    "texts.py",
    "jobs.py",
    "undo.py",
    "phrases.toml",
    "README.md",
}
LONGEST_FILE = 300
CLOCK = "core/chat/runtime.py"
LAST_RESORTS = {"core/chat/onebot/entrance.py", "core/chat/door.py", "core/chat/guarded.py"}
HANDS_ON = "core/store/writer.py"
"""写线程接住的错误原样交还给等着的人，并没有吞掉。"""
_CLOCKS = re.compile(r"\b(?:datetime\.now|datetime\.utcnow|date\.today|time\.time|datetime\.today)\(")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def plugin_name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("plugin", PLUGINS, ids=plugin_name)
def test_a_plugin_holds_only_what_a_plugin_holds(plugin: Path) -> None:
    entries = [path for path in plugin.iterdir() if path.name != "__pycache__"]
    odd = {path.name for path in entries if path.is_file() and path.suffix != ".typ"} - PLUGIN_FILES
    assert not odd
    packages = [path.name for path in entries if path.is_dir()]
    assert len(packages) <= 1, f"{plugin.name} 有 {packages} 几个子包，该分成两个插件"


@pytest.mark.parametrize("plugin", PLUGINS, ids=plugin_name)
def test_a_plugin_says_what_it_is_and_how_people_talk_to_it(plugin: Path) -> None:
    for file in ("__init__.py", "commands.py", "phrases.toml"):
        assert (plugin / file).exists(), f"{plugin.name} 缺 {file}"
    assert "__plugin_meta__" in (plugin / "__init__.py").read_text("utf-8")


@pytest.mark.parametrize("plugin", PLUGINS, ids=plugin_name)
def test_the_sub_package_of_a_plugin_is_pure(plugin: Path) -> None:
    for path in plugin.glob("*/*.py"):
        for module in imported(path):
            assert not module.startswith(("nonebot", "sqlalchemy", "core.store", "core.chat", "core.files")), name(path)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", ALL, ids=name)
def test_a_file_is_short_enough_to_read(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{name(path)} 有 {lines} 行"


def public(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    """一个文件里公开的类、函数和方法；重写父类的（@override）除外。"""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or child.name.startswith("_"):
            continue
        decorated = {getattr(one, "id", getattr(one, "attr", "")) for one in child.decorator_list}
        if "override" not in decorated:
            yield f"{prefix}{child.name}", child
        if isinstance(child, ast.ClassDef):
            yield from public(child, f"{child.name}.")


@pytest.mark.parametrize("path", ALL, ids=name)
def test_everything_public_is_explained_in_chinese(path: Path) -> None:
    parsed = tree(path)
    explained = {"（文件）": ast.get_docstring(parsed)}
    explained |= {what: ast.get_docstring(node) for what, node in public(parsed)}
    for what, words in explained.items():
        assert words, f"{name(path)} 的 {what} 没有说明"
        assert re.search("[\u4e00-\u9fff]", words), f"{name(path)} 的 {what} 的说明不是中文"


@pytest.mark.parametrize("path", ALL, ids=name)
def test_identifiers_are_english(path: Path) -> None:
    for node in ast.walk(tree(path)):
        for field in ("id", "name", "attr", "arg"):
            identifier = getattr(node, field, None)
            assert not isinstance(identifier, str) or identifier.isascii(), f"{name(path)}：{identifier}"


@pytest.mark.parametrize("path", [one for one in FILES if name(one).startswith(("core/", "plugins/"))], ids=name)
def test_every_error_is_caught_only_at_the_three_last_resorts(path: Path) -> None:
    caught = [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or _is_broad(node.type)) and not _raises(node)
    ]
    assert not caught or name(path) in {*LAST_RESORTS, HANDS_ON}, f"{name(path)} 第 {caught[0].lineno} 行"


def _is_broad(node: ast.expr) -> bool:
    return any(isinstance(one, ast.Name) and one.id in {"Exception", "BaseException"} for one in ast.walk(node))


def _raises(handler: ast.ExceptHandler) -> bool:
    """换一种说法再抛出去的不算吞掉。"""
    return isinstance(handler.body[-1], ast.Raise)


def test_the_three_last_resorts_are_there() -> None:
    for one in LAST_RESORTS:
        handlers = [node for node in ast.walk(tree(ROOT / one)) if isinstance(node, ast.ExceptHandler)]
        assert any(node.type is not None and _is_broad(node.type) for node in handlers), one


@pytest.mark.parametrize("path", [one for one in FILES if name(one).startswith(("core/", "plugins/"))], ids=name)
def test_nobody_but_the_runtime_looks_at_the_clock(path: Path) -> None:
    found = _CLOCKS.findall(path.read_text("utf-8"))
    assert bool(found) is (name(path) == CLOCK)


@pytest.mark.parametrize("path", [one for one in FILES if "/chat/" not in name(one) and "core/" in name(one)], ids=name)
def test_nonebot_is_known_only_to_the_chat_floor(path: Path) -> None:
    assert not [module for module in imported(path) if module.split(".")[0] == "nonebot"]


@pytest.mark.parametrize(
    "path", [one for one in FILES if one.name in {"rules.py", "texts.py"} or "core/domain/" in name(one)], ids=name
)
def test_rules_and_wording_do_no_input_or_output(path: Path) -> None:
    for node in ast.walk(tree(path)):
        called = node.func if isinstance(node, ast.Call) else None
        assert not (isinstance(called, ast.Name) and called.id in {"open", "print", "input"}), name(path)
    outside = {"os", "sys", "socket", "subprocess", "asyncio", "random"}
    assert not outside & {module.split(".")[0] for module in imported(path)}


def test_every_test_folder_has_its_files_in_order() -> None:
    """测试文件名以 test_ 开头，否则不会被执行。"""
    odd = [
        name(path)
        for path in (ROOT / "tests").rglob("*.py")
        if not path.name.startswith(("test_", "conftest", "_"))
        and re.search(r"^(?:async )?def test_", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert not odd
