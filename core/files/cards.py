"""画卡片：Card → PNG。Typst 只在一个专用的线程里跑，事件循环不停；数据以 JSON 交进去，从不拼进标记。"""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

from pylopdf_fonts_zh_cn import sans_path
from typst import Compiler, TypstError

from core.domain.attachments import Card
from core.files.glyphs import Glyphs

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 400 * 1024
"""一张图至多多少字节；再大的手机上慢，有的客户端发不出。"""
_SHARPNESS = (160, 110)
"""每英寸多少点；头一档太大了就用第二档。"""
_SECONDS = 15.0
_TEMPLATE = re.compile(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*")


class CardNotMade(Exception):
    """卡片没有画成；发的人只发文字。"""


class Press:
    """一个进程一台。"""

    def __init__(self, folder: Path = ROOT / "plugins") -> None:
        """Folder 是各插件的目录，模板在 folder/插件名/模板名.typ。"""
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="typst")
        self._made: tuple[Compiler, Glyphs] | None = None

    async def draw(self, card: Card) -> bytes:
        """画一张；画不出的抛 CardNotMade。"""
        work = asyncio.get_running_loop().run_in_executor(self._thread, self._draw, card)
        try:
            return await asyncio.wait_for(work, _SECONDS)
        except TimeoutError:
            raise CardNotMade(f"{card.template} 画得太慢") from None

    def _draw(self, card: Card) -> bytes:
        source = self._folder / f"{card.template}.typ"
        if not _TEMPLATE.fullmatch(card.template) or not source.is_file():
            raise CardNotMade(f"没有 {card.template} 这个模板")
        compiler, glyphs = self._tools()
        try:
            data = json.dumps(_cleaned(card.data, glyphs), ensure_ascii=False)
            for ppi in _SHARPNESS:
                made = compiler.compile(source, format="png", ppi=ppi, sys_inputs={"data": data})
                # 一页的给字节，几页的给列表；卡片只有一页
                if isinstance(made, bytes) and len(made) <= LARGEST:
                    return made
        except (TypstError, TypeError, ValueError) as error:
            raise CardNotMade(f"{card.template}：{error}") from error
        raise CardNotMade(f"{card.template} 画出来太大，或者不止一页")

    def _tools(self) -> tuple[Compiler, Glyphs]:
        """字体二十兆，用得着时才装，装一次。"""
        if self._made is None:
            sans = sans_path()
            self._made = Compiler(root=ROOT, font_paths=[sans.parent], ignore_system_fonts=True), Glyphs(sans)
        return self._made


def _cleaned(value: object, glyphs: Glyphs) -> Any:
    """把里面的文字都收拾干净。"""
    match value:
        case str():
            return glyphs.clean(value)
        case Mapping():
            return {str(key): _cleaned(one, glyphs) for key, one in cast("Mapping[object, object]", value).items()}
        case Sequence():
            return [_cleaned(one, glyphs) for one in cast("Sequence[object]", value)]
        case _:
            return value
