"""What programs post: our canary, and reports of mails that came back; signed, or refused."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from standardwebhooks import Webhook

from pipeline.deliver import World
from pipeline.operating.canary import begin
from pipeline.operating.canary_messages import period_of
from pipeline.telling.own_secrets import bounce_secret, canary_secret
from storage.database import Database
from storage.office import office_of
from storage.queries import telling
from storage.queries.bounces import count_bounces
from storage.queries.canaries import last_canary
from storage.queries.problems import open_problem
from storage.records import OWN_SOURCE, Delivery, Form, MessageKind
from storage.settings import Settings
from tests.homes import migrated_home, open_home
from tests.telling_home import reader, subscribe
from tests.telling_samples import subscription
from tests.web.desk_server import served
from web.app import create_app
from web.public.app import create_public_app

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
ADDRESS, DELIVERY = "reader@example.org", "0123456789abcdef"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_home(tmp_path)
    yield db
    db.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(migrated_home(tmp_path), public_url="https://w.example.org", canary_minutes=60)


@pytest.fixture
def public(db: Database, settings: Settings) -> Iterator[httpx.Client]:
    world = World(settings=settings, sources=(), office=office_of(settings))
    with (
        served(create_public_app(db, settings, world, lambda: NOW)) as url,
        httpx.Client(base_url=url) as client,
    ):
        yield client


def sent(db: Database, period: str, kind: MessageKind, channel: str, delivery_id: str) -> None:
    with db.begin() as conn:
        record = Delivery(
            delivery_id=delivery_id, digest_id=delivery_id, subscription_id="", kind=kind,
            period=period, channel=channel, address=ADDRESS,
            rendering_id=telling.put_form(conn, Form(subject="", text=""), NOW),
            state="accepted", attempts=1, planned_at=NOW,
        )  # fmt: skip
        assert telling.add_delivery(conn, record)


def post(
    client: httpx.Client, path: str, secret: str, body: str, key: str = "post", at: datetime = NOW
) -> httpx.Response:
    signed = Webhook(secret).sign(key, at, body)
    stamp = str(int(at.timestamp()))
    headers = {"webhook-id": key, "webhook-timestamp": stamp, "webhook-signature": signed}
    return client.post(path, content=body, headers=headers)


def posted_at(db: Database) -> datetime | None:
    with db.connect() as conn:
        canary = last_canary(conn)
    assert canary
    return canary.posted_at


def test_the_canary_is_known_by_its_signature_and_id(
    db: Database, settings: Settings, public: httpx.Client
) -> None:
    canary = begin(db, NOW)
    sent(db, period_of(canary.canary_id, "webhook"), "canary", "webhook", DELIVERY)
    sent(db, "test", "test", "webhook", "f" * 16)
    secret = canary_secret(settings)
    stranger = "whsec_" + "A" * 32
    assert post(public, "/canary", stranger, "{}", DELIVERY).status_code == 401
    assert (
        post(public, "/canary", secret, "{}", DELIVERY, NOW - timedelta(minutes=6)).status_code
        == 401
    )
    assert post(public, "/canary", secret, "x" * 70_000, DELIVERY).status_code == 413
    for other in ("nobody", "f" * 16):
        assert post(public, "/canary", secret, "{}", other).status_code == 204
    assert posted_at(db) is None
    assert post(public, "/canary", secret, "{}", DELIVERY).status_code == 204
    assert posted_at(db) == NOW


def test_without_public_pages_it_comes_in_at_the_desk(db: Database, settings: Settings) -> None:
    canary = begin(db, NOW)
    sent(db, period_of(canary.canary_id, "webhook"), "canary", "webhook", DELIVERY)
    secret, now = canary_secret(settings), datetime.now(UTC)
    with served(create_app(db, settings, {})) as url, httpx.Client(base_url=url) as desk:
        assert post(desk, "/canary", secret, "{}", DELIVERY, now).status_code == 204
        assert canary.canary_id in desk.get("/canary/2026-11.html").text
        assert canary.canary_id not in desk.get("/canary/2026-10.html").text
        assert "/canary/2026-11.html" in desk.get("/canary/feed.xml").text
    assert posted_at(db)


def test_a_mail_that_came_back_is_told_by_a_program(
    db: Database, settings: Settings, public: httpx.Client
) -> None:
    subscribe(db, subscription(subscription_id="r0", address=ADDRESS))
    sent(db, "2026-W47", "digest", "email", DELIVERY)
    body = json.dumps({
        "kind": "hard", "address": f"<{ADDRESS}>", "message_id": f"<{DELIVERY}@w.example.org>",
        "said": "550 no such user", "more": 1,
    })  # fmt: skip
    secret = bounce_secret(settings)
    assert post(public, "/bounces", canary_secret(settings), body).status_code == 401
    assert reader(db).active
    for _ in range(2):
        assert post(public, "/bounces", secret, body).status_code == 204
    assert reader(db).ended == "bounced"
    many = json.dumps([json.loads(body) | {"message_id": "unknown"}] * 3)
    assert post(public, "/bounces", secret, many, "other").status_code == 204
    with db.connect() as conn:
        assert count_bounces(conn) == {("hard", True): 1, ("hard", False): 3}


def test_too_much_is_said_by_its_number_and_not_as_a_wrong_signature(
    settings: Settings, public: httpx.Client
) -> None:
    secret = bounce_secret(settings)
    one = {"kind": "soft", "address": ADDRESS, "message_id": "x", "said": "满" * 300}
    assert post(public, "/bounces", secret, json.dumps([one] * 500)).status_code == 204
    many = post(public, "/bounces", secret, json.dumps([one] * 501), "more")
    assert (many.status_code, "501" in many.text) == (400, True)
    long = post(public, "/bounces", secret, "x" * (2 * 1024 * 1024 + 1), "long")
    assert (long.status_code, "2 MB" in long.text) == (413, True)


@pytest.mark.parametrize(
    "body", ["", "[", "1", '{"kind": "x", "address": "a", "message_id": "b"}', '{"kind": "hard"}']
)
def test_what_is_no_report_is_refused(
    db: Database, settings: Settings, public: httpx.Client, body: str
) -> None:
    answer = post(public, "/bounces", bounce_secret(settings), body)
    assert answer.status_code == 400
    assert "docs/operating.md" in answer.text
    assert "Expected" not in answer.text


def test_the_desks_first_page_says_what_is_wrong_with_our_own_line(
    db: Database, settings: Settings
) -> None:
    with db.begin() as conn:
        open_problem(conn, OWN_SOURCE, "canary", "“抓取”这一步没有完成：<i>", datetime.now(UTC))
    with served(create_app(db, settings, {})) as url:
        said = httpx.get(url).text
    assert "全程自检" in said
    assert "“抓取”这一步没有完成：&lt;i&gt;" in said


@pytest.mark.parametrize("path", ["/bounces", "/canary"])
def test_only_posts_are_taken(public: httpx.Client, path: str) -> None:
    assert public.get(path).status_code == 405
    assert public.post(path).status_code == 401
