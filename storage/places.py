"""How places of the chats stand in tables: five columns, an empty thread for none."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_

from bot.chat.ids import Place, PlaceKind, Platform, WorkspaceRef


def place_values(place: Place) -> dict[str, str]:
    """The columns of a place."""
    return {
        "platform": place.workspace.platform,
        "workspace_id": place.workspace.external_id,
        "place_kind": place.kind.value,
        "place_id": place.external_id,
        "thread_id": place.thread_id or "",
    }


def is_in(table: Table, place: Place) -> ColumnElement[bool]:
    """Which rows belong to a place."""
    return and_(*(table.c[name] == value for name, value in place_values(place).items()))


def place_of(row: Row[Any]) -> Place:
    """The place that a row names."""
    return Place(
        workspace=WorkspaceRef(platform=Platform(row.platform), external_id=row.workspace_id),
        kind=PlaceKind(row.place_kind),
        external_id=row.place_id,
        thread_id=row.thread_id or None,
    )
