"""不启动机器人，只把各插件的口令表装出来，供 explain、docs 使用。"""

from importlib import import_module

from core.chat import router
from core.chat.routes import Routes
from core.settings import ROOT


def load_routes() -> Routes:
    """装好的口令表。"""
    for path in sorted((ROOT / "plugins").glob("*/__init__.py")):
        import_module(f"plugins.{path.parent.name}")
    return Routes.of(router.installed)
