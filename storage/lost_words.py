"""Remembering that words were taken away which the database's files may still hold, so that these are rewritten."""

import secrets

from sqlalchemy import Connection, delete, select

from storage.statements import upsert
from storage.tables.pulse import organisation_settings

DUE = "voice_scrub_due"
"""The setting that says so; its value is another one each time."""


def note_lost_words(connection: Connection) -> None:
    """Words were changed or deleted in this transaction: the files have to lose them, too."""
    upsert(connection, organisation_settings, {"name": DUE, "value": secrets.token_hex(8)})


def lost_words(connection: Connection) -> str | None:
    """What names the latest loss that the files may still show; `None` when they show none."""
    return connection.scalar(select(organisation_settings.c.value).where(organisation_settings.c.name == DUE))


def forget_lost_words(connection: Connection, named: str) -> None:
    """The files were rewritten after this loss; what was lost since stays noted."""
    is_same = (organisation_settings.c.name == DUE) & (organisation_settings.c.value == named)
    connection.execute(delete(organisation_settings).where(is_same))
