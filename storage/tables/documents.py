"""The works, what ties their pages together, and what people decided of them."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Integer, String, Table, Text

from storage.columns import Json, Moment
from storage.records import Classification, Deadline, KeyFact, Relation
from storage.tables.base import Id, metadata

documents = Table(
    "documents",
    metadata,
    Column("document_id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("title_key", Text, nullable=False, index=True),
    Column("number_key", String(120), index=True),
    Column("document_number", String(120)),
    Column("issuing_bodies", Json(tuple[str, ...]), nullable=False),
    Column("signed_on", Date),
    Column("published_on", Date, index=True),
    Column("effective_on", Date),
    Column("part", String(16)),
    Column("region", String(40), nullable=False),
    Column("page_kind", String(16), nullable=False),
    Column("relevant", Boolean),
    Column("relevance", Float, nullable=False),
    Column("classification", Json(Classification), nullable=False),
    Column("lead_posting_id", Id, nullable=False),
    Column("version_id", Id, nullable=False),
    Column("detected_at", Moment, nullable=False, index=True),
    Column("first_run_id", Id, nullable=False),
    Column("stated_by", String(80), nullable=False, server_default=""),
)

relations = Table(
    "relations",
    metadata,
    Column("document_id", Id, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("title_key", Text, nullable=False, index=True),
    Column("number_key", String(120), index=True),
    Column("said", Json(Relation), nullable=False),
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("document_id", Id, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("dated_on", Date, index=True),
    Column("said", Json(Deadline), nullable=False),
)

key_facts = Table(
    "key_facts",
    metadata,
    Column("document_id", Id, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("said", Json(KeyFact), nullable=False),
)

sketches = Table(
    "sketches",
    metadata,
    Column("posting_id", Id, primary_key=True),
    Column("value", BigInteger, primary_key=True, index=True),
)

traits = Table(
    "traits",
    metadata,
    Column("posting_id", Id, primary_key=True),
    Column("version_id", Id, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_key", Text, nullable=False, index=True),
    Column("number_key", String(120), index=True),
    Column("issuing_bodies", Json(tuple[str, ...]), nullable=False),
    Column("signed_on", Date),
    Column("dated_on", Date),
    Column("speaking", Boolean, nullable=False),
    Column("chars", Integer, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("posting_id", Id, primary_key=True),
    Column("other_id", Id, primary_key=True, index=True),
    Column("kind", String(16), nullable=False, index=True),
    Column("likeness", Float, nullable=False),
    Column("reason", Text, nullable=False),
)

founders = Table(
    "founders",
    metadata,
    Column("document_id", Id, primary_key=True),
    Column("posting_id", Id, nullable=False, index=True),
    Column("founded_at", Moment, nullable=False),
    Column("run_id", Id, nullable=False),
)

rulings = Table(
    "rulings",
    metadata,
    Column("ruling_id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", Text, nullable=False),
)

ruling_pages = Table(
    "ruling_pages",
    metadata,
    Column("ruling_id", Integer, primary_key=True),
    Column("posting_id", Id, primary_key=True, index=True),
    Column("split_off", Boolean, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("review_id", Integer, primary_key=True, autoincrement=True),
    Column("document_id", Id, nullable=False, index=True),
    Column("decision", String(16), nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("proposed", Boolean),
    Column("said_of", Id, nullable=False, server_default="", index=True),
)

series_answers = Table(
    "series_answers",
    metadata,
    Column("answer_id", Integer, primary_key=True, autoincrement=True),
    Column("series", String(120), nullable=False, index=True),
    Column("serial", Integer),
    Column("shown", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("answered_at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", Text, nullable=False),
)
