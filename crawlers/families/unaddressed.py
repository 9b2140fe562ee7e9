"""Rows that lead nowhere: titles and days, and no address that one could ask for."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.families import dates
from crawlers.families.candidates import texts_of
from crawlers.families.links import SCRIPTED, address_of, attribute
from storage.text import squeeze

_FEWEST = 3
_TITLE = 8
_MOST_ROWS = 3000
_MOST_TEXTS = 20


def why_unaddressed(tree: LexborHTMLParser, url: str) -> str:
    """What people are told of a list whose elements show a title and a day, and lead nowhere;
    empty if there is none."""
    nodes = tree.css("li, tr, dl, a")[:_MOST_ROWS]
    holders = (node.parent if node.tag == "a" else node for node in nodes)
    rows = {node.mem_id: node for node in holders if node is not None}
    bare = [node for node in rows.values() if _is_bare(node, url)]
    if len(bare) < _FEWEST:
        return ""
    scripted = sum(map(_is_scripted, bare))
    how = "链接由脚本打开，没有网址" if scripted >= _FEWEST else "标题没有链接"
    count = scripted if scripted >= _FEWEST else len(bare)
    return f"列表的 {count} 条{how}，读不到正文；请改用栏目的数据接口或别的栏目页"


def _is_scripted(node: LexborNode) -> bool:
    """Something in the row names a script; a link without anything to open names none."""
    return any(
        attribute(one, "href").strip() or attribute(one, "onclick").strip()
        for one in (node, *node.css("a, [onclick]"))
    )


def _is_bare(node: LexborNode, url: str) -> bool:
    texts = [squeeze(text) for text in texts_of(node) if text.strip()]
    if not 1 < len(texts) <= _MOST_TEXTS:
        return False
    days = [text for text in texts if dates.lone_date(text) or dates.month_day([text])]
    if not days or max(map(len, texts)) < _TITLE:
        return False
    return not any(address_of(one, url) for one in (node, *node.css(f"a, {SCRIPTED}")))
