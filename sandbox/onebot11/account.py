"""一个说 OneBot v11 的机器人账号，和它假装的实现。"""

from dataclasses import dataclass
from typing import Literal

from sandbox.world import World

EMOJI_LIKE, GROUP_REACTION = "set_msg_emoji_like", "set_group_reaction"
NOT_FRIENDS, SILENCED = 16, 120
"""QQ 服务端的结果码：不是好友、正在被禁言。"""


@dataclass(frozen=True, slots=True)
class Profile:
    """一家实现的脾气。

    lacks 是它没有的接口；takes_base64 为假的，上传文件只认它自己机器上的路径；
    reaction 是贴表情的通知叫什么，file_message 是群文件来时那条消息的样子，None 都是没有；
    failed、unsupported 是办不成和没有接口时的返回码。
    """

    app_name: str
    app_version: str = "1.0.0"
    lacks: frozenset[str] = frozenset({GROUP_REACTION})
    takes_base64: bool = True
    reaction: Literal["group_msg_emoji_like", "reaction"] | None = "group_msg_emoji_like"
    file_message: Literal["file", "empty"] | None = "file"
    failed: int = 1200
    unsupported: int = 1404


SANDBOX = Profile("支部群助手体验版")
NAPCAT = Profile("NapCat.Onebot", "4.9.0")
LLBOT = Profile("LLOneBot", "8.1.7")
LAGRANGE = Profile(
    "Lagrange.OneBot",
    "0.0.3",
    lacks=frozenset({EMOJI_LIKE, "get_file"}),
    takes_base64=False,
    reaction="reaction",
    file_message="empty",
    failed=200,
    unsupported=404,
)
GOCQ = Profile(
    "go-cqhttp",
    "v1.2.0",
    lacks=frozenset({EMOJI_LIKE, GROUP_REACTION, "get_friend_msg_history", "get_private_file_url", "get_file"}),
    takes_base64=False,
    reaction=None,
    file_message=None,
    failed=100,
)


@dataclass(frozen=True, slots=True)
class Account:
    """世界里的一个机器人，用哪家实现。"""

    world: World
    self_id: str
    profile: Profile
