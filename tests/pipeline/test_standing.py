"""Whether a document holds: only from what is said, and from when it is said to."""

from datetime import date

import pytest

from pipeline.relations.standing import State, Statement, Verdict, is_longer, standing_of
from storage.records import Deadline, DeadlineKind, Relation, RelationKind

TODAY = date(2026, 3, 2)
BEFORE, AFTER = date(2026, 1, 1), date(2026, 5, 1)


def verdict(kind: RelationKind, since: date | None = None, **given: date | None) -> Verdict:
    said = Relation(
        kind=kind,
        title="窑炉办法",
        document_number=None,
        sentence="原《窑炉办法》同时废止。",
        since=since,
    )
    return Verdict(said=said, by="《锅炉办法》（澄能令第4号）", **given)


def deadline(kind: DeadlineKind, day: date, sentence: str, attachment: str = "") -> Deadline:
    return Deadline(
        date=day,
        precision="day",
        kind=kind,
        text="自该日",
        sentence=sentence,
        attachment=attachment,
    )


LASTS = "本办法有效期至2026年1月1日。"
OTHERS = "自该日起，《甲办法》（甲〔2020〕1号）施行。"
ENDS_OTHERS = "自该日起，《甲办法》（甲〔2020〕1号）、《乙办法》停止执行。"


@pytest.mark.parametrize(
    ("own", "others", "state"),
    [
        (Statement(), [], None),
        (Statement(), [verdict("cites")], None),
        (Statement(effective_on=BEFORE), [], "in-force"),
        (Statement(effective_on=AFTER), [], "not-yet-in-force"),
        (Statement(deadlines=(deadline("effective", BEFORE, "施行"),)), [], "in-force"),
        (Statement(deadlines=(deadline("effective", BEFORE, "施行", "表"),)), [], None),
        (Statement(deadlines=(deadline("effective", BEFORE, "《甲法》自该日起施行"),)), [], None),
        (Statement(validity="有效"), [], "in-force"),
        (Statement(validity="已废止"), [], "repealed"),
        (Statement(validity="失效"), [], "expired"),
        (Statement(validity="尚未生效"), [], "not-yet-in-force"),
        (Statement(validity="已修改"), [], "amended"),
        (Statement(validity=" 全文有效 "), [], "in-force"),
        (Statement(validity="全文废止"), [], "repealed"),
        (Statement(validity="不再执行"), [], "expired"),
        # of a part, and words that only hold one of the usual ones
        (Statement(validity="条款失效"), [], "amended"),
        (Statement(validity="部分废止"), [], "amended"),
        (Statement(validity="部分条款废止"), [], "amended"),
        (Statement(validity="有效（部分条款已修改）"), [], "amended"),
        (Statement(validity="未废止"), [], None),
        (Statement(validity="非有效"), [], None),
        (Statement(), [verdict("repeals", BEFORE)], "repealed"),
        (Statement(), [verdict("repeals", AFTER)], None),
        (Statement(), [verdict("repeals", effective_on=AFTER, issued_on=BEFORE)], None),
        (Statement(), [verdict("repeals", issued_on=BEFORE)], "repealed"),
        (Statement(validity="有效"), [verdict("repeals", BEFORE)], "repealed"),
        (Statement(), [verdict("replaces", BEFORE), verdict("amends", BEFORE)], "superseded"),
        (Statement(effective_on=BEFORE), [verdict("amends", BEFORE)], "amended"),
        (Statement(effective_on=BEFORE), [verdict("amends", AFTER)], "in-force"),
        (Statement(effective_on=AFTER), [verdict("amends", BEFORE)], "not-yet-in-force"),
        (Statement(deadlines=(deadline("expiry", BEFORE, LASTS),)), [], "expired"),
        (Statement(deadlines=(deadline("expiry", AFTER, LASTS),)), [], None),
        (Statement(deadlines=(deadline("expiry", BEFORE, "税收优惠执行至该日。"),)), [], None),
        (
            Statement(
                effective_on=BEFORE,
                deadlines=(deadline("expiry", BEFORE, LASTS), deadline("expiry", AFTER, LASTS)),
            ),
            [],
            "in-force",
        ),
        # another's day, unless the document carries it
        (Statement(deadlines=(deadline("effective", AFTER, OTHERS),)), [], None),
        (
            Statement(
                title="关于印发《甲办法》的通知", deadlines=(deadline("effective", AFTER, OTHERS),)
            ),
            [],
            "not-yet-in-force",
        ),
        (Statement(deadlines=(deadline("effective", AFTER, ENDS_OTHERS),)), [], None),
        (Statement(), [verdict("repeals", BEFORE), verdict("replaces", BEFORE)], "superseded"),
    ],
)
def test_where_it_stands(own: Statement, others: list[Verdict], state: State | None) -> None:
    assert standing_of(own, others, TODAY).state == state


