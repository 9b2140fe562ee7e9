"""``storage.as_decided`` as columns, for queries to restrict by; a test holds both together."""

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, or_, select

from storage.records import TAKEN, AmendedField
from storage.tables import amendments, documents, reviews


def amended(field: AmendedField) -> ScalarSelect[str | None]:
    """What a person said the field is; null where nobody did, or took it back."""
    return (
        select(amendments.c.value)
        .where(
            amendments.c.document_id == documents.c.document_id,
            amendments.c.field == field,
        )
        .order_by(amendments.c.amendment_id.desc())
        .limit(1)
        .scalar_subquery()
    )


def part() -> ColumnElement[str | None]:
    """The part; null for none."""
    return func.nullif(func.coalesce(amended("part"), documents.c.part), "")


def kind() -> ColumnElement[str]:
    """The kind of page."""
    return func.coalesce(amended("kind"), documents.c.page_kind)


def relevant() -> ColumnElement[bool | None]:
    """Whether it belongs; null: for a person."""
    newest = (
        select(reviews.c.decision)
        .where(reviews.c.document_id == documents.c.document_id)
        .order_by(reviews.c.review_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    said, own = amended("kind"), documents.c.page_kind
    draft = and_(said == "consultation", documents.c.relevant.is_(True))
    return case(
        (newest == "approve", True),
        (newest == "reject", False),
        (or_(said.is_(None), said == own), documents.c.relevant),
        (said.not_in(TAKEN), False),
        (or_(own.not_in(TAKEN), draft), None),
        else_=documents.c.relevant,
    )
