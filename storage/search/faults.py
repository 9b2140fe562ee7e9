"""What is wrong with an index that cannot be read."""

from storage.faults import WrongError


class BrokenIndexError(WrongError):
    """A row of the index is missing, or is not what was written."""

    def __init__(self) -> None:
        super().__init__(
            "检索索引不完整或不是本版本的：请停止使用同一数据库的其他版本程序，"
            "再用 policywatch search --rebuild 重建。"
        )
