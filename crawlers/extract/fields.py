"""Each field of a document from the places that may say it, the surest first."""

import re
from datetime import date

from crawlers.extract import announcements, numbers, titles
from crawlers.extract.disagreements import disagreements
from crawlers.extract.effect import said_effective
from crawlers.extract.labels import is_stamp
from crawlers.extract.reading import Reading
from crawlers.extract.signing import published_by
from storage.agencies import usual_name
from storage.records import Content, Row
from storage.text import fold, parse_date

_VALIDITY = re.compile(
    "(现行有效|有效|全文失效|部分失效|失效|废止|已修改|已废止|尚未生效|尚未施行|是|否)$"
)
_NAMES = re.compile("[\\s\x1f;；,，、]+")
_INDEX = re.compile(r"[A-Za-z0-9][A-Za-z0-9/\-_.—－ ]{5,50}")
_STAMP = re.compile(r"[（(]?\s*(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}(?!\d)")
_EXTENSION = re.compile(r"\.\w{2,4}$")
_GAZETTE = "公报"
"""What prints announcements again, under numbers of its own."""
_SHORT = 40
_PARTED = re.compile("\x1f|\\s{2,}")


def content(reading: Reading) -> Content:
    """The fields put together."""
    listed = reading.row or Row(url="", title="")
    inferred = ["body"] if reading.lost else []
    published_on = published(reading, inferred)
    return Content(
        title=reading.title,
        document_number=number(reading) or listed.document_number,
        issuing_bodies=issuers(reading) or listed.issuing_bodies,
        document_type=titles.type_of(reading.title),
        index_number=index_number(reading) or listed.index_number,
        signed_on=signed(reading) or listed.signed_on,
        published_on=published_on,
        effective_on=effective(reading),
        validity=validity(reading),
        subject=next((_flat(value)[:60] for value in reading.values("subject")), None),
        source_label=source_label(reading),
        blocks=reading.blocks,
        attachments=reading.files,
        inferred=tuple(inferred),
        disagreements=disagreements(reading, published_on),
    )


def _flat(value: str) -> str:
    return value.replace("\x1f", "")


def number(reading: Reading) -> str | None:
    """As printed, with the agencies before it where an announcement leaves them out."""
    if found := _printed(reading):
        return announcements.with_agencies(found, _announcing(reading))
    told = _announced(reading)
    return (told and told.number(_announcing(reading))) or _on_file(reading)


def _announced(reading: Reading) -> announcements.Announcement | None:
    """The number of an announcement that does not name its agency."""
    for told in (reading.title, reading.meta.get("articletitle", "")):
        if found := announcements.in_title(told):
            return found
    lines = [*reading.before(40), *reading.led, *reading.head_lines()]
    over = (*lines, reading.meta.get("<title>", ""))
    printed = any(_GAZETTE in line and len(line) < _SHORT for line in over)
    return None if printed else announcements.in_lines(reading.title, lines)


def _announcing(reading: Reading) -> tuple[str, ...]:
    """The agencies of an announcement: those of its title, else its issuers."""
    listed = reading.row.issuing_bodies if reading.row else ()
    return announcements.agencies_of(reading.title) or issuers(reading) or listed


def _printed(reading: Reading) -> str | None:
    """Information table, title, lines between heading and text, head of the text."""
    for value in reading.values("document_number"):
        if found := numbers.from_value(value):
            return found
    tag = reading.meta.get("<title>", "")
    tags = (tag.split("_")[0], titles.strip_site(tag)) if "号" in tag else ()
    before, head = [*reading.before(40), *reading.led], reading.head_lines()
    headings = _headings(reading, [*before, *head])
    for title in (reading.meta.get("articletitle", ""), reading.title, *headings, *tags):
        if found := numbers.from_title(title):
            return found
    return numbers.from_head([*before, *head]) or numbers.from_head([reading.title, *head[:2]])


def _headings(reading: Reading, lines: list[str]) -> list[str]:
    """The lines that say the title and something with a number in it."""
    wanted = fold(reading.title)
    return [line for line in lines if "号" in line and wanted and wanted in fold(line)]


def _on_file(reading: Reading) -> str | None:
    """A file that bears the document's title may bear its number before it.

    The only file of a page may be named by the number alone, if it is one of the page's year.
    """
    wanted = fold(reading.title)
    for file in reading.files:
        if wanted and wanted in fold(file.name) and (found := numbers.from_title(file.name)):
            return found
    if len(reading.files) == 1 and (found := numbers.from_line(_EXTENSION.sub("", file.name))):
        return found if (day := signed(reading)) and f"〔{day.year}〕" in found else None
    return None


