"""The rows of a list in other markup: every shape that agencies are known to write, and more."""

import json
from collections.abc import Callable
from html import escape

from lxml import html

from benchmarks.list_perturb import Case, Row, Show, bracketed, clock, dashes, dots, slashes, words

_SUMMARY = "现将有关事项通知如下，请认真贯彻执行。"


def _rendered(case: Case, row: Callable[[Row], str], around: str = "<ul>{}</ul>") -> None:
    case.replace(around.replace("{}", "".join(map(row, case.rows))))


def _shown(row: Row, show: Show, tag: str = "span") -> str:
    day = row.get("published_on")
    return f"<{tag}>{show(day)}</{tag}>" if day else ""


def _link(row: Row, inner: str = "") -> str:
    return f'<a href="{escape(row["url"])}" target="_blank">{escape(row["title"])}{inner}</a>'


def after(show: Show) -> Callable[[Case], None]:
    return lambda case: _rendered(case, lambda r: f"<li>{_link(r)}{_shown(r, show)}</li>")


def before(case: Case) -> None:
    _rendered(case, lambda r: f"<li>{_shown(r, dashes, 'em')}{_link(r)}</li>")


def inside(case: Case) -> None:
    _rendered(case, lambda r: f"<li>{_link(r, _shown(r, dashes))}</li>")


def inside_bare(case: Case) -> None:
    """The date is the last words of the link's own text."""
    _rendered(
        case,
        lambda r: (
            f'<li><a href="{escape(r["url"])}"><p>{escape(r["title"])}</p>'
            f"{_shown(r, dashes, 'p')}</a></li>"
        ),
    )


def cells(case: Case) -> None:
    _rendered(
        case,
        lambda r: f"<tr><td>•</td><td>{_link(r)}</td><td>{_shown(r, dashes)}</td></tr>",
        "<table><tbody>{}</tbody></table>",
    )


def headed(case: Case) -> None:
    case.rows.sort(key=lambda r: r["url"])
    numbered = {id(row): n for n, row in enumerate(case.rows, 1)}
    _rendered(
        case,
        lambda r: (
            f"<tr><td>{numbered[id(r)]}</td><td>{_link(r)}</td><td>{_shown(r, words)}</td></tr>"
        ),
        "<table><tr><th>序号</th><th>名称</th><th>发布日期</th></tr>{}</table>",
    )


def blocks(case: Case) -> None:
    _rendered(
        case,
        lambda r: (
            f"<div><div><h3>{_link(r)}</h3></div>"
            f"<div><p>来源：某部</p><p>{_shown(r, clock)}</p></div></div>"
        ),
        "<div>{}</div>",
    )


def flat(case: Case) -> None:
    _rendered(
        case,
        lambda r: f"· {_link(r)}　{_shown(r, bracketed, 'font')}<br>",
        "<div>{}</div>",
    )


def tiles(case: Case) -> None:
    def row(r: Row) -> str:
        day = r.get("published_on")
        leaf = f"<div><b>{day[8:]}</b><i>{day[:7]}</i></div>" if day else ""
        return f"<li>{leaf}<div><h4>{_link(r)}</h4><p>各有关单位：{_SUMMARY}</p></div></li>"

    _rendered(case, row)


def leaves(case: Case) -> None:
    """05, and 12月 / 2023 beneath it, in three elements."""

    def row(r: Row) -> str:
        day = r.get("published_on")
        leaf = f"<p><b>{day[5:7]}/{day[8:]}</b><em>{day[:4]}</em></p>" if day else ""
        return f'<a href="{escape(r["url"])}">{leaf}<h5>{escape(r["title"])}</h5></a>'

    _rendered(case, row, "<div>{}</div>")


def years(case: Case) -> None:
    """12-05 in brackets beneath headings of years."""
    case.rows.sort(key=lambda r: str(r.get("published_on")), reverse=True)
    held: dict[str, list[Row]] = {}
    for row in case.rows:
        held.setdefault(str(row.get("published_on"))[:4], []).append(row)
    parts = (
        f"<h2>{year}年</h2><ul>"
        + "".join(f"<li>{_link(r)}{_shown(r, lambda d: f'[{d[5:]}]')}</li>" for r in rows)
        + "</ul>"
        for year, rows in held.items()
    )
    case.replace("".join(parts))


def cut(case: Case) -> None:
    """The title is cut, the whole of it in the title attribute."""

    def row(r: Row) -> str:
        title = r["title"]
        shown = f"{title[:12]}..." if len(title) > 14 else title
        return (
            f'<li><a href="{escape(r["url"])}" title="{escape(title)}">{escape(shown)}</a>'
            f"{_shown(r, slashes)}</li>"
        )

    _rendered(case, row)


def glued(case: Case) -> None:
    """The date is part of the link's only text."""
    _rendered(
        case,
        lambda r: (
            f'<li><a href="{escape(r["url"])}">{escape(r["title"])}'
            f"{' ' + bracketed(r['published_on']) if r.get('published_on') else ''}</a></li>"
        ),
    )


