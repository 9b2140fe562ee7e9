"""What judges now: the topics and the model in use, one that was adopted here or the shipped one.

Every place that judges documents asks here, whenever it begins: a pass that starts after an
adoption judges by the adopted model, in a program that has been running all along too.
"""

from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from pipeline.classify import load_rules
from pipeline.classifying.model import Model, ModelError, load_model, parse_model
from pipeline.classifying.rules import Rules
from storage.database import open_database
from storage.office import office_of
from storage.queries.models import adopted, stored_model
from storage.records import Office, StoredModel
from storage.settings import Settings


def rules_in_use(conn: Connection, office: Office) -> Rules:
    """The topics, the model in use and the office's parts.

    Raises ``TopicError``, ``ModelError``.
    """
    return load_rules(model=model_in_use(conn), office=office)


def rules_of(settings: Settings) -> Rules:
    """The same for a home, which stays without a database if it has none.

    Raises ``SettingError``, ``OfficeError``, ``TopicError``, ``ModelError``.
    """
    office, url = office_of(settings), make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return load_rules(office=office)
    db = open_database(settings)
    try:
        with db.connect() as conn:
            return rules_in_use(conn, office)
    finally:
        db.close()


def model_in_use(conn: Connection) -> Model:
    """The model that was adopted last, else the one that comes with the program."""
    stands = adopted(conn)
    return model_of(conn, stands.model_id if stands else None)


def model_of(conn: Connection, model_id: int | None) -> Model:
    """The stored model of that id; of none, the one that comes with the program."""
    found = stored_model(conn, model_id) if model_id is not None else None
    return parsed(found) if found else load_model()


def parsed(stored: StoredModel) -> Model:
    """The model that is stored. Raises ``ModelError``: who can no longer be read is named."""
    try:
        return _parsed(stored.data, f"模型 {stored.model_id}")
    except ModelError as error:
        raise ModelError(f"{error}；或用 policywatch learn back 换回原来的模型") from error


@lru_cache(maxsize=4)
def _parsed(text: str, name: str) -> Model:
    return parse_model(text, name)
