"""启动入口：装好 NoneBot、适配器、插件和运行环境。用法见 README。"""

import os
import sys
from importlib import import_module

import nonebot

from core.chat import logs, startup
from core.chat.startup import House
from core.settings import ROOT, Settings

LISTS = {"SUPERUSERS", "ONEBOT_V11_WS_URLS", "ONEBOT_V12_WS_URLS"}


def build(settings: Settings) -> House:
    """按设置装好一个助手；数据库要先升级好。装好后用 nonebot.run() 运行。"""
    logs.set_up(settings.log_level, None if settings.sandboxed else logs.file_in(settings.data, settings.port))
    # NoneBot 自己也读环境变量，并把这几项当 JSON；值已经在 settings 里了
    for name in [name for name in os.environ if name.upper() in LISTS]:
        del os.environ[name]
    nonebot.init(_env_file=None, **settings.for_nonebot())
    logs.shorten()
    driver = nonebot.get_driver()
    for adapter in startup.ADAPTERS:
        driver.register_adapter(adapter)
    for name in sorted(path.parent.name for path in (ROOT / "plugins").glob("*/__init__.py")):
        if nonebot.load_plugin(f"plugins.{name}") is None:
            # NoneBot 只把装不上的插件写进日志，少一个功能照样跑；我们宁可不启动
            sys.exit(f"插件 {name} 装不上，原因见上面的日志；助手没有启动。")
    return startup.attach(driver, settings)


if __name__ == "__main__":
    # 与 python3 run.py 走同一条路：读设置、升级数据库、检查端口，再回来装配
    sys.exit(import_module("cli.run").main([]))