def fives(case: Case) -> None:
    """Five rows to a list, a gap between."""
    items = [f"<li>{_link(r)}{_shown(r, dashes)}</li>" for r in case.rows]
    lists = ["".join(items[at : at + 5]) for at in range(0, len(items), 5)]
    case.replace("<br>".join(f"<ul>{one}</ul>" for one in lists))


def cards(case: Case) -> None:
    """A picture, a title and a summary, each a link to the same address."""

    def row(r: Row) -> str:
        href = escape(r["url"])
        return (
            f'<div><a href="{href}"><img src="/x.png"></a><h4><a href="{href}">{escape(r["title"])}'
            f'</a></h4><p><a href="{href}">各有关单位：{_SUMMARY}</a></p>'
            f"<div><em>浏览：12次</em>{_shown(r, slashes)}</div></div>"
        )

    _rendered(case, row, "<div>{}</div>")


def categories(case: Case) -> None:
    """A link to the category before each title, an icon after it."""
    _rendered(
        case,
        lambda r: (
            f'<li>[<a href="/zwgk/lb/">政策文件</a>] {_link(r)}'
            f'<img src="/new.gif">{_shown(r, dashes)}</li>'
        ),
    )


def companions(case: Case) -> None:
    """Beside each title its interpretation and a file."""
    numbered = {id(row): n for n, row in enumerate(case.rows)}
    _rendered(
        case,
        lambda r: (
            f"<tr><td>{numbered[id(r)] + 1}</td><td>{_link(r)}<br>"
            f'<a href="/jd/2023/{numbered[id(r)]}76543.html">{escape(r["title"])}解读</a></td>'
            f'<td><a href="/f/{numbered[id(r)]}.pdf">下载</a></td><td>{_shown(r, dashes)}</td></tr>'
        ),
        "<table>{}</table>",
    )


def numbered(case: Case) -> None:
    """An ordinal, the number of the document, and a deadline that is no day of publication."""
    ordinal = {id(row): n for n, row in enumerate(case.rows, 1)}
    _rendered(
        case,
        lambda r: (
            f"<dl><dd>{ordinal[id(r)]}.</dd><dt>{_link(r)}</dt><dd>某发〔2023〕{ordinal[id(r)]}号</dd>"
            f"<dd>{_shown(r, words)}</dd></dl>"
        ),
        "<div>{}</div>",
    )


def data_href(case: Case) -> None:
    _rendered(
        case,
        lambda r: (
            f'<dl><dt><div data-href="{escape(r["url"])}" onclick="go(this)">{escape(r["title"])}'
            f"</div></dt><dd>{_shown(r, words)}</dd></dl>"
        ),
        "<div>{}</div>",
    )


def on_click(case: Case) -> None:
    _rendered(
        case,
        lambda r: (
            f"<div onclick=\"window.open('{escape(r['url'])}')\"><p>{escape(r['title'])}</p>"
            f"{_shown(r, dashes)}</div>"
        ),
        "<div>{}</div>",
    )


def script_links(case: Case) -> None:
    _rendered(
        case,
        lambda r: (
            f'<li><a href="javascript:void(0)" onclick="openUrl(\'{escape(r["url"])}\')">'
            f"{escape(r['title'])}</a>{_shown(r, dashes)}</li>"
        ),
    )


def islands(case: Case) -> None:
    """Records of a datastore in a script, as 大汉 writes them."""
    records = "".join(
        f"<record><![CDATA[<li>{_link(r)}{_shown(r, dashes)}</li>]]></record>" for r in case.rows
    )
    made = html.Element("script")
    made.set("type", "text/xml")
    made.text = f"<datastore><recordset>{records}</recordset></datastore>"
    case.replace("<div></div>")
    case.root.append(made)


def arrays(case: Case) -> None:
    """An array of objects in a script."""
    items = [
        {"title": r["title"], "url": r["url"], "pubDate": r.get("published_on")} for r in case.rows
    ]
    made = html.Element("script")
    made.text = f"var data = {json.dumps(items, ensure_ascii=False)};\nshow(data);".replace(
        "</", "<\\/"
    )
    case.replace("<div></div>")
    case.root.append(made)


MARKUP: dict[str, Callable[[Case], None]] = {
    "date after": after(dashes),
    "[date]": after(bracketed),
    "date/": after(slashes),
    "date.": after(dots),
    "年月日": after(words),
    "date before": before,
    "date in link": inside,
    "date in link, p": inside_bare,
    "cells": cells,
    "headed cells": headed,
    "blocks": blocks,
    "flat": flat,
    "tiles": tiles,
    "leaves": leaves,
    "years": years,
    "cut titles": cut,
    "date glued": glued,
    "fives": fives,
    "cards": cards,
    "categories": categories,
    "companions": companions,
    "numbered": numbered,
    "data-href": data_href,
    "onclick": on_click,
    "script links": script_links,
    "data island": islands,
    "array": arrays,
}
