"""What a delivery is of, in words."""

from typing import Any, get_args

import pytest

from pipeline.telling.what_for import what_for
from storage.records import MessageKind
from tests.pipeline.telling.due import delivery


@pytest.mark.parametrize(
    ("kind", "period", "words"),
    [
        ("digest", "2026-W47", "2026-W47"),
        ("digest", "2026-11-26T091203", "2026-11-26T091203"),
        ("confirmation", "signup 8c2c326c23882838 f5ce09ab2d38652c", "确认信"),
        ("confirmation", "welcome 8c2c326c23882838 f5ce09ab2d38652c", "欢迎信"),
        ("notice", "problems opened 8c2c326c23882838", "问题通知"),
        ("notice", "problems over 8c2c326c23882838", "问题解决通知"),
        ("notice", "ended 13c89ec8d01fbe06 20261126T133900", "停用通知"),
        ("notice", "failing 13c89ec8d01fbe06 20261126T133900", "未送达通知"),
        ("notice", "moved e58cedf38bd86be1 c1adee2ec14c3842", "改寄通知"),
        ("notice", "of another time", "通知"),
        ("test", "test 20261126T133617843308", "测试消息"),
        ("canary", "canary 2 email", "自检"),
    ],
)
def test_what_for(kind: Any, period: str, words: str) -> None:
    assert what_for(delivery(kind=kind, period=period)) == words


@pytest.mark.parametrize("kind", get_args(MessageKind))
def test_every_kind_has_words(kind: Any) -> None:
    assert what_for(delivery(kind=kind, period="x"))
