"""What has to hold before anything is opened: settings that name a database, and all installed that they need."""

from collections.abc import Sequence

from bot.bootstrap.adapters_on import slack_is_on, teams_is_on
from bot.config import Settings
from bot.doctor import CannotRunError, Extra, is_installed
from storage.engines import BadDatabaseUrlError, database_url, is_sqlite


def refuse_what_cannot_run(settings: Settings) -> None:
    """Says what has to be mended before these settings can be worked with.

    Raises:
        CannotRunError: the database's URL cannot be used, or an extra is missing.
    """
    refuse_bad_database_url(settings)
    for extra in extras(settings):
        _refuse_if_missing(extra)


def refuse_missing_driver(settings: Settings) -> None:
    """Like `refuse_what_cannot_run`, for what opens the database and no chat.

    Raises:
        CannotRunError: the database's URL cannot be used, or its driver is missing.
    """
    refuse_bad_database_url(settings)
    _refuse_if_missing(_driver(settings))


def refuse_bad_database_url(settings: Settings) -> None:
    """Says what is wrong with the database's URL, without showing it.

    Raises:
        CannotRunError: it names nothing that Voxloop can keep its data in.
    """
    try:
        database_url(settings.database_url)
    except BadDatabaseUrlError as error:
        raise CannotRunError(f"DATABASE_URL: {error}") from None
    except ValueError:  # a port that is no number; the text of this error may hold a part of the URL
        raise CannotRunError("DATABASE_URL: it cannot be read; write sqlite:///FILE or postgresql://…") from None


def extras(settings: Settings) -> Sequence[Extra]:
    """The optional parts, and whether these settings need them."""
    return (
        Extra(name="slack", modules=("slack_bolt", "slack_sdk"), is_needed=slack_is_on(settings)),
        Extra(name="teams", modules=("botbuilder.core", "jwt"), is_needed=teams_is_on(settings)),
        _driver(settings),
    )


def _driver(settings: Settings) -> Extra:
    try:
        is_grown = not is_sqlite(database_url(settings.database_url))
    except ValueError:
        is_grown = False
    return Extra(name="postgres", modules=("psycopg",), is_needed=is_grown)


def _refuse_if_missing(extra: Extra) -> None:
    if extra.is_needed and not is_installed(extra):
        raise CannotRunError(
            f"These settings need the extra {extra.name!r}; install it with: pip install 'voxloop[{extra.name}]'"
        )
