"""Pictures that may carry text of the document, as told apart from icons."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from crawlers.extract.flat import Element, Flat, clean

_ICON = re.compile(
    r"icon|ico[_./]|/images?/|filetype|blank|space|logo|qrcode|ewm|share|arrow|btn|\.gif|^data:",
    re.I,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|bmp|webp|tiff?)$", re.I)


def content_images(flat: Flat, elements: Iterable[Element]) -> Iterator[tuple[Element, str]]:
    """The pictures among the elements that may carry text, each with its name."""
    for element in elements:
        if element.tag == "math" and not (element.hidden or flat.text(element)):
            yield element, "公式"
        if element.tag != "img" or element.hidden:
            continue
        attrs = element.attrs
        source = attrs.get("src", "")
        path = urlsplit(source).path if len(source) < 2000 and "[" not in source else ""
        if _ICON.search(source) or not _PICTURE.search(path):
            continue
        name = clean(attrs.get("alt", "") or attrs.get("title", "")) or unquote(
            path.rsplit("/", 1)[-1]
        )
        yield element, name[:120]
