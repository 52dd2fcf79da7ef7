"""读 OneBot v11 的原始报文：把各家实现的出入都在这里抹平，什么报文都不出错。"""

from core.chat.onebot.fields import Frame, frame_of, rows_in
from core.chat.onebot.messages import PLATFORM, read_message, read_past
from core.chat.onebot.notices import read_notice

__all__ = ["PLATFORM", "Frame", "frame_of", "read_message", "read_notice", "read_past", "rows_in"]
