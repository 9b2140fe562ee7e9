"""The search index: entries, the sets of grams and facets, and what waits to be indexed."""

from sqlalchemy import BigInteger, Column, Date, Integer, LargeBinary, Table, Text

from storage.columns import Json
from storage.tables.base import Id, metadata

search_entries = Table(
    "search_entries",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("document_id", Id, nullable=False, unique=True),
    Column("written", Id, nullable=False),
    Column("facets", Json(tuple[str, ...]), nullable=False),
    Column("day", Date, index=True),
    Column("as_of", Date, nullable=False, index=True),
    Column("due_on", Date, index=True),
    Column("bears_on", Json(tuple[str, ...]), nullable=False),
    Column("names", Json(tuple[str, ...]), nullable=False),
)

search_segments = Table(
    "search_segments",
    metadata,
    Column("segment", Integer, primary_key=True, autoincrement=False),
    Column("form", Id, nullable=False),
    Column("last", Integer, nullable=False),
    Column("slots", LargeBinary, nullable=False),
    Column("buckets", Integer, nullable=False),
)

search_buckets = Table(
    "search_buckets",
    metadata,
    Column("bucket_key", BigInteger, primary_key=True, autoincrement=False),
    Column("postings", LargeBinary, nullable=False),
)

search_facets = Table(
    "search_facets",
    metadata,
    Column("facet", Text, primary_key=True),
    Column("slots", LargeBinary, nullable=False),
)

search_marks = Table(
    "search_marks",
    metadata,
    Column("document_id", Id, primary_key=True),
    Column("mark", Id, nullable=False),
)
