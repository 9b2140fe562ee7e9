"""Spans from what was seen: A, B and A again are three; an outage is none."""

from datetime import UTC, datetime, timedelta

from pipeline.history.spans import (
    Shown,
    file_spans,
    joined,
    page_sights,
    spans_of,
    without_outages,
)
from storage.records import PAGE_GONE, Change, Content, Sighting, Version

START = datetime(2026, 3, 2, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def sights(states: str) -> list[Shown]:
    """One a day: letters are versions, ``-`` a page that is gone."""
    return [
        Shown(at=day(at), state=PAGE_GONE if one == "-" else one, run_id=f"r{at}")
        for at, one in enumerate(states)
    ]


def seen(
    number: int, body: str | None, shows: str | None = None, *, file: bool = False
) -> Sighting:
    return Sighting(
        snapshot_id=f"s{number}",
        run_id=f"r{number}",
        url="https://a.example/1",
        posting_id="p",
        is_file=file,
        at=day(number),
        body_sha256=body,
        shows=shows,
    )


def version(name: str, snapshot: int, rebuilt_as: str | None = None) -> Version:
    return Version(
        version_id=name,
        posting_id="p",
        snapshot_id=f"s{snapshot}",
        created_at=day(snapshot),
        content_sha256=name,
        content=Content(title=name),
        rebuilt_as=rebuilt_as,
    )


def change(before: str | None, after: str | None, run: int = 0) -> Change:
    return Change(
        change_id=f"{before}{after}",
        document_id="d",
        posting_id="p",
        source_id="s",
        run_id=f"r{run}",
        url="",
        kind="amended",
        detected_at=day(run),
        before_id=before,
        after_id=after,
    )


def test_a_page_that_changes_and_changes_back_has_three_spans() -> None:
    spans = spans_of(sights("AABA"))
    assert [span.state for span in spans] == ["A", "B", "A"]
    first, second, third = spans
    assert first.since.not_before is None
    assert (second.since.not_before, second.since.not_after) == (day(1), day(2))
    assert first.until == second.since
    assert first.last_seen == day(1)
    assert third.until is None


def test_a_span_that_people_saw_no_change_in_is_one_with_the_one_before() -> None:
    spans = joined(spans_of(sights("AABBC")), [1])
    assert [(span.state, span.last_seen) for span in spans] == [("B", day(3)), ("C", day(4))]
    assert spans[0].since.not_after == day(0)
    assert spans[0].until == spans[1].since


def test_an_outage_is_no_turn_and_a_withdrawal_is_one() -> None:
    seen_of = sights("AA--A--")
    assert [s.state for s in spans_of(without_outages(seen_of, [], False))] == ["A"]
    down_between = spans_of(without_outages(seen_of, [day(3)], False))
    assert [span.state for span in down_between] == ["A", PAGE_GONE, "A"]
    down_now = spans_of(without_outages(seen_of, [], True))
    assert [span.state for span in down_now] == ["A", PAGE_GONE]
    assert down_now[1].since.not_before == day(4)


def test_what_older_snapshots_show_follows_from_their_bytes_and_the_changes() -> None:
    bodies = ["x", "noise", None, "y", "x", "noise again"]
    fetched = [seen(at, body) for at, body in enumerate(bodies)]
    found = page_sights(fetched, [version("A", 0), version("B", 3)], [change("A", "B", 5)])
    assert [(one.state, one.at) for one in found] == [
        ("A", day(0)), ("A", day(1)), ("B", day(3)), ("A", day(4)), ("B", day(5)),
    ]  # fmt: skip


def test_a_version_read_anew_stands_for_the_former_one() -> None:
    known = [version("A", 0, rebuilt_as="C"), version("C", 0)]
    found = page_sights([seen(0, "x", "A"), seen(1, "y", "C")], known, [])
    assert [span.state for span in spans_of(found)] == ["C"]


def test_versions_that_name_one_another_do_not_go_round_for_ever() -> None:
    known = [version("A", 0, rebuilt_as="B"), version("B", 1, rebuilt_as="A")]
    assert page_sights([seen(0, "x", "A")], known, [])[0].state in ("A", "B")


def test_another_file_begins_where_a_change_was_told() -> None:
    fetched = [seen(at, body, file=True) for at, body in enumerate(["x", "same words", None, "y"])]
    spans = file_spans(fetched, [change("same words", "y", 3)])
    assert [(span.state, span.last_seen) for span in spans] == [("x", day(1)), ("y", day(3))]
    assert spans[1].since.not_before == day(1)


def test_what_came_in_a_files_place_before_it_was_there_is_no_edition() -> None:
    fetched = [seen(0, "wall", file=True), seen(1, "x", file=True)]
    spans = file_spans(fetched, [change(None, "x", 1)])
    assert [(span.state, span.since.not_before) for span in spans] == [("x", None)]


def test_a_version_without_its_snapshot_was_seen_once() -> None:
    found = page_sights([seen(2, "y", "B")], [version("A", 0), version("B", 2)], [])
    assert [(span.state, span.since.not_after) for span in spans_of(found)] == [
        ("A", day(0)), ("B", day(2)),
    ]  # fmt: skip
