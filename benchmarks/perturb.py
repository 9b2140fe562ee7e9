"""Saved pages written anew: other names, other layouts, other neighbours; the facts stay the same.

What a rule reads from a name that one publishing system happens to use breaks here.
"""

import copy
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from string import printable
from typing import Any
from urllib.parse import quote

import html5lib
from lxml import etree

from benchmarks.extraction import Case, squash
from crawlers.page import Page
from storage.text import fold

Node = Any
Perturbation = Callable[[Node, list[Node]], None]

_LINKS = "".join(
    f'<li><a href="/xw/2024{n:02}/t2024{n:02}11_{n}.html">开变市召开第{n}次节能工作推进会议，'
    f"研究部署重点任务</a><span>2024-{n:02}-11</span></li>"
    for n in range(1, 13)
)
_RELATED = "".join(
    f'<li><a href="/zc/t20230{n}01_9{n}.html">'
    f"开变市发展和改革委员会关于做好第{n}季度节能工作的通知</a></li>"
    for n in range(1, 7)
)


def _renamed(root: Node, _: list[Node]) -> None:
    for element in root.iter(etree.Element):
        for name in ("class", "id"):
            if told := element.get(name):
                element.set(name, " ".join(map(_word, told.split())))


def _word(name: str) -> str:
    return "w" + "".join(chr(97 + byte % 26) for byte in hashlib.sha256(name.encode()).digest()[:7])


def _nameless(root: Node, _: list[Node]) -> None:
    for element in root.iter(etree.Element):
        for name in ("class", "id"):
            element.attrib.pop(name, None)


def _untagged(root: Node, _: list[Node]) -> None:
    for element in list(root.iter("meta")):
        if element.get("name"):
            _drop(element)


def _drop(element: Node) -> None:
    above, tail = element.getparent(), element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        above.text = (above.text or "") + tail
    above.remove(element)


def _wrapped(_: Node, bodies: list[Node]) -> None:
    for body in bodies:
        for tag in ("div", "div", "section", "div"):
            _enclose(body, tag)


def _enclose(body: Node, tag: str) -> Node:
    """All that the body holds goes into one new element inside it."""
    inner = etree.Element(tag)
    inner.text, body.text = body.text, None
    inner.extend(list(body))
    body.append(inner)
    return inner


def _in_table(_: Node, bodies: list[Node]) -> None:
    for body in bodies:
        for tag in ("td", "tr", "tbody", "table"):
            _enclose(body, tag)
        row = body[0][0][0]
        row.addprevious(etree.fromstring('<tr><td height="10"> </td></tr>'))
        row.addnext(etree.fromstring('<tr><td height="10"> </td></tr>'))


def _broken(_: Node, bodies: list[Node]) -> None:
    """Lines end with <br> instead of standing in <p>."""
    for body in bodies:
        for element in list(body.iter("p")):
            element.tag = "span"
            line = etree.Element("br")
            line.tail, element.tail = element.tail, None
            element.addnext(line)
            first = etree.Element("br")
            element.addprevious(first)


def _soup(root: Node, _: list[Node]) -> None:
    """Nothing but div and span."""
    for element in root.iter("p", "h1", "h2", "h3", "h4", "ul", "li", "section", "article"):
        element.tag = "div"


def _beside(_: Node, bodies: list[Node]) -> None:
    aside = html5lib.parseFragment(
        f"<div><h3>新闻动态</h3><ul>{_LINKS}</ul></div>", treebuilder="lxml",
        namespaceHTMLElements=False,
    )[0]  # fmt: skip
    if bodies[0].getparent() is not None and bodies[0].tag != "body":
        bodies[0].addprevious(aside)


def _after(_: Node, bodies: list[Node]) -> None:
    more = html5lib.parseFragment(
        f"<div><div>相关文件</div><ul>{_RELATED}</ul></div>", treebuilder="lxml",
        namespaceHTMLElements=False,
    )[0]  # fmt: skip
    if bodies[-1].getparent() is not None and bodies[-1].tag != "body":
        more.tail, bodies[-1].tail = bodies[-1].tail, None
        bodies[-1].addnext(more)


def _unheaded(root: Node, bodies: list[Node]) -> None:
    """The smallest element outside the body that holds two labels of an information table goes."""
    inside = {e for body in bodies for e in body.iter()}
    inside |= {e for body in bodies for e in body.iterancestors()}
    labels = re.compile("索引号|发文字号|文号|发布机构|成文日期|主题分类|发文机关")
    for element in list(root.iter("table", "ul", "div", "dl")):
        if element in inside or element.getparent() is None:
            continue
        if len(set(labels.findall("".join(element.itertext())))) > 1:
            _drop(element)


def _all(root: Node, bodies: list[Node]) -> None:
    for change in (_renamed, _untagged, _wrapped, _soup, _after):
        change(root, bodies)


PERTURBATIONS: dict[str, Perturbation] = {
    "renamed": _renamed,
    "nameless": _nameless,
    "no meta tags": _untagged,
    "no info table": _unheaded,
    "wrapped": _wrapped,
    "in a table": _in_table,
    "broken by br": _broken,
    "div soup": _soup,
    "news beside": _beside,
    "related after": _after,
    "all": _all,
}
_WRONG_CHARSETS = (("utf-8 said gb2312", "utf-8", "gb2312"), ("gbk said utf-8", "gb18030", "utf-8"))


def perturbed(cases: list[Case], gold: Any, specs: dict[str, Any]) -> Iterator[tuple[str, Case]]:
    """Each page in each of its other forms, with what is still true of it."""
    for case in cases:
        spec = specs.get(case.name)
        if spec is None or not (spec.get("body_css") or spec.get("body_xpath")):
            continue
        for name, change in PERTURBATIONS.items():
            root = copy.deepcopy(gold.tree(case.name))
            bodies = gold.containers(root, spec.get("body_css"), spec.get("body_xpath"))
            change(root, bodies)
            yield name, _case(case, root)
        for name, codec, said in _WRONG_CHARSETS:
            root = copy.deepcopy(gold.tree(case.name))
            for meta in list(root.iter("meta")):
                if meta.get("charset") or "charset" in (meta.get("content") or ""):
                    _drop(meta)
            root.insert(0, etree.Element("meta", charset=said))
            yield name, _case(case, root, codec)


def _case(case: Case, root: Node, codec: str = "utf-8") -> Case:
    body = etree.tostring(root, method="html", encoding="unicode").encode(codec, "replace")
    shown = fold("".join(_texts(root)))
    truth = {name: value for name, value in case.truth.items() if _still(value, shown)}
    truth["attachments"] = [file | {"url": _written(file["url"])} for file in truth["attachments"]]
    page = Page(url=case.page.url, body=b"<!DOCTYPE html>" + body, media_type="text/html")
    return replace(case, page=page, truth=truth)


def _written(url: str) -> str:
    """The address as the writer of the tree escapes it."""
    return quote(url, safe=printable)


def _texts(root: Node) -> Iterator[str]:
    for element in root.iter(etree.Element):
        yield element.text or ""
        yield element.get("content") or ""
        for child in element:
            yield child.tail or ""


def _still(value: object, shown: str) -> bool:
    """The page still says it (what it never said is true as long as nothing is invented)."""
    if not isinstance(value, str):
        return True
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
        y, m, d = found.groups()
        return bool(re.search(rf"{y}\D{{1,3}}0?{int(m)}\D{{1,3}}0?{int(d)}|{y}{m}{d}|〇|○", shown))
    return fold(squash(value)) in shown or "〔" in value
