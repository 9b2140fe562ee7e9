"""One table a stored record: columns are the record's fields (a test proves it)."""

from sqlalchemy import Table

from storage.records import (
    AbsentFile,
    AttachmentFile,
    Change,
    CrawlRun,
    Delivery,
    Document,
    Founder,
    Host,
    IssueDecision,
    IssueKey,
    Link,
    Listing,
    Posting,
    Printing,
    Problem,
    Review,
    Ruling,
    RulingPage,
    SavedSearch,
    SeriesAnswer,
    Sketch,
    Snapshot,
    SpotCheck,
    StoredDeadline,
    StoredIssue,
    StoredKeyFact,
    StoredRelation,
    Subscription,
    Trait,
    Version,
)
from storage.tables.base import metadata as metadata
from storage.tables.crawling import (
    crawl_runs as crawl_runs,
    hosts as hosts,
    listings as listings,
    postings as postings,
    problems as problems,
    snapshots as snapshots,
)
from storage.tables.documents import (
    deadlines as deadlines,
    documents as documents,
    founders as founders,
    key_facts as key_facts,
    links as links,
    relations as relations,
    reviews as reviews,
    ruling_pages as ruling_pages,
    rulings as rulings,
    series_answers as series_answers,
    sketches as sketches,
    traits as traits,
)
from storage.tables.issues import (
    issue_decisions as issue_decisions,
    issue_keys as issue_keys,
    issues as issues,
    printings as printings,
)
from storage.tables.judging import saved_searches as saved_searches, spot_checks as spot_checks
from storage.tables.pages import (
    absent_files as absent_files,
    attachment_files as attachment_files,
    changes as changes,
    versions as versions,
)
from storage.tables.telling import deliveries as deliveries, subscriptions as subscriptions

MIRRORS: dict[type, Table] = {
    AbsentFile: absent_files,
    AttachmentFile: attachment_files,
    Change: changes,
    CrawlRun: crawl_runs,
    Delivery: deliveries,
    Document: documents,
    Founder: founders,
    Host: hosts,
    IssueDecision: issue_decisions,
    IssueKey: issue_keys,
    Link: links,
    Listing: listings,
    Posting: postings,
    Printing: printings,
    Problem: problems,
    Review: reviews,
    Ruling: rulings,
    RulingPage: ruling_pages,
    SeriesAnswer: series_answers,
    SavedSearch: saved_searches,
    Sketch: sketches,
    Snapshot: snapshots,
    SpotCheck: spot_checks,
    StoredDeadline: deadlines,
    StoredIssue: issues,
    StoredKeyFact: key_facts,
    StoredRelation: relations,
    Subscription: subscriptions,
    Trait: traits,
    Version: versions,
}
"""The table of each stored record."""
