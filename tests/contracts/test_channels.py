"""The contract of `bot.chat.platform` for channels: what is posted there, what becomes of it, and what comes back."""

import pytest

from bot.chat.actions import ActionRef
from bot.chat.blocks import Excerpt, ExcerptLine, Message, Paragraph, ReactionBar, ReactionButton
from bot.chat.effects import Ask, Nothing, Post, Replace, Whisper
from bot.chat.errors import GoneError
from bot.chat.events import ButtonPressed, CommandGiven, CommentChanged, ReactionChanged, Shortcut, ShortcutUsed
from bot.chat.forms import Form
from bot.chat.ids import DeliveryId, MessageRef
from tests.contracts.chat_platforms import Subject
from tests.scenarios.driver import Seen

FIRST, SECOND = DeliveryId("1" * 32), DeliveryId("2" * 32)
HEARD = ActionRef("station.react", ("7", "hear"))
REPLY = Message(summary="Noted", blocks=(Paragraph("You said so already."),))
FORM = Form(title="Share it", parts=(Paragraph("Who said this?"),), close_label="Close")
WORDS = "I waited <b>two hours</b> & nobody *came*."


def voice(count: int = 0, text: str = WORDS) -> Message:
    """A voice as it is posted."""
    said = ExcerptLine(speaker="Customer", text=text, is_customer=True)
    link = {"url": "https://calls.example.com/7?a=1&b=2", "url_label": "Back to the recording"}
    bar = ReactionBar(
        items=(ReactionButton(symbol="👂", label="I hear this too", action=HEARD, count=count),),
        note="Everyone here sees the counts.",
    )
    return Message(
        summary="A customer said", blocks=(Excerpt(lines=(said,), origin="Phone call", span="03:12-03:40", **link), bar)
    )


async def posted(subject: Subject) -> tuple[MessageRef, Seen]:
    ref = await subject.port.send(subject.channel, voice(), FIRST)
    (seen,) = await messages(subject)
    return ref, seen


async def messages(subject: Subject) -> list[Seen]:
    return list(await subject.chat.channel_messages(subject.chat.channel))


class TestPosting:
    """A voice in a channel."""

    async def test_it_can_be_read_and_pressed_there_and_nowhere_else(self, subject: Subject) -> None:
        ref, seen = await posted(subject)
        assert ref.place == subject.channel
        shown = " ".join(seen.text.split())
        for part in ("Customer", WORDS, "Phone call", "03:12-03:40", "Back to the recording", "sees the counts."):
            assert part in shown
        assert seen.buttons == ("👂 I hear this too",)
        assert await subject.chat.inbox(subject.person) == []

    async def test_it_is_found_again(self, subject: Subject) -> None:
        if not subject.port.capabilities.finds_deliveries:
            pytest.skip("the platform does not let bots read what they posted")
        ref, _ = await posted(subject)
        assert await subject.port.find_delivery(subject.channel, FIRST) == ref
        assert await subject.port.find_delivery(subject.channel, SECOND) is None

    async def test_what_is_known_of_a_channel(self, subject: Subject) -> None:
        facts = await subject.port.describe_place(subject.channel)
        assert (facts.is_open, facts.is_shared_outside, bool(facts.name)) == (True, False, True)
        nowhere = await subject.port.describe_place(subject.nowhere)
        assert not nowhere.is_open

    async def test_an_answer_goes_below_and_an_answer_to_that_beside_it(self, subject: Subject) -> None:
        ref, _ = await posted(subject)
        below = subject.port.below(ref)
        answer = await subject.port.send(below, REPLY, SECOND)
        assert subject.port.below(answer) == below
        texts = [seen.text for seen in await messages(subject)]
        assert [WORDS in texts[0], "already" in texts[1], len(texts)] == [True, True, 2]


class TestAmending:
    """A message that was posted is exchanged or taken away, in channels and in direct conversations."""

    async def test_it_is_exchanged_as_often_as_asked(self, subject: Subject) -> None:
        ref, _ = await posted(subject)
        for _ in range(2):
            await subject.port.edit(ref, voice(count=3))
        (seen,) = await messages(subject)
        assert seen.buttons == ("👂 I hear this too (3)",)

    async def test_what_was_exchanged_leaves_nothing_of_what_it_was(self, subject: Subject) -> None:
        ref, _ = await posted(subject)
        await subject.port.edit(ref, Message(summary="Taken back", blocks=(Paragraph("Taken back."),)))
        (seen,) = await messages(subject)
        assert (seen.text, seen.buttons) == ("Taken back.", ())

    async def test_it_is_deleted_and_deleting_it_again_is_done_already(self, subject: Subject) -> None:
        ref, _ = await posted(subject)
        other = await subject.port.send(subject.channel, REPLY, SECOND)
        for _ in range(2):
            await subject.port.delete(ref)
        (left,) = await messages(subject)
        assert "already" in left.text
        await subject.port.edit(other, voice())

    async def test_what_was_deleted_cannot_be_exchanged(self, subject: Subject) -> None:
        ref, _ = await posted(subject)
        await subject.port.delete(ref)
        with pytest.raises(GoneError):
            await subject.port.edit(ref, voice(count=1))
        assert await messages(subject) == []

    async def test_a_direct_message_too(self, subject: Subject) -> None:
        ref = await subject.port.send(subject.place, voice(), FIRST)
        await subject.port.edit(ref, REPLY)
        (seen,) = await subject.chat.inbox(subject.person)
        assert "already" in seen.text
        await subject.port.delete(ref)
        assert await subject.chat.inbox(subject.person) == []


