"""The validity list of past issues, as a table."""

from dataclasses import replace
from datetime import date

from compilation.errata import Cause, Erratum, PrintedAt, in_order, section

PRINTED = PrintedAt(
    month="2023-05",
    item="3.2",
    page=41,
    title="澄江省能源局关于印发《锅炉改造办法》的通知",
    document_number="澄能〔2023〕5号",
    document_id=None,
)
BY = Cause(
    document_id="d1",
    title="窑炉改造办法",
    document_number="澄能〔2026〕9号",
    dated_on=date(2026, 3, 2),
)
REPEALED = Erratum(
    printed=PRINTED,
    happened="repealed",
    by=BY,
    sentence="《锅炉改造办法》同时废止。",
    label="第三条",
    since=date(2026, 5, 1),
    basis="number",
)


def test_a_row_says_what_a_compiler_needs() -> None:
    ((place, what, happened, because, since),) = section((REPEALED,)).rows
    assert place == "2023-05 3.2，第41页"
    assert what == "澄江省能源局关于印发《锅炉改造办法》的通知（澄能〔2023〕5号）"
    assert happened == "废止"
    assert because == "窑炉改造办法（澄能〔2026〕9号，2026-03-02）：“《锅炉改造办法》同时废止。”"
    assert since == "自2026年5月1日起"


def test_every_row_is_as_wide_as_the_head() -> None:
    bare = replace(REPEALED, by=None, since=None, printed=replace(PRINTED, page=None))
    made = section((REPEALED, bare))
    assert {len(row) for row in made.rows} == {len(made.head)}
    assert made.rows[1][-1] == "未写明"


def test_a_long_sentence_is_cut_in_the_table() -> None:
    (row,) = section((replace(REPEALED, sentence="长" * 500),)).rows
    assert row[3].endswith("长…”")
    assert len(row[3]) < 200


def test_the_latest_known_stands_first_and_each_once() -> None:
    older = replace(REPEALED, by=replace(BY, document_id="d0", dated_on=date(2025, 1, 1)))
    other = replace(REPEALED, printed=replace(PRINTED, item="3.10"))
    found = in_order((older, other, REPEALED, REPEALED))
    assert found == (REPEALED, other, older)
