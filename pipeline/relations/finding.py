"""What a text says of other documents: pure, and linear in the text.

Each document that is named is one relation of the strongest kind that the text gives it, with the
first sentence that does so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.relations.citations import Mention, mentions_in
from pipeline.relations.keys import loose_key, same_number_key
from pipeline.relations.lists import Lists
from pipeline.relations.names import is_form, is_short
from pipeline.relations.own import Own, own_of
from pipeline.relations.passages import Passage, passages_of
from pipeline.relations.sentences import Sentence, Sentences
from pipeline.relations.wording import Place, kind_of
from pipeline.relations.works import Works
from storage.records import Content, Relation, RelationKind

_ENDING: frozenset[RelationKind] = frozenset({"repeals", "replaces", "amends"})
_TELLING: frozenset[RelationKind] = _ENDING | {"promulgates", "forwards", "draft-of"}
_NAMES = re.compile(r"[《〈号]|中华人民共和国|[A-Z]{2}\s{0,4}/?\s{0,4}[TZ]?\s{0,4}\d|T/[A-Z]|\t")
_ITSELF_ISSUED = re.compile(r"\s*(?:公布|发布|颁布)(?!的)")
_LINK = re.compile("解读|问答|一图读懂|图解|相关链接|相关文件|相关阅读|上一篇|下一篇")
_ISSUED_BEFORE = re.compile("(?:印发|发布|出台|公布|颁布|下发)(?:实施|施行)?了?$")
_ISSUED_AFTER = re.compile("(?:日前|近日|现|已经?|正式|对外|联合)*(?:印发|发布|出台|公布|颁布)")
"""Around the name: what an interpretation begins with."""
_LONGEST_LINK = 120
_ALONE = re.compile(
    r"\s*[（(]?[\d一二三四五六七八九十百]{1,4}[)）.．、]{1,2}\s*《[^。，；]{4,240}》(?:[（(][^（()）]{1,60}[）)])?\s*"
)
"""二、《…》: under it stands what is changed in it."""
_CODED = re.compile(r"〔|年第|令第")


def relations_of(content: Content, files: Sequence[tuple[str, str]]) -> tuple[Relation, ...]:
    """What the page and its attachments (names and texts) say of other documents."""
    own, works, lists = own_of(content), Works(), Lists()
    for said in own.said:
        number = said.numbers[0] if said.numbers else None
        works.add(
            Relation(
                kind=said.kind,
                title=said.title,
                document_number=number,
                sentence=content.title,
            ),
            said.numbers,
        )
    for passage in passages_of(content, files, own.keys):
        lists.enter(passage)
        if not (passage.listed or _is_link(passage)) and _NAMES.search(passage.text):
            _read(passage, own, lists, works)
    return works.relations


def _is_link(passage: Passage) -> bool:
    """Whether the line leads to another page: 图文解读《…》."""
    text = passage.text
    return len(text) < _LONGEST_LINK and "。" not in text and _LINK.search(text) is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Named:
    """A document that a passage names, and in which role."""

    passage: Passage
    mention: Mention
    kind: RelationKind


def _read(passage: Passage, own: Own, lists: Lists, works: Works) -> None:
    mentions = lists.unbracketed(passage) or mentions_in(passage.text)
    if not mentions:
        return
    sentences = Sentences(passage.text, mentions, lists.since)
    for at, mention in enumerate(mentions):
        kind = lists.kind(passage, mention) or _kind(passage, mention, sentences, at, own)
        if own.speaking and not works.tells("interprets") and _is_subject(sentences.marked(at)):
            kind = "interprets"
        named = _Named(passage=passage, mention=mention, kind=kind)
        if _is_meant(named, own, works):
            _take(named, sentences, own, works)


def _is_subject(sentence: Sentence) -> bool:
    """Whether an interpretation tells of the document's being issued: 日前，某厅印发《…》."""
    before, after = sentence.marked[: sentence.at], sentence.marked[sentence.at + 1 :]
    return bool(_ISSUED_BEFORE.search(before) or _ISSUED_AFTER.match(after))


def _kind(
    passage: Passage, mention: Mention, sentences: Sentences, at: int, own: Own
) -> RelationKind:
    if own.speaking:
        return "cites"
    if own.amending and _ALONE.fullmatch(passage.text):
        return "amends"
    sentence = sentences.marked(at)
    return kind_of(
        Place(
            sentence=sentence.marked,
            at=sentence.at,
            title=mention.title,
            after=sentence.after,
            opening=passage.opening,
        )
    )


def _is_meant(named: _Named, own: Own, works: Works) -> bool:
    """Whether the name is that of another document, and not the text's own or a form's."""
    mention, kind = named.mention, named.kind
    if not mention.title:
        return _is_other_number(named, own)
    if works.knows(mention.title):
        return True
    if is_short(mention.title) or is_form(mention.title):
        return False
    key = loose_key(mention.title)
    if _is_own(named, own):
        return kind in _ENDING or kind == "promulgates" or key in own.carried
    return key not in own.annexes or kind in _TELLING


def _is_own(named: _Named, own: Own) -> bool:
    """Whether the text bears the name itself; what it carries may have its number beside it."""
    mention, kind = named.mention, named.kind
    if not mention.title:
        return False
    numbers = () if kind in _ENDING or kind == "promulgates" else mention.numbers
    return own.bears(mention.title, numbers)


def _is_other_number(named: _Named, own: Own) -> bool:
    passage, mention = named.passage, named.mention
    number = mention.numbers[0]
    if same_number_key(number) in own.numbers:
        return False
    if not _CODED.search(number):
        return True  # a standard's
    if passage.kind == "table":
        return named.kind in _ENDING
    if passage.front or len(passage.text.strip()) <= len(number) + 8:
        return False  # the line of the text's own number
    return not (passage.opening and _ITSELF_ISSUED.match(passage.text, mention.end))


def _standards(mention: Mention) -> tuple[str, ...]:
    """The numbers beside a name that are not the text's own: those of the standard it carries."""
    return tuple(one for one in mention.numbers if not _CODED.search(one))


def _take(named: _Named, sentences: Sentences, own: Own, works: Works) -> None:
    mention, kind = named.mention, named.kind
    itself = _is_own(named, own)
    apart = itself and kind in _ENDING
    numbers = _standards(mention) if itself and not apart else mention.numbers
    said = Relation(
        kind="promulgates" if itself and not apart else kind,
        title=mention.title,
        document_number=numbers[0] if numbers else None,
        sentence=sentences.shown(mention),
        label=named.passage.path,
        attachment=named.passage.attachment,
        since=sentences.since(mention) if kind in _ENDING else None,
    )
    works.add(said, numbers, mention.short, apart)
