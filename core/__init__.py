"""各功能插件共用的内核：domain 不认识数据库，store 不认识聊天，chat 不认识具体功能。"""

VERSION = "0.1.0"
"""与 pyproject.toml 里的一致，有测试看着。"""
