"""Rows that lead nowhere: titles and days, and no address that one could ask for."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.families import dates
from crawlers.families.candidates import texts_of
from crawlers.families.links import SCRIPTED, address_of
from storage.text import squeeze

_FEWEST = 3
_TITLE = 8
_MOST_ROWS = 3000
_MOST_TEXTS = 20


def unaddressed(tree: LexborHTMLParser, url: str) -> int:
    """How many elements show a title and a day, and lead nowhere; 0 if they are no list."""
    nodes = tree.css("li, tr, dl, a")[:_MOST_ROWS]
    holders = (node.parent if node.tag == "a" else node for node in nodes)
    rows = {node.mem_id: node for node in holders if node is not None}
    count = sum(_is_bare(node, url) for node in rows.values())
    return count if count >= _FEWEST else 0


def _is_bare(node: LexborNode, url: str) -> bool:
    texts = [squeeze(text) for text in texts_of(node) if text.strip()]
    if not 1 < len(texts) <= _MOST_TEXTS:
        return False
    days = [text for text in texts if dates.lone_date(text) or dates.month_day([text])]
    if not days or max(map(len, texts)) < _TITLE:
        return False
    return not any(address_of(one, url) for one in (node, *node.css(f"a, {SCRIPTED}")))


def led_by_script(count: int) -> str:
    """What people are told of such a list."""
    return (
        f"列表的 {count} 条链接由脚本打开，没有网址，读不到正文；请改用栏目的数据接口或别的栏目页"
    )
