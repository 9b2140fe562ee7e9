"""The hash of a page: another power or fraction is another page, another spelling is not."""

import pytest

from pipeline.normalise import content_hash
from storage.records import Block, Content


def hashed(text: str) -> str:
    return content_hash(Content(title="锅炉办法", blocks=(Block(kind="paragraph", text=text),)))


@pytest.mark.parametrize(
    ("one", "other"), [("烟气量大于10⁴立方米", "烟气量大于104立方米"), ("按1½倍计", "按11/2倍计")]
)
def test_another_figure_is_another_page(one: str, other: str) -> None:
    assert hashed(one) != hashed(other)


def test_another_spelling_is_the_same_page() -> None:
    assert hashed("（一）排放量为３ｍ³，按〔2021〕3号文件") == hashed(
        "(一)排放量为3m3,按[2021]3号文件"
    )