def issuers(reading: Reading) -> tuple[str, ...]:
    """As signed; else the information table; else the line 某某发布 under the text.

    A signature may shorten names. Where the table names as many agencies, an agency that both name
    is called as in the table; an office or department is not its agency: it stays as signed.
    """
    signatures, told = tuple(dict.fromkeys(reading.signing.bodies)), _tabled(reading)
    if signatures and len(told) == len(signatures):
        names = {usual_name(name): name for name in told}
        return tuple(names.get(usual_name(name), name) for name in signatures)
    if signatures or told:
        return signatures or told
    return next(((name,) for line in reading.after(16) if (name := published_by(line))), ())


def _tabled(reading: Reading) -> tuple[str, ...]:
    """The agencies that the information table names, if its value is made of names."""
    told = " ".join([*reading.values("issuing_bodies")[:1], *reading.values("joint")[:1]])
    names = tuple(dict.fromkeys(name for name in _NAMES.split(told) if name))
    return names if all(2 <= len(name) <= 40 for name in names) else ()


def index_number(reading: Reading) -> str | None:
    """索引号, if it is made of letters and digits."""
    found = (_INDEX.match(_flat(value)) for value in reading.values("index_number"))
    return next((match[0].strip() for match in found if match), None)


def signed(reading: Reading) -> date | None:
    """The date under a signature; else 成文日期; else a date that stands alone at the foot.

    The signature first: on some sites 生成日期 is the day when a copy was put on line.
    """
    told = _first_date(reading.values("signed_on"))
    under = reading.signing.signed_on
    return (under if reading.signing.bodies else None) or told or under


def _first_date(values: list[str]) -> date | None:
    return next((day for value in values if (day := parse_date(_flat(value)))), None)


def published(reading: Reading, inferred: list[str]) -> date | None:
    """Labelled on the page; a date under the heading; the list; meta tags.

    A meta tag that holds the time when the page was generated is only a guess: said so.
    """
    if found := _first_date(reading.values("published_on")) or _beside(reading):
        return found
    if reading.row and reading.row.published_on:
        return reading.row.published_on
    made = reading.meta.get("others", "").removeprefix("页面生成时间").strip()
    for name in ("firstpublishedtime", "pubdate", "publishdate"):
        value = reading.meta.get(name, "")
        if found := parse_date(value):
            if made and value.startswith(made):
                inferred.append("published_on")
            return found
    return None


_DAYS = ("signed_on", "effective_on", "updated_on")
"""Labels whose day, on the same line, is not that of publication."""


def _beside(reading: Reading) -> date | None:
    """A date that stands alone before the text, and is not the value of another label.

    The nearest line before the text; the first date on it (of a period, its beginning). Else a
    date with a label after it among the lines that lead up to the first sentence.
    """
    flat, first = reading.flat, reading.body.start
    valued = {
        run
        for name, facts in reading.facts.items()
        for fact in facts
        for run in range(fact.run + (name not in _DAYS), fact.run + 3)
    }
    found: int | None = None
    for run in range(first - 1, reading.reach(30) - 1, -1):
        if found is not None and flat.lines[run] != flat.lines[found]:
            break
        text = flat.texts[run].strip()
        owner = flat.elements[flat.owners[run]]
        away = owner.link or owner.hidden or run in flat.listed
        if not away and run not in valued and len(text) < 40 and _STAMP.match(text):
            found = run
    if found is not None:
        return parse_date(flat.texts[found])
    heads = (flat.line_between(*span) for span in flat.spans(first, max(first, reading.prose_run)))
    return next((parse_date(line) for line in heads if is_stamp(line)), None)


def effective(reading: Reading) -> date | None:
    """施行日期; else the last 自某日起施行 of the text."""
    if found := _first_date(reading.values("effective_on")):
        return found
    return said_effective(reading.lines)


def validity(reading: Reading) -> str | None:
    """有效性 as shown; of several hidden values only one that all agree on."""
    facts = reading.facts.get("validity", ())
    told = [(value, f.hidden) for f in facts if _VALIDITY.match(value := _flat(f.value))]
    shown = [value for value, hidden in told if not hidden]
    choices = {value for value, _ in told}
    return shown[0] if shown else choices.pop() if len(choices) == 1 else None


def source_label(reading: Reading) -> str | None:
    """来源, up to the next gap."""
    for value in (*reading.values("source_label"), reading.meta.get("contentsource", "")):
        first = _PARTED.split(value.strip("\x1f "))[0].strip()
        if 1 < len(first) <= 40:
            return first
    return None
