"""分词与相似：简答题的要点提到了几个，只作参考。

jieba 的词典装进来要一两秒，启动之后在后台线程里装；没装好时先按两个字两个字地比。
"""

import re
import warnings
from functools import lru_cache
from typing import Any

_HAN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")
_MENTIONED = 0.5
_EMPTY = frozenset("的了和与及或在是为对把被将等个一不也都就")
_loaded: list[Any] = []


def load() -> None:
    """装词典；要一两秒，在后台线程里做。"""
    with warnings.catch_warnings():
        # jieba 的源文件里有旧式的转义，又用了过时的 pkg_resources；都不碍事
        warnings.filterwarnings("ignore", module=r"jieba|pkg_resources")
        warnings.filterwarnings("ignore", message=r".*(invalid escape sequence|pkg_resources).*")
        import jieba  # noqa: PLC0415 引进来就要几百毫秒，所以留到后台
    tokenizer: Any = jieba.dt
    # 不用它的 initialize：那样读缓存是一整块 C 代码，几百毫秒里谁也轮不到
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    _loaded.append(tokenizer)
    words_in.cache_clear()


@lru_cache(maxsize=1024)
def words_in(text: str) -> frozenset[str]:
    """一段话里的词，虚词不算。"""
    pieces = _HAN.findall(text.lower())
    if _loaded:
        found = {word for piece in pieces for word in _loaded[0].lcut(piece)}
    else:
        found = {piece[i : i + 2] for piece in pieces for i in range(max(1, len(piece) - 1))}
    return frozenset(one for one in found if one not in _EMPTY)


def likeness(point: str, said: str) -> float:
    """说的话里有要点的几成词。"""
    wanted = words_in(point)
    return len(wanted & words_in(said)) / len(wanted) if wanted else 0.0


def mentions(point: str, said: str) -> bool:
    """像是提到了这个要点。"""
    return likeness(point, said) >= _MENTIONED