class TestActingInChannels:
    """What people press and type where others can see it."""

    async def test_a_press_says_in_which_channel(self, subject: Subject) -> None:
        _, seen = await posted(subject)
        await self._press(subject, seen)
        (event,) = subject.heard
        assert isinstance(event, ButtonPressed)
        assert (event.action, event.place, event.in_form) == (HEARD, subject.channel, False)
        assert event.actor.account.external_id == subject.person

    async def test_new_counts_are_there_for_everybody(self, subject: Subject) -> None:
        _, seen = await posted(subject)
        subject.answer_with(Replace(voice(count=1)))
        assert (await self._press(subject, seen)).buttons == ("👂 I hear this too (1)",)
        assert [each.buttons for each in await messages(subject)] == [("👂 I hear this too (1)",)]

    async def test_a_whisper_is_heard_by_one_alone(self, subject: Subject) -> None:
        _, seen = await posted(subject)
        subject.answer_with(Whisper(REPLY))
        whispered = await self._press(subject, seen)
        assert "already" in whispered.text
        assert await messages(subject) == [seen]

    async def test_a_form_opens(self, subject: Subject) -> None:
        _, seen = await posted(subject)
        subject.answer_with(Ask(FORM))
        assert (await self._press(subject, seen)).kind == "form"
        assert await messages(subject) == [seen]

    async def test_a_command_says_in_which_channel(self, subject: Subject) -> None:
        subject.answer_with(Whisper(REPLY))
        await subject.chat.command_in(subject.person, subject.chat.channel, "station post Harbour")
        (event,) = subject.heard
        assert isinstance(event, CommandGiven)
        assert (event.place, event.text) == (subject.channel, "station post Harbour")
        assert await messages(subject) == []

    async def test_an_answer_for_all_stands_in_the_channel(self, subject: Subject) -> None:
        subject.answer_with(Post(REPLY))
        await subject.chat.command_in(subject.person, subject.chat.channel, "status")
        (seen,) = await messages(subject)
        assert "already" in seen.text

    async def _press(self, subject: Subject, seen: Seen) -> Seen:
        return await subject.chat.press_in(subject.person, subject.chat.channel, seen, "I hear this too")


class TestWhatComesBack:
    """Reactions, comments and messages that are shared, on platforms that tell of them."""

    async def test_a_reaction_is_put_on_and_taken_back(self, subject: Subject) -> None:
        if not subject.port.capabilities.hears_reactions:
            pytest.skip("the platform has no reactions of its own")
        ref, seen = await posted(subject)
        subject.answer_with(Nothing())
        for added in (True, False):
            await subject.chat.react(subject.person, subject.chat.channel, seen, subject.emoji, added=added)
        told = [event for event in subject.heard if isinstance(event, ReactionChanged)]
        assert [(event.message, event.reaction, event.is_added) for event in told] == [
            (ref, subject.emoji, True),
            (ref, subject.emoji, False),
        ]
        assert {event.actor.account.external_id for event in told} == {subject.person}
        assert len({event.event_id for event in told}) == 2

    async def test_a_comment_is_written_changed_and_deleted(self, subject: Subject) -> None:
        if not subject.port.capabilities.hears_comments:
            pytest.skip("comments are not heard here")
        ref, seen = await posted(subject)
        subject.answer_with(Nothing())
        chat, channel = subject.chat, subject.chat.channel
        comment = await chat.comment(subject.person, channel, seen, "Same here & <worse>")
        await chat.edit_comment(subject.person, channel, seen, comment, "Fixed by now")
        await chat.delete_comment(subject.person, channel, seen, comment)
        told = [event for event in subject.heard if isinstance(event, CommentChanged)]
        assert [event.text for event in told] == ["Same here & <worse>", "Fixed by now", None]
        assert {event.message for event in told} == {ref}
        assert len({event.comment_id for event in told}) == 1
        assert {event.actor.account.external_id for event in told} == {subject.person}

    async def test_a_message_is_shared_with_its_words(self, subject: Subject) -> None:
        if not subject.port.capabilities.has_shortcuts:
            pytest.skip("the platform has no menus of its own")
        subject.answer_with(Ask(FORM))
        shown = await subject.chat.share(subject.person, "The till & the <card reader>")
        assert shown.kind == "form"
        (event,) = subject.heard
        assert isinstance(event, ShortcutUsed)
        assert (event.shortcut, event.text) == (Shortcut.SHARE_VOICE, "The till & the <card reader>")
        assert event.url.startswith("https://")
