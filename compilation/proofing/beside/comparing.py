"""A group held letter by letter against its official text: every place that differs."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from compilation.proofing.beside.aligning import Group
from compilation.proofing.beside.edits import Edit, Run, edits_of, place_there, runs_of, whole
from compilation.proofing.naming.forms import OPENING, form_name
from compilation.proofing.naming.naming import Misprint, name_of
from compilation.proofing.naming.spacing import NUMBER_LINE, lost_space_name, space_name
from compilation.proofing.texts.letters import Letters, letter_keys
from compilation.proofing.texts.passages import Passage
from compilation.proofing.texts.printed import Printed, Spot, is_finished

_NEAR = 12
_PIECES, _REWRITTEN = 4, 0.3
_STOPS = frozenset(".;:")
_YEAR = 4
"""Letters between the brackets of a document number."""


class Collation(Printed):
    """Passages of the issue, and of the official text those that they should be."""

    def __init__(self, group: Group) -> None:
        super().__init__(group.printed)
        self.official = group.official
        self.theirs = Letters("\n".join(one.text for one in group.official))

    @cached_property
    def cores(self) -> list[Edit]:
        """The letters that differ."""
        return edits_of(self.ours, self.theirs)

    @cached_property
    def edits(self) -> list[Edit]:
        """The same, grown to whole figures."""
        return whole(self.cores, self.ours, self.theirs)

    def is_another_text(self) -> bool:
        """Whether so much is written otherwise, here and there, that a list says nothing."""
        rewritten = sum(edit.weight for edit in self.cores)
        return len(self.cores) > _PIECES and rewritten > _REWRITTEN * len(self.ours.keys)

    def spots(self) -> list[Spot]:
        """What differs, in the order of the text."""
        if self.text == self.theirs.text and not self.breaks:
            return []
        found = [self._of_edit(edit) for edit in self.edits]
        for run in runs_of(self.edits, len(self.ours.keys)):
            found += self._of_run(run)
        found += [*self._of_traces(), *self._of_breaks(), *self._of_splits()]
        return _with_titles(found, self)

    # -- letters ----------------------------------------------------------------------------------

    def _of_edit(self, edit: Edit) -> Spot:
        start, end = self._span(edit)
        name = name_of(self._change(edit, (start, end)))
        if name == "dropped_character_at_page_break":
            start = end = self.ours.starts[edit.i]
        expected = self.theirs.shown(edit.j, edit.j_end)
        return Spot(subkind=name, start=start, end=end, expected=expected)

    def _change(self, edit: Edit, span: tuple[int, int]) -> Misprint:
        ours, theirs = self.ours, self.theirs
        first = self.cores[bisect_left(self.cores, edit.i, key=lambda core: core.i)]
        last = self.cores[bisect_right(self.cores, edit.i_end, key=lambda core: core.i_end) - 1]
        begins, passage = self.passage_at(span[0])
        near = max(_NEAR, edit.weight)
        return Misprint(
            printed=ours.shown(edit.i, edit.i_end),
            found=ours.keys[edit.i : edit.i_end],
            expected=theirs.keys[edit.j : edit.j_end],
            core_found=ours.keys[first.i : last.i_end],
            core_expected=theirs.keys[first.j : last.j_end],
            before=ours.keys[max(0, edit.i - near) : edit.i],
            after=ours.keys[edit.i_end : edit.i_end + near],
            in_number=NUMBER_LINE.fullmatch(passage.text) is not None,
            in_label=span[1] - begins <= len(passage.label),
            label_gone=self._label_gone(edit, begins),
            at_break=edit.i == edit.i_end and edit.i in self.ends,
        )

    def _label_gone(self, edit: Edit, begins: int) -> str:
        """The label, folded, of the official passage that begins with an edit, ours being bare."""
        first = edit.i == self.ours.first_from(begins)
        starts = edit.j == 0 or self.theirs.broken(edit.j)
        labels = [one.label for one in self.official] if first and starts else []
        keys = ("".join(map(letter_keys, label)) for label in labels)
        return next((key for key in keys if key and self.theirs.keys.startswith(key, edit.j)), "")

    def _span(self, edit: Edit) -> tuple[int, int]:
        """Where an edit stands as printed, with the spaces that the official text does not have."""
        ours, theirs = self.ours, self.theirs
        left, right = ours.space(edit.i), ours.space(edit.i_end)
        has_left, has_right = theirs.space(edit.j), theirs.space(edit.j_end)
        if edit.i < edit.i_end:
            start, end = ours.starts[edit.i], ours.ends[edit.i_end - 1]
            begins = left[0] if left and not has_left and left[1] == start else start
            return begins, right[1] if right and not has_right and right[0] == end else end
        if left and not has_left and not has_right:
            return left
        place = left[1] if left and has_left else ours.before(edit.i)[0]
        return place, place

    def _of_run(self, run: Run) -> Iterator[Spot]:
        """Letters that are one but for their form, and the white space between letters."""
        ours, theirs = self.ours, self.theirs
        if ours.shown(run.i, run.i + run.length) == theirs.shown(run.j, run.j + run.length):
            return
        yield from self._of_forms(run)
        for step in range(1, run.length):
            if spot := self._of_gap(run.i + step, run.j + step):
                yield spot

    def _of_forms(self, run: Run) -> Iterator[Spot]:
        last: Spot | None = None
        for step in range(run.length):
            spot = self._of_form(run.i + step, run.j + step)
            if last and spot and spot.start < last.end:
                continue  # one character that is several when folded: …
            if spot:
                yield spot
            last = spot

    def _of_form(self, i: int, j: int) -> Spot | None:
        start, end = self.ours.starts[i], self.ours.ends[i]
        letter = self.text[start:end]
        official = self.theirs.text[self.theirs.starts[j] : self.theirs.ends[j]]
        if letter == official:
            return None
        name = form_name(letter, official, self._enclosed(i, letter))
        return Spot(subkind=name, start=start, end=end, expected=official) if name else None

    def _enclosed(self, at: int, bracket: str) -> str:
        """What a bracket encloses, if that is as long as a year."""
        keys = self.ours.keys
        if bracket in OPENING:
            other, inside = at + _YEAR + 1, keys[at + 1 : at + _YEAR + 1]
            return inside if keys[other : other + 1] == ")" else ""
        other, inside = at - _YEAR - 1, keys[max(0, at - _YEAR) : at]
        return inside if other >= 0 and keys[other] == "(" else ""

    def _of_gap(self, i: int, j: int) -> Spot | None:
        """White space between two letters that stand side by side in both texts."""
        ours, theirs = self.ours, self.theirs
        if ours.broken(i):
            return None
        span, official = ours.space(i), theirs.space(j)
        begins, passage = self.passage_at(ours.starts[i])
        name, expected = "", ""
        if theirs.broken(j):
            name, expected = _merged_name(passage, spaced=span is not None), "\n"
            span = span or (ours.starts[i], ours.starts[i])
            if name == "paragraphs_merged" and theirs.keys[j - 1] not in _STOPS:
                return None
        elif span and not official:
            inner = span[0] - begins, span[1] - begins
            name = space_name(ours.beside(i), inner, passage)
        elif official and not span:
            name, expected = lost_space_name(ours.beside(i), passage), " "
            span = ours.starts[i], ours.starts[i]
        if not name or not span:
            return None
        return Spot(subkind=name, start=span[0], end=span[1], expected=expected)

    # -- marks and breaks -------------------------------------------------------------------------

    def _of_traces(self) -> Iterator[Spot]:
        """Marks of markup that the official text does not have at the same place."""
        for trace in self.ours.traces:
            there = place_there(self.ours.first_from(trace.marks[0][1]), self.edits)
            same = there is not None and self.theirs.trace_at(there, trace.subkind)
            if trace.subkind != "blank" and not same:
                yield self.trace_spot(trace)

    def _of_breaks(self) -> Iterator[Spot]:
        """Paragraphs that the end of a page broke, which the official text has whole."""
        for at in sorted(self.ends):
            there = place_there(at, self.edits)
            if there is None or not self.theirs.broken(there):
                gone = [one for one in self.edits if one.i == one.i_end == at]
                dropped = self.theirs.shown(gone[0].j, gone[0].j_end) if gone else ""
                yield self.break_spot(at, dropped)

    def _of_splits(self) -> Iterator[Spot]:
        """Lines that are one in the official text."""
        for at, passage in self.line_ends():
            there = place_there(at, self.edits)
            if at in self.ends or there is None or self.theirs.broken(there):
                continue
            second = self.passage_at(self.ours.starts[at])[1]
            signed = {"signature", "date"} & {passage.kind, second.kind}
            inside = not (signed or passage.label or second.label or is_finished(passage))
            spot = self.break_spot(at)
            yield spot if inside else replace(spot, subkind="paragraph_split")


def _merged_name(passage: Passage, *, spaced: bool) -> str:
    if not spaced:
        return "paragraphs_merged"
    return "two_column_signature" if passage.kind == "signature" else "lines_merged"


def _with_titles(spots: Sequence[Spot], printed: Printed) -> list[Spot]:
    """The spots in order; book title marks round the whole of a line are one of them."""
    found = list(spots)
    for start, passage in printed.passages():
        text = passage.text.strip()
        if not (text.startswith("《") and text.endswith("》")):
            continue
        first = start + passage.text.find(text)
        ends = {first, first + len(text) - 1}
        marks = [one for one in found if one.end == one.start + 1 and one.start in ends]
        if len(marks) == 2:
            found = [one for one in found if one not in marks]
            found.append(title_spot(first, text))
    return sorted(found, key=lambda spot: (spot.start, spot.end))


def title_spot(first: int, title: str) -> Spot:
    """A title on a line of its own, in book title marks."""
    return Spot(
        subkind="book_title_marks_round_heading",
        start=first,
        end=first + len(title),
        expected=title[1:-1],
    )
