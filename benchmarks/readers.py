"""How fast and how rightly saved pages are read, beside three known readers, on one core.

    python benchmarks/readers.py [--data DIR] [--rounds N] [--json]

Each reader gets the same bytes and gives the text of the document: ours (general rules only, so
that nobody knows the sites), readability-lxml, trafilatura, and lxml with every text node of the
page, the floor below which nobody parses. Pages a second (of the best round) and bigram F1 of
the body.
"""

import argparse
import gc
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from lxml import html as lxml_html  # noqa: E402

from benchmarks.extraction import Case, bigram_f1, saved_pages  # noqa: E402
from crawlers.extract import extract  # noqa: E402
from crawlers.page import Page, decode  # noqa: E402

_LEAST = 2.0
"""Our pages a second, at least so many times readability's."""
Reader = Callable[[bytes], str]


def ours(body: bytes) -> str:
    return extract(Page(url="https://page.invalid/", body=body), families=False).text


def readability(body: bytes) -> str:
    from readability import Document

    summary = Document(decode(body)).summary(html_partial=True)
    return str(lxml_html.fromstring(summary).text_content())


def trafilatura(body: bytes) -> str:
    from trafilatura import extract as read

    return read(body, favor_recall=True, include_comments=False) or ""


def bare_lxml(body: bytes) -> str:
    return str(lxml_html.fromstring(decode(body)).text_content())


READERS: dict[str, Reader] = {
    "policywatch": ours,
    "readability-lxml": readability,
    "trafilatura": trafilatura,
    "lxml alone": bare_lxml,
}


def measure(reader: Reader, cases: Sequence[Case], rounds: int) -> dict[str, float]:
    """Pages a second, and how alike the bodies are: mean, worst page, pages under 0.90."""
    texts = [reader(case.page.body) for case in cases]  # also loads what is loaded once
    gc.collect()
    gc.freeze()  # what the other readers loaded is nothing that this one has to look through
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        for case in cases:
            reader(case.page.body)
        spent.append(time.process_time() - began)
    alike = [bigram_f1(text, case.body or "") for text, case in zip(texts, cases, strict=True)]
    return {
        "pages_per_second": round(len(cases) / min(spent), 1),
        "body_f1_mean": round(statistics.mean(alike), 4),
        "body_f1_worst": round(min(alike), 4),
        "under_0.90": sum(value < 0.9 for value in alike),
    }


def main() -> int:
    """Print the table; the exit status is 1 where we are not fast enough."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"no real pages at {options.data}: reading is not measured")
        return 0
    logging.disable(logging.CRITICAL)  # two of them speak of each page that they cannot read
    cases = [
        case
        for case in saved_pages(options.data)
        if case.body and case.page.media_type == "text/html"
    ]
    found = {name: measure(reader, cases, options.rounds) for name, reader in READERS.items()}
    ratio = found["policywatch"]["pages_per_second"] / found["readability-lxml"]["pages_per_second"]
    if options.json:
        print(json.dumps({**found, "ratio": round(ratio, 2), "pages": len(cases)}))
        return int(ratio < _LEAST)
    print(f"{len(cases)} saved pages")
    for name, values in found.items():
        print(f"{name:18}", *(f"{key} {value}" for key, value in values.items()))
    verdict = "within" if ratio >= _LEAST else "UNDER"
    print(f"policywatch / readability-lxml: {ratio:.2f} ({verdict} {_LEAST:.0f})")
    return int(ratio < _LEAST)


if __name__ == "__main__":
    sys.exit(main())
