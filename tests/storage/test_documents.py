"""Documents as people ask for them."""

from storage.database import Database
from storage.queries.documents import Wanted, find_documents
from tests.pipeline.scene import Scene, page

NOTICE = page(
    "关于开展100%清洁供暖工作的通知",
    ["各市：", "为推动清洁供暖，现将有关事项通知如下。"],
    number="澄能〔2026〕7号",
)


def test_a_document_is_of_every_source_that_lists_it(db: Database) -> None:
    scene = Scene(db)
    scene.visit("energy", notice=NOTICE)
    scene.later(1)
    scene.show(scene.run("library"), "https://energy.example/notice.html")
    with db.connect() as conn:
        for source in ("energy", "library"):
            assert len(find_documents(conn, Wanted(source=source))) == 1
        assert find_documents(conn, Wanted(source="other")) == []
