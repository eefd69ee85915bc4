"""The organisation's settings are asked for once in a transaction, and never seen as they are not."""

import pytest
from sqlalchemy import event

from storage.engines import database_url, open_writer
from storage.unit_of_work import UnitOfWork
from storage.write_session import WriteSession


@pytest.fixture
def session(any_database_url: str) -> WriteSession:
    return WriteSession(open_writer(database_url(any_database_url)))


def _settings(tx: UnitOfWork) -> dict[str, str]:
    return dict(tx.organisation.all())


def _pause(tx: UnitOfWork) -> None:
    tx.organisation.set("is_paused", "yes")


def test_many_that_ask_in_one_transaction_ask_the_database_once(session: WriteSession) -> None:
    asked = list[str]()
    event.listen(session._engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    session.perform([_settings] * 20)
    assert sum("organisation_settings" in each for each in asked) == 1
    session.perform([_settings])
    assert sum("organisation_settings" in each for each in asked) == 2
    session.close()


def test_what_is_set_is_seen_at_once(session: WriteSession) -> None:
    outcomes = session.perform([_settings, _pause, _settings])
    assert [result for result, _ in outcomes] == [{}, None, {"is_paused": "yes"}]
    session.close()


def test_what_a_failed_change_had_set_is_seen_by_nobody(session: WriteSession) -> None:
    def fail(tx: UnitOfWork) -> None:
        _pause(tx)
        assert _settings(tx) == {"is_paused": "yes"}
        raise ValueError("after all not")

    outcomes = session.perform([_settings, fail, _settings])
    assert [result for result, _ in outcomes] == [{}, None, {}]
    assert [type(error) for _, error in outcomes] == [type(None), ValueError, type(None)]
    assert session.perform([_settings]) == [({}, None)]
    session.close()
