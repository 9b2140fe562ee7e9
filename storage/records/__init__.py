"""The vocabulary: every thing the program speaks of, as frozen keyword-only records.

Every stage takes records and returns records. Moments are aware UTC datetimes, legal dates plain
dates; what a page does not say is ``None``, never a guess. The tables of ``storage.tables`` mirror
the records that are stored (a test compares columns with fields).
"""

from storage.records.changes import (
    Change as Change,
    Difference as Difference,
    Hunk as Hunk,
    ValueChange as ValueChange,
    Variant as Variant,
)
from storage.records.documents import (
    Classification as Classification,
    Deadline as Deadline,
    Document as Document,
    Evidence as Evidence,
    KeyFact as KeyFact,
    Relation as Relation,
    Review as Review,
    SeriesAnswer as SeriesAnswer,
    StoredDeadline as StoredDeadline,
    StoredKeyFact as StoredKeyFact,
    StoredRelation as StoredRelation,
    TopicScore as TopicScore,
)
from storage.records.drafts import (
    Draft as Draft,
    DraftAttachment as DraftAttachment,
    DraftItem as DraftItem,
    DraftPart as DraftPart,
    SheetSection as SheetSection,
)
from storage.records.identity import (
    Founder as Founder,
    Link as Link,
    Ruled as Ruled,
    Ruling as Ruling,
    RulingPage as RulingPage,
    Sketch as Sketch,
    Trait as Trait,
)
from storage.records.issues import (
    Finding as Finding,
    Issue as Issue,
    IssueDecision as IssueDecision,
    IssueItem as IssueItem,
    IssueKey as IssueKey,
    IssuePart as IssuePart,
    Join as Join,
    Occurrence as Occurrence,
    PrintedBlock as PrintedBlock,
    Printing as Printing,
    ReadingNote as ReadingNote,
    StoredIssue as StoredIssue,
)
from storage.records.judging import (
    Adoption as Adoption,
    Advice as Advice,
    Amendment as Amendment,
    HeldBack as HeldBack,
    Judged as Judged,
    Respect as Respect,
    Said as Said,
    SavedSearch as SavedSearch,
    SpotCheck as SpotCheck,
    StoredModel as StoredModel,
)
from storage.records.offices import (
    PART_KIND_WORDS as PART_KIND_WORDS,
    PART_KINDS as PART_KINDS,
    UNPLACED as UNPLACED,
    Office as Office,
    OfficePart as OfficePart,
    PartKind as PartKind,
)
from storage.records.pages import (
    AbsentFile as AbsentFile,
    Attachment as Attachment,
    AttachmentFile as AttachmentFile,
    Block as Block,
    Content as Content,
    Version as Version,
)
from storage.records.searching import (
    SearchBucket as SearchBucket,
    SearchEntry as SearchEntry,
    SearchFacet as SearchFacet,
    SearchMark as SearchMark,
    SearchSegment as SearchSegment,
)
from storage.records.sources import (
    GONE as GONE,
    PAGE_GONE as PAGE_GONE,
    CrawlRun as CrawlRun,
    Expectation as Expectation,
    Host as Host,
    Lead as Lead,
    Listing as Listing,
    Posting as Posting,
    Problem as Problem,
    Row as Row,
    Sighting as Sighting,
    Snapshot as Snapshot,
    Source as Source,
)
from storage.records.telling import (
    Comparison as Comparison,
    CoverageLine as CoverageLine,
    Delivery as Delivery,
    Digest as Digest,
    DigestItem as DigestItem,
    Filter as Filter,
    Message as Message,
    Subscription as Subscription,
)
from storage.records.topics import (
    Topic as Topic,
)
from storage.records.words import (
    LEVELS as LEVELS,
    PROBLEM_WORDS as PROBLEM_WORDS,
    PROPOSAL_WORDS as PROPOSAL_WORDS,
    SPEAKING as SPEAKING,
    STATE_WORDS as STATE_WORDS,
    TAKEN as TAKEN,
    UNREAD as UNREAD,
    UNREADABLE as UNREADABLE,
    VERDICT_WORDS as VERDICT_WORDS,
    AdviceState as AdviceState,
    AmendedField as AmendedField,
    BlockKind as BlockKind,
    ChangeKind as ChangeKind,
    DeadlineKind as DeadlineKind,
    Decision as Decision,
    DeliveryState as DeliveryState,
    FindingKind as FindingKind,
    How as How,
    HunkOp as HunkOp,
    IssueDecisionKind as IssueDecisionKind,
    IssueOrigin as IssueOrigin,
    KeyFactKind as KeyFactKind,
    LearnedField as LearnedField,
    Level as Level,
    LinkKind as LinkKind,
    MarkOp as MarkOp,
    Nature as Nature,
    PageKind as PageKind,
    PageState as PageState,
    Part as Part,
    PostingRole as PostingRole,
    Precision as Precision,
    PrintingBasis as PrintingBasis,
    RelationKind as RelationKind,
    Render as Render,
    RulingKind as RulingKind,
    SnapshotKind as SnapshotKind,
    SourceState as SourceState,
    Stratum as Stratum,
    ValueKind as ValueKind,
)
