"""Somebody who asks why, of a scene or of a home."""

from datetime import datetime

from pipeline.answering.answer import answer
from pipeline.answering.answers import Answer
from pipeline.answering.asked import World
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.records import Part
from tests.pipeline.scene import Scene


class Asking:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def __call__(self, key: str, part: Part | None = None) -> Answer:
        world = World(sources=self.scene.sources, judged_by=self.scene.rules, office=DEFAULT_OFFICE)
        return answer(self.scene.db, key, world, self.scene.now, part)


def ask(db: Database, key: str, world: World, now: datetime, part: Part | None = None) -> Answer:
    return answer(db, key, world, now, part)


def said(found: Answer, code: str) -> str:
    """The lines of that code."""
    return "\n".join(one.text for one in found.reasons if one.code == code)


def codes(found: Answer) -> set[str]:
    return {one.code for one in found.reasons}