ISSUED = date(2025, 12, 1)


def longer(until: date | None) -> Verdict:
    return verdict("amends", issued_on=ISSUED, extends=True, until=until)


@pytest.mark.parametrize(
    ("own", "others", "state"),
    [
        # let hold longer: until then, or nobody says until when
        ((deadline("expiry", BEFORE, LASTS),), [longer(AFTER)], "in-force"),
        ((deadline("expiry", BEFORE, LASTS),), [longer(None)], "in-force"),
        ((deadline("expiry", BEFORE, LASTS),), [longer(date(2026, 2, 1))], "expired"),
        ((deadline("expiry", BEFORE, LASTS),), [longer(AFTER), verdict("repeals")], "repealed"),
        # of another's term, of a permit's
        ((deadline("expiry", BEFORE, "《甲办法》（甲〔2020〕1号）有效期延长至该日。"),), [], None),
        ((deadline("expiry", BEFORE, "证书有效期至该日。"),), [], None),
        # from when the document holds, and when one of its rules begins
        (
            (
                deadline("effective", BEFORE, "本办法自该日起施行。"),
                deadline("effective", AFTER, "新建窑炉自该日起执行新限值。"),
            ),
            [],
            "in-force",
        ),
        (
            (
                deadline("effective", BEFORE, "新建窑炉自该日起执行新限值。"),
                deadline("effective", AFTER, "现有窑炉自该日起执行新限值。"),
            ),
            [],
            "in-force",
        ),
    ],
)
def test_terms_and_rules(
    own: tuple[Deadline, ...], others: list[Verdict], state: State | None
) -> None:
    assert standing_of(Statement(deadlines=own), others, TODAY).state == state


def test_the_reason_names_the_document_the_day_and_the_sentence() -> None:
    found = standing_of(Statement(), [verdict("repeals", BEFORE)], TODAY)
    assert found.because == (
        "自2026年1月1日起被《锅炉办法》（澄能令第4号）废止：“原《窑炉办法》同时废止。”",
    )


def test_what_is_to_come_is_told_beside_what_holds_now() -> None:
    found = standing_of(Statement(effective_on=BEFORE), [verdict("repeals", AFTER)], TODAY)
    assert found.state == "in-force"
    assert found.because[1].startswith("自2026年5月1日起被《锅炉办法》")


@pytest.mark.parametrize(
    ("sentence", "longer"),
    [
        ("《窑炉办法》有效期延长至2027年6月30日。", True),
        ("《窑炉办法》延续执行至2026年12月31日。", True),
        ("《窑炉办法》继续有效，有效期五年。", True),
        ("将《窑炉办法》中的办理期限由“三十日”延长为“六十日”。", False),
        ("《窑炉办法》的申报期限延长至2027年6月30日。", False),
    ],
)
def test_what_lets_a_document_hold_longer(sentence: str, longer: bool) -> None:
    assert is_longer(sentence) is longer
