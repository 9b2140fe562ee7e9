"""What the extractor reads from real pages, against the truth made by hand.

    python benchmarks/extraction.py [--data DIR] [--no-families] [--world] [--perturb] [--json]

Precision and recall per field, bigram F1 of the body text (white space removed), the worst pages,
pages a second.
"""

import argparse
import importlib.util
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from crawlers.extract import extract  # noqa: E402
from crawlers.page import Page  # noqa: E402
from storage.records import Content  # noqa: E402

SINGLE = (
    "title", "document_number", "index_number", "signed_on", "published_on", "validity",
)  # fmt: skip
FIELDS = (*SINGLE, "issuing_bodies", "attachments")


def squash(text: str) -> str:
    """The text without white space."""
    return re.sub(r"\s+", "", text)


def bigram_f1(got: str, wanted: str) -> float:
    """F1 of the character bigrams of two texts, white space removed."""
    a, b = squash(got), squash(wanted)
    if not a and not b:
        return 1.0
    left, right = Counter(pairwise(a)), Counter(pairwise(b))
    total = sum(left.values()) + sum(right.values())
    return 2 * sum((left & right).values()) / total if total else float(a == b)


@dataclass
class Case:
    """One page and what it should say. A field that is absent from ``truth`` is not scored."""

    name: str
    page: Page
    truth: dict[str, Any]
    body: str | None = None


@dataclass
class Tally:
    """Counts of one field."""

    right: int = 0
    invented: int = 0
    missed: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.invented) if self.right + self.invented else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def _plain(value: object) -> str | None:
    if value is None or value == "":
        return None
    return value.isoformat() if isinstance(value, date) else squash(str(value))


def score_single(tally: Tally, name: str, got: object, truth: dict[str, Any]) -> None:
    """Count one value; ``*_alts`` are right too."""
    field_name, seen = name.rsplit(" ", 1)[1], _plain(got)
    wanted = _plain(truth.get(field_name))
    also = {_plain(v) for v in truth.get(f"{field_name}_alts") or ()}
    if seen == wanted or (seen is not None and seen in also):
        tally.right += seen is not None
        return
    tally.invented += seen is not None
    tally.missed += wanted is not None
    tally.wrong.append(f"{name.rsplit(' ', 1)[0]}: {seen} ({wanted})")


def score_set(tally: Tally, name: str, got: Iterable[str], truth: dict[str, Any]) -> None:
    """Count names or addresses one by one; the whole of ``*_alts`` is right too."""
    page, field_name = name.rsplit(" ", 1)
    seen = {squash(v) for v in got}
    wanted = {squash(v["url"] if isinstance(v, dict) else v) for v in truth.get(field_name) or ()}
    also = {squash(v) for v in truth.get(f"{field_name}_alts") or () if isinstance(v, str)}
    if also and seen and seen <= also | wanted:
        wanted = seen
    tally.right += len(seen & wanted)
    tally.invented += len(seen - wanted)
    tally.missed += len(wanted - seen)
    if seen != wanted:
        tally.wrong.append(f"{page}: +{sorted(seen - wanted)} -{sorted(wanted - seen)}")


def score(case: Case, content: Content, tallies: dict[str, Tally]) -> None:
    """Count every field of one page."""
    for name in FIELDS:
        if name not in case.truth:
            continue
        label = f"{case.name} {name}"
        if name in SINGLE:
            score_single(tallies[name], label, getattr(content, name), case.truth)
        elif name == "attachments":
            score_set(tallies[name], label, [a.url for a in content.attachments], case.truth)
        else:
            score_set(tallies[name], label, content.issuing_bodies, case.truth)


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no module at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def truth_of(data: Path) -> tuple[Any, dict[str, dict[str, Any]]]:
    """What reads the wanted text of a saved page, and what is known of each page."""
    truth = data / "pages" / "truth"
    specs = {o["file"]: o for o in _json_lines(truth / "details.jsonl")}
    return _module(truth / "gold_text.py"), specs


def saved_pages(data: Path) -> Iterator[Case]:
    """The saved detail pages and detail answers of ``pages/``."""
    pages = data / "pages"
    gold, specs = truth_of(data)
    index = (pages / "INDEX.tsv").read_text("utf-8").splitlines()[1:]
    addresses = {row.split("\t")[0]: row.split("\t")[3] for row in index}
    for name, truth in specs.items():
        base = addresses[name] or "https://page.invalid/"
        page = Page(url=base, body=(pages / name).read_bytes(), media_type="text/html")
        for file in truth["attachments"]:
            file["url"] = urljoin(base, file["url"])
        yield Case(name, page, truth, gold.gold_text(name, specs))
    for truth in _json_lines(pages / "truth" / "json.jsonl"):
        if truth["kind"] == "detail-api":
            name = truth["file"]
            body = (pages / name).read_bytes()
            page = Page(url=addresses[name], body=body, media_type="application/json")
            yield Case(name, page, truth["rows"][0], _clob_text(gold, body))


