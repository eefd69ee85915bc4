"""Letters that change, and what people leave below them; the fake that other tests use keeps the same promises."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.chat.blocks import Message, Paragraph
from bot.chat.errors import GoneError
from bot.chat.ids import AccountRef, DeliveryId, MessageRef, Place, PlaceKind, Platform, WorkspaceRef, direct
from bot.chat.records import Mailbox as MailboxPort
from storage.database import Database
from storage.mailbox import Mailbox
from tests.fakes.web_stores import MemoryMailbox

PAGE = WorkspaceRef(platform=Platform("page"), external_id="page")
CHANNEL = Place(workspace=PAGE, kind=PlaceKind.CHANNEL, external_id="bank")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def thread(number: int, channel: str = "bank") -> Place:
    return Place(workspace=PAGE, kind=PlaceKind.THREAD, external_id=channel, thread_id=str(number))


def at(number: int, place: Place = CHANNEL) -> MessageRef:
    return MessageRef(place=place, external_id=str(number))


def said(words: str) -> Message:
    return Message(summary=words, blocks=(Paragraph(words),))


async def put(mailbox: MailboxPort, words: str, place: Place = CHANNEL, *, author: str = "") -> MessageRef:
    return await mailbox.put(place, DeliveryId(f"d-{words}"), said(words), NOON, author=author)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def mailbox(request: pytest.FixtureRequest) -> AsyncIterator[MailboxPort]:
    if request.param == "memory":
        yield MemoryMailbox()
        return
    database = Database.open(request.getfixturevalue(f"{request.param}_url"))
    yield Mailbox(database)
    await database.close()


async def test_an_exchanged_message_stays_exchanged_and_counts_as_one_change(mailbox: MailboxPort) -> None:
    await put(mailbox, "one")
    await put(mailbox, "two")
    before = await mailbox.version(CHANNEL)
    assert await mailbox.edit(at(1), said("better"))
    assert await mailbox.edit(at(1), said("better")), "again changes nothing"
    assert [each.message for each in await mailbox.read(CHANNEL)] == [said("better"), said("two")]
    assert await mailbox.version(CHANNEL) == before + 1
    assert [each.number for each in await mailbox.news(CHANNEL, since=before)] == [1]
    assert [each.number for each in await mailbox.news(CHANNEL, since=0)] == [2, 1]


async def test_what_is_not_there_cannot_be_changed(mailbox: MailboxPort) -> None:
    await put(mailbox, "one")
    for ref in (at(2), at(1, direct(AccountRef(workspace=PAGE, external_id="ada"))), at(10**20)):
        assert not await mailbox.edit(ref, said("x"))
        assert not await mailbox.react(ref, "ada", "👍", is_given=True)
        assert not await mailbox.delete(ref)
        assert await mailbox.letter(ref) is None
    assert not await mailbox.edit(MessageRef(place=CHANNEL, external_id="one"), said("x"))


async def test_a_deleted_letter_is_gone_with_all_that_was_below_it(mailbox: MailboxPort) -> None:
    for words in ("one", "two"):
        await put(mailbox, words)
    for number in (1, 2):
        await put(mailbox, "first words", thread(number), author="ada")
        await put(mailbox, "second words", thread(number), author="bo")
        await mailbox.react(at(number), "ada", "👍", is_given=True)
    since = await mailbox.version(CHANNEL)
    assert await mailbox.delete(at(1))
    assert not await mailbox.delete(at(1))
    assert [each.number for each in await mailbox.read(CHANNEL)] == [2]
    assert [(each.number, each.is_gone, each.message.blocks) for each in await mailbox.news(CHANNEL, since=since)] == [
        (1, True, ())
    ]
    below = await mailbox.below(CHANNEL, (1, 2), reader="ada")
    assert set(below) == {2}, "what is below the other letter stays"
    assert len(below[2].letters) == 2
    assert await mailbox.find(CHANNEL, DeliveryId("d-one")) == at(1), "a delivery that was deleted is not sent again"


async def test_nothing_can_be_put_below_a_letter_that_is_gone(mailbox: MailboxPort) -> None:
    await put(mailbox, "one")
    await mailbox.delete(at(1))
    for number in (1, 7):
        with pytest.raises(GoneError):
            await put(mailbox, "too late", thread(number))


async def test_a_comment_is_written_changed_and_deleted_and_each_counts_as_a_change_of_its_letter(
    mailbox: MailboxPort,
) -> None:
    await put(mailbox, "one")
    await put(mailbox, "two")
    versions = [await mailbox.version(CHANNEL)]
    ref = await put(mailbox, "I saw that too", thread(1), author="ada")
    assert await put(mailbox, "I saw that too", thread(1), author="ada") == ref
    versions.append(await mailbox.version(CHANNEL))
    await mailbox.edit(ref, said("I saw that twice"))
    versions.append(await mailbox.version(CHANNEL))
    (written,) = (await mailbox.below(CHANNEL, [1], reader="bo"))[1].letters
    assert (written.author, written.message) == ("ada", said("I saw that twice"))
    await mailbox.delete(ref)
    versions.append(await mailbox.version(CHANNEL))
    assert versions == sorted(set(versions))
    assert [each.number for each in await mailbox.news(CHANNEL, since=versions[-2])] == [1]
    assert await mailbox.below(CHANNEL, [1, 2], reader="bo") == {}
    assert [each.number for each in await mailbox.read(CHANNEL)] == [1, 2]


async def test_deleting_a_comment_touches_no_other_thread(mailbox: MailboxPort) -> None:
    await put(mailbox, "one")
    await put(mailbox, "two")
    await put(mailbox, "below one", thread(1))
    ref = await put(mailbox, "below two", thread(2))
    await mailbox.delete(ref)
    assert set(await mailbox.below(CHANNEL, [1, 2], reader="")) == {1}


async def test_a_reaction_counts_once_for_each_account(mailbox: MailboxPort) -> None:
    await put(mailbox, "one")
    for account in ("ada", "ada", "bo"):
        assert await mailbox.react(at(1), account, "👍", is_given=True)
    await mailbox.react(at(1), "bo", "😢", is_given=True)
    below = (await mailbox.below(CHANNEL, [1], reader="bo"))[1]
    assert (dict(below.reactions), below.own_reactions) == ({"👍": 2, "😢": 1}, frozenset({"👍", "😢"}))
    version = await mailbox.version(CHANNEL)
    for _ in range(2):
        await mailbox.react(at(1), "bo", "😢", is_given=False)
    assert dict((await mailbox.below(CHANNEL, [1], reader="ada"))[1].reactions) == {"👍": 2}
    assert await mailbox.version(CHANNEL) == version + 1


async def test_channels_do_not_mix(mailbox: MailboxPort) -> None:
    other = Place(workspace=PAGE, kind=PlaceKind.CHANNEL, external_id="shop")
    await put(mailbox, "here")
    await put(mailbox, "there", other)
    await put(mailbox, "words", thread(1, "shop"))
    await mailbox.react(at(1, other), "ada", "👍", is_given=True)
    assert await mailbox.below(CHANNEL, [1], reader="ada") == {}
    assert await mailbox.version(CHANNEL) == 1


async def test_what_is_forgotten_takes_its_reactions_along_and_no_number_comes_twice(database: Database) -> None:
    mailbox = Mailbox(database)
    for words in ("one", "two"):
        await put(mailbox, words)
    await mailbox.react(at(1), "ada", "👍", is_given=True)
    await put(mailbox, "below", thread(1))
    later = NOON + timedelta(days=2)
    await mailbox.put(thread(1), DeliveryId("late"), said("much later"), later, author="bo")
    assert await mailbox.forget_before(NOON + timedelta(days=1)) == 3
    assert await mailbox.read(CHANNEL) == []
    assert await put(mailbox, "three") == at(3), "a reference to an old letter never means a new one"
    assert await mailbox.version(CHANNEL) > 2
    left = await database.read(lambda work: work.connection.scalar(text("SELECT count(*) FROM letter_reactions")))
    assert left == 0
    texts = await database.read(
        lambda work: work.connection.execute(text("SELECT message FROM letters")).scalars().all()
    )
    assert "below" not in "".join(texts)
    assert "much later" not in "".join(texts), "nobody could read it any more"
    assert "two" not in "".join(texts)
