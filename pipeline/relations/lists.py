"""Lists whose heading says what becomes of the documents in them: 废止的文件目录. Pure."""

import re
from datetime import date

from diffing.blocks import label_of
from pipeline.classifying.kinds import document_type
from pipeline.relations.citations import Mention
from pipeline.relations.numbers import numbers_in
from pipeline.relations.passages import Passage
from pipeline.relations.sentences import since_in
from storage.records import RelationKind

_HEADING = re.compile(
    r"(?:废止|宣布失效|停止执行|失效|不再执行)(?:的|了)?[^，。；]{0,30}"
    r"(?:目录|清单|文件|规章|规定|标准|通知|如下|以下)[^，。；]{0,16}[：:]?$"
)
_DOCUMENTS = "(?:文件|规章|规定|法规|标准|通知|目录|办法|条例|政策|公告|决定)"
_LISTED = "(?:下列|以下|所列)"
_ANNOUNCED = re.compile(
    rf"{_LISTED}[^，。；《]{{0,12}}{_DOCUMENTS}[^，。；《]{{0,24}}(?:废止|失效|停止执行|不再执行)"
    rf"|(?:废止|失效|停止执行){_LISTED}[^，。；《]{{0,12}}{_DOCUMENTS}[^，。；《]{{0,8}}(?:[，。：]|$)"
    rf"|[\d一二三四五六七八九十百]{{1,4}}[部件项个][^，。；《]{{0,8}}{_DOCUMENTS}(?:予以|宣布)(?:废止|失效)"
    r"|决定[^，。；《]{0,12}废止[^，。；《]{0,6}[\d一二三四五六七八九十百]{1,4}[部件项个]"
    rf"[^，。；《]{{0,8}}{_DOCUMENTS}[，。：]"
)
"""决定对下列文件宣布失效，自…起不再…: said in a sentence, the list follows."""
_NAMED_HERE = re.compile(r"[^，。；：:《]{0,8}[：:]\s*(?=《|[\d一][.．、])")
"""宣布下列文件失效：《…》、《…》: the list follows in the same sentence."""
_KEPT = re.compile(r"继续有效|修改|保留|宣布有效")
_ITEM_LABEL = re.compile(
    r"\s*(?:[（(]?[\d一二三四五六七八九十百]{1,5}[)）]?[.．、\s]{0,2})\s*(?=[\u4e00-\u9fff“])"
)
_NAMES_ONE = re.compile(r"(?:[\d一二三四五六七八九十百]{1,5}[.．、])?\s*《")
_CHANGES = re.compile("修改|增加|删去|继续有效")
_ITS_NUMBER = re.compile(r"\s*[（(〔\[]")
_REPLACED = re.compile(r"代替|替代|被代替|废止标准|原标准")
_LONGEST = 160
_ITEM = 5
"""The level of （一）: what has this label, or a lower one, goes on with a list."""


class Lists:
    """What the heading above a passage says of the documents in the list that follows it."""

    def __init__(self) -> None:
        self._repealing = False
        self._announcing = False
        """The passage says so: of what it names itself only what stands in ``_here`` is listed."""
        self._here = range(0)
        self._since: date | None = None
        self._replacing = -1
        """The column of a table of standards that names what each takes the place of."""
        self._in_table = False

    def enter(self, passage: Passage) -> None:
        """Go on to the next passage of the text."""
        is_row = passage.kind == "table"
        if is_row and not self._in_table:
            self._replacing = _column(passage.text)
        self._in_table = is_row
        if is_row:
            self._announcing = False
            return
        text = passage.text.strip()
        self._announcing = self._announces(passage.text)
        if self._announcing:
            self._repealing = True
            self._since = since_in(text) or self._since
        elif len(text) <= _LONGEST and _HEADING.search(text) and not _KEPT.search(text):
            self._repealing = True
        elif not _goes_on(text):
            self._repealing = False

    def _announces(self, text: str) -> bool:
        self._here = range(0)
        announced = _ANNOUNCED.search(text)
        if announced is None:
            return False
        begins = _NAMED_HERE.match(text, announced.end() - announced[0].endswith(("：", ":")))
        if begins is None:
            return not _KEPT.search(text)
        stop = text.find("。", begins.end())
        self._here = range(begins.end(), stop if stop >= 0 else len(text))
        return not _KEPT.search(text, text.rfind("。", 0, announced.start()) + 1, begins.end())

    @property
    def since(self) -> date | None:
        """From when what the list here names is over, where the text says so before its lists."""
        return self._since if self._repealing else None

    def kind(self, passage: Passage, mention: Mention) -> RelationKind | None:
        """What the list says of a document that is named in it."""
        if passage.kind == "table" and self._replacing >= 0:
            column = passage.text.count("\t", 0, mention.start)
            return "replaces" if column == self._replacing else None
        listed = not self._announcing or mention.start in self._here
        return "repeals" if self._repealing and listed else None

    def unbracketed(self, passage: Passage) -> list[Mention]:
        """The document that a row or an item of a list names, where it has no 《》."""
        if "《" in passage.text:
            return []
        if passage.kind != "table":
            return _item(passage.text)
        if not self._repealing:
            return []
        numbers = [one.number for one in numbers_in(passage.text, ())]
        at = 0
        for cell in passage.text.split("\t"):
            title = cell.strip()
            if len(title) > 6 and document_type(title):
                return [
                    Mention(start=at, end=at + len(cell), title=title, numbers=tuple(numbers[:1]))
                ]
            at += len(cell) + 1
        return []


def _goes_on(text: str) -> bool:
    """Whether a list goes on with the passage: an item of it, or a document that is named."""
    named = _NAMES_ONE.match(text) and not _CHANGES.search(text)
    return bool(label_of(text).level >= _ITEM or named or _item(text))


def _item(text: str) -> list[Mention]:
    """Of 3.某省某办法（…令第110号公布）: title and number, if the line holds nothing else."""
    label = _ITEM_LABEL.match(text)
    numbers = numbers_in(text, ()) if label and len(text) <= _LONGEST else []
    if label is None or not numbers or "。" in text:
        return []
    cut = _next_bracket(text, label.end())
    while 0 < cut < numbers[0].start and (more := _next_bracket(text, cut)) <= numbers[0].start:
        cut = more
    title = text[label.end() : cut].strip()
    closed = text.rstrip(" ；;、，,").endswith(("）", ")", "号"))
    if not (closed and 0 < cut < numbers[0].start and len(title) > 6 and document_type(title)):
        return []
    numbered = tuple(one.number for one in numbers[:1])
    return [Mention(start=label.end(), end=len(text), title=title, numbers=numbered)]


def _next_bracket(text: str, after: int) -> int:
    """Where the next bracket opens: （试行） belongs to a title, the last one to its number."""
    found = _ITS_NUMBER.search(text, after + 1)
    return found.start() if found else len(text)


def _column(row: str) -> int:
    cells = row.split("\t")
    return next((at for at, cell in enumerate(cells) if _REPLACED.search(cell)), -1)
