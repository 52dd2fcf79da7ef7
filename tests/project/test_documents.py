"""文档与代码对得上：口令一览、设置样例、说明里提到的命令。"""

import re
import tomllib
from pathlib import Path

import pytest

from cli import docs
from core.settings import Settings

ROOT = Path(__file__).parents[2]
PROSE = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    *(str(one.relative_to(ROOT)) for one in ROOT.glob("docs/*.md")),
]
COMMANDS = {path.stem for path in (ROOT / "cli").glob("*.py") if not path.stem.startswith("_")}
_MENTIONED = re.compile(r"python3? (?:run\.py|-m cli)[ \t]+([a-z]\w*)")


@pytest.mark.parametrize("path", [docs.COMMANDS, docs.PERMISSIONS], ids=lambda path: path.name)
def test_what_is_made_from_the_tables_is_up_to_date(path: Path) -> None:
    assert path.relative_to(ROOT) not in docs.stale(), "请运行 python3 run.py docs"


def test_the_sample_settings_name_exactly_the_settings_there_are() -> None:
    sample = (ROOT / ".env.example").read_text("utf-8")
    named = re.findall(r"^#?([A-Z][A-Z0-9_]*)=", sample, re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_the_sample_settings_explain_each_setting() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    for block in "\n".join(lines).split("\n\n"):
        if re.search(r"^#?[A-Z][A-Z0-9_]*=", block, re.MULTILINE):
            assert block.startswith("# "), block


@pytest.mark.parametrize("name", PROSE)
def test_prose_mentions_only_commands_that_exist(name: str) -> None:
    path = ROOT / name
    assert path.exists(), f"还没有 {name}"
    unknown = set(_MENTIONED.findall(path.read_text("utf-8"))) - COMMANDS
    assert not unknown, f"{name} 提到了不存在的命令：{'、'.join(sorted(unknown))}"


def test_every_benchmark_is_listed_once() -> None:
    benches = [path.stem for path in (ROOT / "bench").glob("*.py") if not path.stem.startswith("_")]
    told = re.findall(r"^python3 run\.py bench (\w+)", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(benches)


@pytest.mark.parametrize("name", [*PROSE, *(str(one.relative_to(ROOT)) for one in ROOT.glob("plugins/*/README.md"))])
def test_the_places_named_in_prose_exist(name: str) -> None:
    """写着去哪里改的，那个文件、那个名字真的在。"""
    named = re.findall(
        r"`((?:core|plugins|cli|sandbox|tests|bench|data|deploy)/[\w./]+)`(?: 的 ((?:`\w+`、?)+))?",
        (ROOT / name).read_text("utf-8"),
    )
    for path, names in named:
        if path.startswith("data/") and not path.startswith("data/seed"):
            continue  # 运行时才有
        place = ROOT / path
        if re.fullmatch(r"[\x00-\x7f]+", path):
            assert place.exists(), path
            for one in re.findall(r"\w+", names):
                assert re.search(rf"\b{one}\b", place.read_text("utf-8")), f"{path} 里没有 {one}"


def test_every_plugin_is_in_the_architecture() -> None:
    plugins = [one.parent.name for one in (ROOT / "plugins").glob("*/__init__.py")]
    rows = (
        (ROOT / "ARCHITECTURE.md")
        .read_text("utf-8")
        .partition("个插件，各有一页 README")[2]
        .partition("两个插件都要")[0]
    )
    assert sorted(set(re.findall(r"`(\w+)`", rows))) == sorted(plugins)


def test_each_command_tells_its_use_in_its_first_line() -> None:
    for name in COMMANDS:
        first = (ROOT / "cli" / f"{name}.py").read_text("utf-8").splitlines()[0]
        assert f"python3 run.py {name}" in first or name == "run", first


def test_commands_that_need_development_tools_are_known_to_run() -> None:
    """run.py 只按 requirements.lock 装；用得着开发工具的命令要写在它的名单里。"""
    listed = re.search(r"FOR_DEVELOPERS = \{([^}]*)\}", (ROOT / "run.py").read_text("utf-8"))
    assert listed is not None
    assert set(re.findall(r'"(\w+)"', listed[1])) <= COMMANDS


def test_the_project_is_described_in_chinese_and_needs_python_3_11() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == ">=3.11"
    assert "支部群助手" in project["description"]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_pin_every_package_by_hash_and_name_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert " @ " not in text
    entries = [one for one in re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip()) if not one.startswith("#")]
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._\[\]-]+==[\w.!+]+[ ;]", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


def test_the_development_lock_holds_the_same_versions_as_the_runtime_lock() -> None:
    def pinned(lock: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text("utf-8"), re.MULTILINE))

    assert pinned("requirements.lock") <= pinned("requirements-dev.lock")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_what_we_ask_for_is_locked(lock: str) -> None:
    source = (ROOT / lock.replace(".lock", ".in")).read_text("utf-8")
    wanted = re.findall(r"^([A-Za-z0-9][\w.-]*)", source, re.MULTILINE)
    locked = (ROOT / lock).read_text("utf-8").lower()
    missing = [
        name for name in wanted if not re.search(rf"^{re.escape(name.lower())}(\[.*\])?==", locked, re.MULTILINE)
    ]
    assert not missing
