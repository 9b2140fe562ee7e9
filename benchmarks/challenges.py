"""What state pages are judged to be in, against what they are: a table of confusion.

    python benchmarks/challenges.py [DATA] [FOLDER …]

DATA is the folder of real pages, ``../shared/data`` beside the checkout by default: the challenges
with their truth, every other saved page, every capture of the world of 2023-12, and the saved pages
damaged in ways in which pages arrive damaged. Further FOLDERs hold pages that are all in order.
Every case that is judged wrongly is named.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from crawlers.capture import judge  # noqa: E402
from crawlers.page import Page, decode  # noqa: E402
from storage.records import SnapshotKind  # noqa: E402
from tests.crawlers.wall_samples import EVERY  # noqa: E402

URL = "https://a.example/zwgk/tz/t1.html"
HOMES = {"csrc/homepage.html": "https://a.example/"}
"""Home pages stand under their own address; under another's they would be none."""
SUFFIXES = {".html", ".htm", ".shtml", ".json"}
Damage = Callable[[bytes], bytes]


@dataclass(frozen=True, kw_only=True)
class Case:
    group: str
    name: str
    page: Page
    kind: SnapshotKind
    expected: tuple[str, ...]
    """States any of which is right."""


def _cut(share: float) -> Damage:
    return lambda body: body[: int(len(body) * share)]


def _twice(codec: str) -> Damage:
    """UTF-8 taken for another code, and stored so."""
    return lambda body: decode(body).encode().decode(codec, "replace").encode()


def _lost(body: bytes) -> bytes:
    """GBK taken for UTF-8, and stored so."""
    return decode(body).encode("gb18030").decode("utf-8", "replace").encode()


def _noise(body: bytes) -> bytes:
    return random.Random(len(body)).randbytes(len(body))


def _headed_noise(body: bytes) -> bytes:
    return b"<html><body>" + _noise(body) + b"</body></html>"


def _recoded(codec: str, declared: str) -> Damage:
    """In another code, which no header names and the page declares wrongly: still legible."""

    def damage(body: bytes) -> bytes:
        text = decode(body).replace("charset=", "data-was=")
        return text.replace("<head>", f'<head><meta charset="{declared}">', 1).encode(
            codec, "ignore"
        )

    return damage


DAMAGES: dict[str, tuple[Damage, tuple[str, ...]]] = {
    "cut at 30 %": (_cut(0.3), ("truncated", "broken")),
    "cut at 60 %": (_cut(0.6), ("truncated", "broken")),
    "cut at 95 %": (_cut(0.95), ("truncated", "broken")),
    "UTF-8 as Latin-1": (_twice("latin-1"), ("broken",)),
    "UTF-8 as cp1252": (_twice("cp1252"), ("broken",)),
    "UTF-8 as GBK": (_twice("gbk"), ("broken",)),
    "UTF-8 as Big5": (_twice("big5"), ("broken",)),
    "GBK as UTF-8": (_lost, ("broken",)),
    "noise": (_noise, ("broken",)),
    "noise in HTML": (_headed_noise, ("broken",)),
    "GBK said to be UTF-8": (_recoded("gb18030", "utf-8"), ("ok",)),
    "UTF-8 said to be GBK": (_recoded("utf-8", "gb2312"), ("ok",)),
}


def saved(folder: Path) -> dict[str, bytes]:
    """The saved pages of a folder, by name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in SUFFIXES and "truth" not in path.parts
    }


def truths(data: Path) -> dict[str, str]:
    """What is known of pages that are not in order."""
    folder = data / "pages" / "truth"
    lines = (folder / "challenge.jsonl").read_text("utf-8").splitlines()
    known = {one["file"]: one["expected"] for one in map(json.loads, lines)}
    # The template whose figures are missing; the pair's other side is whole.
    return known | {"beijing-zjw/fwjy-20191228.html": "truncated"}


def real(data: Path, folders: list[Path]) -> Iterator[Case]:
    known = truths(data)
    pages = data / "pages"
    for folder in (pages, *folders):
        for name, body in saved(folder).items():
            expected = known.get(name, "ok") if folder == pages else "ok"
            group = "challenges" if name.startswith("challenge/") else "saved pages"
            for kind in ("document", "list"):
                page = Page(url=HOMES.get(name, URL), body=body)
                yield Case(group=group, name=f"{name} ({kind})", page=page, kind=kind,
                           expected=(expected,))  # fmt: skip


def world(data: Path) -> Iterator[Case]:
    states = {"200": "ok", "404": "not-found", "412": "blocked"}
    with (data / "worlds/2023-12/captures.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type != "response":
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            status = record.http_headers.get_statuscode()
            body = record.content_stream().read()
            page = Page(url=url, body=body, status=int(status))
            yield Case(group="world", name=url, page=page, kind="list", expected=(states[status],))


def written() -> Iterator[Case]:
    for name, (status, text, state) in EVERY.items():
        page = Page(url=URL, body=text.encode(), status=status)
        yield Case(group="written", name=name, page=page, kind="document", expected=(state,))


def misplaced(data: Path) -> Iterator[Case]:
    """Home pages that were given under the address of a document."""
    for name in HOMES:
        page = Page(url=URL, body=(data / "pages" / name).read_bytes())
        yield Case(group="misplaced", name=name, page=page, kind="document", expected=("broken",))


def files(data: Path) -> Iterator[Case]:
    """Attachments, which are in order, and walls in their place, which are told."""
    pages = data / "pages"
    for path in sorted(pages.rglob("attach-*")):
        page = Page(url=URL, body=path.read_bytes())
        name = str(path.relative_to(pages))
        yield Case(group="files", name=name, page=page, kind="attachment", expected=("ok",))
    for name, (status, text, state) in EVERY.items():
        if state == "blocked":
            page = Page(url=f"{URL}.pdf", body=text.encode(), status=status)
            yield Case(group="no files", name=name, page=page, kind="attachment", expected=(state,))


def damaged(data: Path) -> Iterator[Case]:
    """Pages in order, damaged; of hardly a word no code can be told."""
    known = truths(data)
    for name, body in saved(data / "pages").items():
        if name in known or sum(char > "\u2fff" for char in decode(body)) < 100:
            continue
        for group, (damage, expected) in DAMAGES.items():
            page = Page(url=HOMES.get(name, URL), body=damage(body))
            yield Case(group=group, name=name, page=page, kind="document", expected=expected)


def main() -> int:
    arguments = [Path(one) for one in sys.argv[1:]]
    data = arguments[0] if arguments else ROOT.parent / "shared" / "data"
    table: Counter[tuple[str, str]] = Counter()
    groups: Counter[str] = Counter()
    wrong: list[str] = []
    cases = (*real(data, arguments[1:]), *world(data), *written(), *misplaced(data), *files(data),
             *damaged(data))  # fmt: skip
    for case in cases:
        state, reason = judge(case.page, kind=case.kind)
        good = state in case.expected
        groups[case.group] += 1
        groups[f"{case.group} right"] += good
        table[state if good else case.expected[0], state] += 1
        if not good:
            wrong.append(f"{case.group}: {case.name}: {case.expected[0]}, judged {state} {reason}")
    for group in dict.fromkeys(case.group for case in cases):
        print(f"{group:24} {groups[f'{group} right']:6} of {groups[group]:6}")
    print("\nis, judged as")
    for (expected, state), count in sorted(table.items()):
        print(f"{expected:10} {state:10} {count:6}")
    print("\n".join(["", *wrong]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
