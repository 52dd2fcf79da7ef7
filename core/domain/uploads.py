"""别人传上来的文件读出来的样子：几张表，或几行字；还不知道是花名册还是题库。"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UploadedSheet:
    """一张表：rows 是从第一行起的各行各格，一律是去了首尾空白的文字，空格子为空串；行号就是下标加一。"""

    name: str
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Upload:
    """一个读出来的文件。

    name 是文件名；suffix 是小写的后缀（含点）；表格（.xlsx .xls .csv）在 sheets 里，
    文字（.docx .txt .md .json）在 text 里，各行以换行隔开，行号就是第几行。
    """

    name: str
    suffix: str
    sheets: tuple[UploadedSheet, ...] = ()
    text: str = ""