def _clob_text(gold: Any, body: bytes) -> str:
    clob = json.loads(body)["data"]["docClob"]
    tree = gold.html5lib.parse(clob, treebuilder="lxml", namespaceHTMLElements=False)
    return str(gold.render([tree.getroot()]))


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def world_pages(data: Path) -> Iterator[Case]:
    """Each posting of the world of December 2023 as last captured with status 200."""
    from warcio.archiveiterator import ArchiveIterator

    world = data / "worlds" / "2023-12"
    truth = json.loads((world / "truth.json").read_text("utf-8"))
    items = {item["item"]: item for item in truth["issue"]["items"]}
    pages: dict[str, Page] = {}
    with (world / "captures.warc.gz").open("rb") as stream:
        wanted = {posting["url"] for posting in truth["postings"]}
        for record in ArchiveIterator(stream):
            url = record.rec_headers.get_header("WARC-Target-URI")
            if record.rec_type != "response" or url not in wanted:
                continue
            if record.http_headers.get_statuscode() == "200":
                pages[url] = Page(url=url, body=record.content_stream().read())
    for posting in truth["postings"]:
        item = items.get(posting.get("item"))
        said = {"title": posting["title"], "published_on": posting["date"]}
        if "number" in posting:
            said["document_number"] = posting["number"]
        body = None
        if item and posting["kind"] == "document":
            said |= {name: item[name] for name in ("issuing_bodies", "signed_on")}
            said["attachments"] = [a for a in item["attachments"] if a["page"] == posting["url"]]
            official = (world / item["official_text"]).read_text("utf-8")
            body = official.partition("\n")[2].strip()
        yield Case(posting["url"], pages[posting["url"]], said, body)


def run(
    cases: Iterable[Case],
    *,
    families: bool,
    tell: Callable[[str], None],
    keep: Callable[[str, Content], None] | None = None,
) -> dict[str, Any]:
    """Read every page, count, and return the figures; ``keep`` gets what was read."""
    tallies = {name: Tally() for name in FIELDS}
    bodies: list[tuple[float, str, str]] = []
    spent, count = 0.0, 0
    for case in cases:
        started = time.perf_counter()
        content = extract(case.page, families=families)
        spent, count = spent + time.perf_counter() - started, count + 1
        score(case, content, tallies)
        if keep:
            keep(case.name, content)
        if case.body is not None:
            got, wanted = squash(content.text), squash(case.body)
            ends = f"{got[:20]}…{got[-20:]} ({wanted[:20]}…{wanted[-20:]})"
            bodies.append((bigram_f1(got, wanted), case.name, f"{len(got)}/{len(wanted)} {ends}"))
    bodies.sort()
    figures = {
        "pages": count,
        "ms_per_page": round(1000 * spent / count, 2),
        "pages_per_second": round(count / spent),
        "body_f1_mean": round(sum(b[0] for b in bodies) / len(bodies), 4),
        "body_f1_worst": round(bodies[0][0], 4),
        "fields": {
            name: {
                "precision": round(t.precision, 4),
                "recall": round(t.recall, 4),
                "right": t.right,
                "invented": t.invented,
                "missed": t.missed,
            }
            for name, t in tallies.items()
        },
    }
    for name, tally in tallies.items():
        for line in tally.wrong:
            tell(f"{name:16} {line}")
    for value, name, what in bodies[:10]:
        tell(f"body {value:.3f} {name} {what}")
    return figures


def _perturb(options: argparse.Namespace, cases: list[Case], tell: Callable[[str], None]) -> None:
    """The same facts from pages written anew, one line of figures for each way."""
    from benchmarks.perturb import perturbed

    gold, specs = truth_of(options.data)
    groups: dict[str, list[Case]] = {}
    for name, case in perturbed(cases, gold, specs):
        groups.setdefault(name, []).append(case)
    for name, group in groups.items():
        tell(f"== {name}")
        figures = run(group, families=not options.no_families, tell=tell)
        rates = " ".join(
            f"{field_name}={values['precision']:.3f}/{values['recall']:.3f}"
            for field_name, values in figures["fields"].items()
        )
        print(f"{name:18} F1 {figures['body_f1_mean']:.4f} {figures['body_f1_worst']:.3f} {rates}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--no-families", action="store_true", help="general rules only")
    parser.add_argument("--world", action="store_true", help="the world of December 2023")
    parser.add_argument(
        "--perturb", action="store_true", help="the pages written anew in many ways"
    )
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    options = parser.parse_args()
    cases = list((world_pages if options.world else saved_pages)(options.data))

    def tell(line: str) -> None:
        print(line, file=sys.stderr)

    if options.perturb:
        _perturb(options, cases, tell)
        return
    figures = run(cases, families=not options.no_families, tell=tell)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for key, value in figures.items():
        if key != "fields":
            print(f"{key:18} {value}")
    for name, values in figures["fields"].items():
        print(f"{name:18} {values}")


if __name__ == "__main__":
    main()
