"""The lists of a Word file in XML, and which paragraphs belong to them."""

from crawlers.attachments.containers import Node, attr, child, tag
from crawlers.attachments.numbering import Level, Numbering


class WordLists:
    """Gives a paragraph the number that Word would put before it."""

    def __init__(self, numbering: Node | None, styles: Node | None) -> None:
        lists = _Lists()
        for node in numbering if numbering is not None else ():
            if tag(node) == "abstractNum":
                lists.add_abstract(node)
        for node in numbering if numbering is not None else ():
            if tag(node) == "num":
                lists.add(node)
        self._numbering = Numbering(lists.levels, lists.shared, lists.restarts)
        self._of_style = lists.of_style
        self._styles = {
            attr(node, "styleId"): node
            for node in (styles if styles is not None else ())
            if tag(node) == "style"
        }

    def label(self, paragraph: Node) -> str:
        """The paragraph's number, with what stands around it; empty if it is in no list."""
        properties = child(paragraph, "pPr")
        if properties is None:
            return ""
        style = _value(properties, "pStyle")
        name, depth = _place(properties)
        if name is None:
            name, depth = self._by_style(style)
        if not name or name == "0":
            return ""
        if depth is None:
            depth = self._of_style.get((name, style), 0)
        return self._numbering.label(name, depth)

    def _by_style(self, style: str) -> tuple[str | None, int | None]:
        for _ in range(10):  # styles rest upon styles, in damaged files for ever
            node = self._styles.get(style)
            if node is None:
                break
            properties = child(node, "pPr")
            if properties is not None and (place := _place(properties))[0] is not None:
                name, depth = place
                return name, self._of_style.get((name or "", style), depth)
            style = _value(node, "basedOn")
        return None, None


class _Lists:
    """The declarations of a numbering part."""

    def __init__(self) -> None:
        self.levels: dict[str, dict[int, Level]] = {}
        self.shared: dict[str, str] = {}
        self.restarts: dict[str, dict[int, int]] = {}
        self.of_style: dict[tuple[str, str], int] = {}
        self._abstract: dict[str, dict[int, Level]] = {}
        self._styles: dict[str, dict[str, int]] = {}

    def add_abstract(self, node: Node) -> None:
        key = attr(node, "abstractNumId")
        nodes = [one for one in node if tag(one) == "lvl"]
        self._abstract[key] = {_number(attr(one, "ilvl")): _level(one) for one in nodes}
        self._styles[key] = {
            style: _number(attr(one, "ilvl")) for one in nodes if (style := _value(one, "pStyle"))
        }

    def add(self, node: Node) -> None:
        name, key = attr(node, "numId"), _value(node, "abstractNumId")
        levels = dict(self._abstract.get(key, {}))
        for override in node:
            if tag(override) != "lvlOverride":
                continue
            depth = _number(attr(override, "ilvl"))
            if (level := child(override, "lvl")) is not None:
                levels[depth] = _level(level)
            if start := _value(override, "startOverride"):
                self.restarts.setdefault(name, {})[depth] = _number(start)
        self.levels[name] = levels
        self.shared[name] = key
        for style, depth in self._styles.get(key, {}).items():
            self.of_style[name, style] = depth


def _level(node: Node) -> Level:
    start = _value(node, "start")
    return Level(
        start=_number(start) if start else 1,
        form=_value(node, "numFmt") or "decimal",
        text=_value(node, "lvlText"),
    )


def _place(properties: Node) -> tuple[str | None, int | None]:
    """List and level that the properties name; None for what they do not say."""
    node = child(properties, "numPr")
    if node is None:
        return None, None
    name, depth = _value(node, "numId"), _value(node, "ilvl")
    return name or None, _number(depth) if depth else None


def _value(node: Node, name: str) -> str:
    found = child(node, name)
    return attr(found, "val") if found is not None else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
