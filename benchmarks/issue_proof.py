"""What a proof finds of the differences between an issue and the official texts, and what beside.

    python -m benchmarks.issue_proof [--self] [--quiet] [world|held-out …]

``world`` is the real issue of 2023-12 with the rows of ../shared/data/worlds/2023-12/official,
``held-out`` an invented issue with planted misprints of many classes (tests/compilation/samples).
Spaces, page breaks and the width of brackets are counted apart from the rest. A finding that no row
explains is right all the same if the official text bears it out; it is then printed as beyond the
rows. ``--self`` holds the official texts against themselves: nothing may be found.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.issue_facts import COMPILATION, TRUTH, issue_file, squeezed, truth_of
from benchmarks.issue_misprints import (
    Passage,
    Row,
    Said,
    Spacing,
    explains,
    in_official,
    mended,
    passages,
    rows_of,
    said_of,
    spacing,
    times,
    together,
    touches,
)
from benchmarks.issue_officials import itself, official_texts, officials_of
from compilation.proof import proof
from compilation.reader import read_issue
from storage.office import DEFAULT_OFFICE
from storage.records import Finding, Issue

_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
CORPORA = {
    "world": ("2023-12", _SHARED / "worlds" / "2023-12" / "official"),
    "held-out": ("2024-07", COMPILATION / "samples" / "2024-07" / "official"),
}
GROUPS = ("空格", "断页", "括号", "其余")


class Score:
    """Rows found and missed, places right, beyond the rows, and wrong."""

    def __init__(
        self, rows: tuple[Row, ...], said: tuple[Said, ...], issue: Issue, texts: Mapping[str, str]
    ) -> None:
        self.rows, self.said = rows, said
        self._at = passages(issue)
        self._official = {item: squeezed(text) for item, text in texts.items()}
        self._wanted = self._spacings((row.line, row.found, row.expected) for row in rows)
        self._shown = self._spacings((one.line, one.found, one.expected) for one in said)
        self._jointly = [row for row in rows if self._only_jointly(row)]
        self.missed = [row for row in rows if row.scored and not self._found(row)]
        beside = [one for one in said if not self._known(one)]
        self.beyond = [one for one in beside if self._borne_out(one)]
        self.wrong = [one for one in beside if one not in self.beyond]

    def _spacings(
        self, shown: Iterable[tuple[int | None, str, str]]
    ) -> dict[tuple[int, ...], Spacing]:
        found: dict[tuple[int, ...], Spacing] = {}
        for line, wrong, right in shown:
            found.setdefault(self._lines(line), Counter()).update(spacing(wrong, right))
        return found

    def _lines(self, line: int | None) -> tuple[int, ...]:
        passage = self._passage(line)
        return passage.lines if passage else ()

    def _passage(self, line: int | None) -> Passage | None:
        return self._at.get(line) if line is not None else None

    def _found(self, row: Row) -> bool:
        passage = self._passage(row.line)
        if passage is None:
            return False
        events = spacing(row.found, row.expected)
        if row.group == "空格" and events:
            shown = self._shown.get(passage.lines, Counter())
            wanted = self._wanted[passage.lines]
            return all(times(event, shown) >= max(wanted[event], 1) for event in events)
        return any(explains(one, row, passage) for one in self._of(row)) or self._mended(row)

    def _only_jointly(self, row: Row) -> bool:
        passage = self._passage(row.line)
        if passage is None or row.group in ("空格", "断页"):
            return False
        alone = any(explains(one, row, passage) for one in self._of(row))
        return not alone and self._mended(row)

    def _mended(self, row: Row) -> bool:
        """Whether several findings together say what the row says."""
        passage = self._at[row.line]
        return mended(row, passage.text, together(self._of(row), passage)[0])

    def _of(self, row: Row) -> list[Said]:
        return [one for one in self.said if one.item == row.item]

    def _known(self, said: Said) -> bool:
        if said.group == "空格":
            events = spacing(said.found, said.expected)
            wanted = self._wanted.get(self._lines(said.line), Counter())
            return all(times(event, wanted) for event in events)
        return any(
            explains(said, row, passage)
            for row in self.rows
            if row.item == said.item and (passage := self._passage(row.line))
        ) or any(
            said.line in self._lines(row.line) and touches(said, row)
            for row in self.rows
            if row.item == said.item and row in self._jointly
        )

    def _borne_out(self, said: Said) -> bool:
        if said.group == "空格":
            return False
        official = self._official.get(said.item or "", "")
        return in_official(said, self._passage(said.line), official)

    def lines(self, quiet: bool) -> list[str]:
        """The account: a line for each group, then what was missed and what is wrong."""
        told = [self._of_group(group) for group in GROUPS]
        if quiet:
            return told
        return [
            *told,
            *(
                f"  漏 {r.item} 行{r.line} {r.kind}: {r.found!r} -> {r.expected!r}"
                for r in self.missed
            ),
            *(f"  误 {_shown(one)}" for one in self.wrong),
            *(f"  余 {_shown(one)}" for one in self.beyond),
        ]

    def figures(self, group: str) -> tuple[int, int, int, int]:
        """Rows found, rows, places right, places."""
        rows = [row for row in self.rows if row.scored and row.group == group]
        said = [one for one in self.said if one.group == group]
        missed = sum(row.group == group for row in self.missed)
        wrong = sum(one.group == group for one in self.wrong)
        return len(rows) - missed, len(rows), len(said) - wrong, len(said)

    def _of_group(self, group: str) -> str:
        found, rows, right, said = self.figures(group)
        return (
            f"  {group}  召回 {_share(found, rows)} ({found}/{rows})"
            f"  精确 {_share(right, said)} ({right}/{said})"
        )


def _shown(one: Said) -> str:
    return f"{one.item} 行{one.line} {one.subkind}: {one.found!r} -> {one.expected!r}"


def _share(right: int, of: int) -> str:
    return f"{right / of:.3f}" if of else "  -  "


def read(corpus: str) -> tuple[Issue, Path]:
    """The issue of a corpus as read, and the folder of its official texts."""
    month, folder = CORPORA[corpus]
    file = issue_file(truth_of(TRUTH / f"{month}.toml"))
    return read_issue(file.read_bytes(), file.name, DEFAULT_OFFICE), folder


def score(corpus: str) -> Score:
    """How the proof of a corpus agrees with its rows."""
    issue, folder = read(corpus)
    findings = proof(issue, officials_of(folder))
    return Score(rows_of(folder), said_of(findings), issue, official_texts(folder))


def against_itself(corpus: str) -> tuple[Finding, ...]:
    """What a proof of the official texts against themselves finds: nothing, if all is well."""
    folder = CORPORA[corpus][1]
    return proof(itself(folder), officials_of(folder))


def main() -> None:
    """Print the account of each corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="*", choices=[*CORPORA, []], default=[])
    parser.add_argument("--self", action="store_true", dest="own")
    parser.add_argument("--quiet", action="store_true")
    given = parser.parse_args()
    for corpus in given.corpora or CORPORA:
        print(corpus)
        if given.own:
            found = against_itself(corpus)
            print(f"  自校发现 {len(found)}")
            told = [
                f"  {f.item} 行{f.line} {f.subkind}: {f.found!r} -> {f.expected!r}" for f in found
            ]
        else:
            told = score(corpus).lines(given.quiet)
        print("\n".join(told))


if __name__ == "__main__":
    main()
