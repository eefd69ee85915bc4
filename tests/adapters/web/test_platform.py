"""The page as a platform: each delivery once, errors in our own words."""

import pytest

from adapters.web.platform import WebPlatform
from adapters.web.refs import WORKSPACE
from bot.chat.errors import RejectedError, UnavailableError, UnreachableError
from bot.chat.ids import DeliveryId, Place, PlaceKind, Platform, WorkspaceRef, direct
from bot.chat.platform import ChatPlatform
from tests.adapters.web.world import ADA, World, said


def _port(world: World) -> ChatPlatform:
    return world.web.platform


async def test_a_delivery_is_kept_once_and_found_again(world: World) -> None:
    platform = _port(world)
    first = await platform.send(direct(ADA), said("Hello"), DeliveryId("d1"))
    again = await platform.send(direct(ADA), said("Hello"), DeliveryId("d1"))
    assert first == again == await platform.find_delivery(direct(ADA), DeliveryId("d1"))
    assert await platform.find_delivery(direct(ADA), DeliveryId("d2")) is None
    assert len(await world.mailbox.read(direct(ADA))) == 1


@pytest.mark.parametrize(
    "place",
    [
        Place(workspace=WORKSPACE, kind=PlaceKind.CHANNEL, external_id="general"),
        Place(
            workspace=WorkspaceRef(platform=Platform("elsewhere"), external_id="web"),
            kind=PlaceKind.DIRECT,
            external_id="ada",
        ),
    ],
)
async def test_places_that_are_not_on_the_page_are_refused_for_good(world: World, place: Place) -> None:
    with pytest.raises(RejectedError):
        await world.web.platform.send(place, said("Hello"), DeliveryId("d1"))


class _Shut:
    async def put(self, *_: object) -> None:
        raise UnavailableError

    async def find(self, *_: object) -> None:
        raise UnavailableError


async def test_a_database_out_of_reach_is_worth_another_try(world: World) -> None:
    web = world.web.platform
    platform = WebPlatform(mailbox=_Shut(), guide=web.guide, clock=web.clock, doorbell=web.doorbell)  # type: ignore[arg-type] # the part in question
    with pytest.raises(UnreachableError):
        await platform.send(direct(ADA), said("Hello"), DeliveryId("d1"))
    with pytest.raises(UnreachableError):
        await platform.find_delivery(direct(ADA), DeliveryId("d1"))


async def test_nobody_is_listed(world: World) -> None:
    assert [page async for page in world.web.platform.read_directory(WORKSPACE)] == []
