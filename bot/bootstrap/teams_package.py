"""Makes the package with which an administrator adds Voxloop to Teams."""

from pathlib import Path

from bot.bootstrap.adapters_on import teams_is_on
from bot.config import Settings
from bot.doctor import CannotRunError


def write_teams_package(settings: Settings, file: Path) -> None:
    """Writes the package for these settings.

    Raises:
        CannotRunError: the settings name no app, or no address that Teams takes.
        OSError: the file cannot be written.
    """
    from adapters.teams.manifest.package import BadAddressError, build_package  # noqa: PLC0415 - only when asked for
    from adapters.teams.refs import AppId  # noqa: PLC0415 - as above

    if not teams_is_on(settings):
        raise CannotRunError("Set TEAMS_APP_ID to the id of the app in Entra. docs/teams.md walks through it.")
    try:
        package = build_package(
            app_id=AppId(settings.teams_app_id), public_url=settings.public_url, organisation=settings.organisation
        )
    except BadAddressError as error:
        raise CannotRunError(str(error)) from None
    file.write_bytes(package)
