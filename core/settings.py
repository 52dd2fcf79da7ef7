"""设置：每台机器不同的几项，从 .env 或同名环境变量读取。支部想改的东西不在这里，在聊天里改。"""

import os
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
_DECIDING = ("ONEBOT_ACCESS_TOKEN", "DATABASE_URL", "ONEBOT_V11_WS_URLS", "ONEBOT_V12_WS_URLS")

Mode = Literal["production", "sandbox"]
CommaList = Annotated[tuple[str, ...], NoDecode]


_REASONS = {
    "int_parsing": "要写一个整数",
    "float_parsing": "要写一个数",
    "less_than_equal": "不能大于 {le}",
    "greater_than_equal": "不能小于 {ge}",
    "literal_error": "只能写 {expected}",
}


class SettingsError(Exception):
    """设置有误；文字是说给运维的一句话。"""


class Settings(BaseSettings):
    """全部设置。"""

    model_config = SettingsConfigDict(extra="ignore", env_file_encoding="utf-8", frozen=True, env_ignore_empty=True)

    bot_mode: Mode = "production"
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=1, le=65535)
    onebot_access_token: str = ""
    onebot_v11_ws_urls: CommaList = ()
    onebot_v12_ws_urls: CommaList = ()
    api_timeout: float = Field(10.0, ge=1, le=60)
    sends_per_minute: int = Field(20, ge=1, le=600)
    superusers: CommaList = ()
    database_url: str = ""
    data_dir: Path = ROOT / "data"
    timezone: str = "Asia/Shanghai"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("superusers", "onebot_v11_ws_urls", "onebot_v12_ws_urls", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            pieces = (piece.strip("\"'[]") for piece in re.split(r"[\s,，、;；]+", value))
            return tuple(piece for piece in pieces if piece)
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("host")
    @classmethod
    def _address(cls, value: str) -> str:
        if value == "localhost":
            return "127.0.0.1"
        try:
            return str(ip_address(value))
        except ValueError:
            msg = "要写 IP 地址，如 127.0.0.1 或 0.0.0.0"
            raise ValueError(msg) from None

    @field_validator("database_url")
    @classmethod
    def _url(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:", "sqlite+", "postgres:", "postgresql:", "postgresql+asyncpg:")):
            msg = "要写 postgresql://用户:密码@主机/库名"
            raise ValueError(msg)
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            msg = "没有这个时区，如 Asia/Shanghai"
            raise ValueError(msg) from None
        return value

    @property
    def sandboxed(self) -> bool:
        """是不是体验模式。"""
        return self.bot_mode == "sandbox"

    @property
    def data(self) -> Path:
        """这一模式下数据放在哪儿。"""
        return self.data_dir / "sandbox" if self.sandboxed else self.data_dir

    @property
    def database(self) -> str:
        """SQLAlchemy 地址；体验模式只用自己的 SQLite，不看 DATABASE_URL。"""
        if self.sandboxed or not self.database_url:
            return f"sqlite:///{self.data / 'bot.db'}"
        scheme, _, rest = self.database_url.partition("://")
        if scheme in {"postgres", "postgresql"}:
            return f"postgresql+asyncpg://{rest}"
        return f"sqlite://{rest}" if scheme.startswith("sqlite") else self.database_url

    @property
    def on_loopback(self) -> bool:
        """是不是只听本机。"""
        return ip_address(self.host).is_loopback

    def for_nonebot(self) -> dict[str, Any]:
        """交给 nonebot.init 的配置。"""
        return {
            "driver": "~fastapi+~websockets",
            "host": self.host,
            "port": self.port,
            "superusers": set(self.superusers),
            "log_level": self.log_level,
            "onebot_access_token": self.onebot_access_token or None,
            "onebot_v11_ws_urls": set(self.onebot_v11_ws_urls),
            "onebot_v12_ws_urls": set(self.onebot_v12_ws_urls),
            "api_timeout": self.api_timeout,
        }


def load(env_file: Path = ROOT / ".env") -> Settings:
    """读设置并定下模式；有误时抛 SettingsError，一句话说清是哪一项。"""
    mode = os.environ.get("BOT_MODE")
    if not mode and not env_file.exists() and not any(os.environ.get(name) for name in _DECIDING):
        mode = "sandbox"
    chosen: dict[str, Any] = {"bot_mode": mode} if mode else {}
    try:
        settings = Settings(_env_file=env_file, **chosen)  # pyright: ignore[reportCallIssue] 由 BaseSettings 动态接受
    except ValidationError as error:
        first = error.errors()[0]
        reason = _REASONS.get(first["type"], first["msg"].removeprefix("Value error, ")).format(**first.get("ctx", {}))
        name = str(first["loc"][0]).upper()
        message = f"设置 {name} 有误：{reason}。请改 .env 或环境变量 {name}。"
        raise SettingsError(message) from None
    except UnicodeDecodeError:
        message = f"{env_file} 不是 UTF-8 编码，请另存为 UTF-8 再启动。"
        raise SettingsError(message) from None
    return _checked(settings)


def _checked(settings: Settings) -> Settings:
    if settings.sandboxed:
        # 体验模式只在本机，凭证自用；网页和模拟的 QQ 都在这一个进程里
        return settings.model_copy(update={"host": "127.0.0.1", "onebot_v11_ws_urls": (), "onebot_v12_ws_urls": ()})
    if not settings.on_loopback and not settings.onebot_access_token:
        message = (
            f"HOST={settings.host} 不只听本机，必须先设置 ONEBOT_ACCESS_TOKEN（与 OneBot 客户端一致），助手没有启动。"
        )
        raise SettingsError(message)
    return settings
