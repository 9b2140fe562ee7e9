"""Deadlines as objects of the contract, and as words for people. Pure."""

from storage.clock import day_words
from storage.records import Deadline, DeadlineKind
from storage.shortening import shortened

KIND_WORDS: dict[DeadlineKind, str] = {
    "report": "报送",
    "apply": "申报",
    "consultation": "征求意见",
    "effective": "施行",
    "expiry": "有效至",
    "target": "目标",
}


def deadline_object(said: Deadline) -> dict[str, object]:
    """A ``deadline`` of the contract."""
    return {
        "date": said.date,
        "kind": said.kind,
        "sentence": said.sentence,
        "precision": said.precision,
        "text": said.text,
        "label": said.label,
        "attachment": said.attachment,
        "inferred": said.inferred,
    }


def when_words(said: Deadline) -> str:
    """The day as precise as the text is: 2025年底, 2024年6月底, 2024年1月31日; 未定 without one."""
    day = said.date
    if day is None:
        return "未定"
    begins = said.kind == "effective"
    if said.precision == "year":
        return f"{day.year}年{'初' if begins else '底'}"
    if said.precision == "month":
        return f"{day.year}年{day.month}月{'初' if begins else '底'}"
    return day_words(day)


def gist(said: Deadline, most: int = 60) -> str:
    """The sentence from the clause of the date on, cut at so many characters."""
    at = max(0, said.sentence.find(said.text))
    start = 1 + max(said.sentence.rfind(mark, 0, at) for mark in "，。；：")
    return shortened(said.sentence[start:].strip(), most)
