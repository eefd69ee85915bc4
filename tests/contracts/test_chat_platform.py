"""The contract of `bot.chat.platform`: what the core relies on, kept by every chat adapter."""

import re
from collections.abc import Iterator
from itertools import chain

import pytest

from bot.bootstrap.gallery import examples
from bot.chat import errors
from bot.chat.actions import ActionRef
from bot.chat.blocks import (
    Block,
    Button,
    Buttons,
    ChoiceList,
    Excerpt,
    Heading,
    Message,
    Note,
    OpenQuestion,
    Paragraph,
    Progress,
    Ranking,
    RatingScale,
    ReactionBar,
    Table,
    Trend,
)
from bot.chat.blocks import Facts as FactsBlock
from bot.chat.effects import Ask, Nothing, Post, Refuse, Replace, Whisper
from bot.chat.errors import SendError, ThrottledError
from bot.chat.events import CommandGiven, FormSubmitted, MessageTyped
from bot.chat.forms import ChoiceField, DateField, Field, Form, FormPart, TextField
from bot.chat.ids import DeliveryId
from bot.chat.words import LANGUAGES, words_for
from tests.contracts.chat_platforms import CANNOT_HAPPEN, PLATFORMS, TROUBLES, Subject
from tests.scenarios.driver import Seen

FIRST, SECOND = DeliveryId("1" * 32), DeliveryId("2" * 32)
HELLO = Message(
    summary="Hello",
    blocks=(Paragraph("Hello there"), Buttons((Button(label="Go on", action=ActionRef("pulse.try")),))),
)
REPLY = Message(summary="Thank you", blocks=(Paragraph("Thank you, it is kept."),))
FORM = Form(
    title="One more thing",
    parts=(Paragraph("Would you like to say more?"), TextField(name="comment", label="Comment", is_required=False)),
    submit=ActionRef("pulse.comment", ("2026-W48", "overall-happy")),
    submit_label="Save",
    close_label="Close",
)
SECRET_WORDS = "what nobody is meant to keep"

FAILURES = [(name, kind) for name in PLATFORMS for kind in sorted(TROUBLES[name], key=lambda each: each.__name__)]


class TestSending:
    """A message that the bot starts."""

    async def test_it_stands_in_the_conversation_and_has_a_reference(self, subject: Subject) -> None:
        ref = await subject.port.send(subject.place, HELLO, FIRST)
        assert ref.place == subject.place
        assert ref.external_id
        (seen,) = await subject.chat.inbox(subject.person)
        assert ("Hello there" in seen.text, seen.buttons) == (True, ("Go on",))

    async def test_two_messages_have_two_references_and_keep_their_order(self, subject: Subject) -> None:
        first = await subject.port.send(subject.place, HELLO, FIRST)
        second = await subject.port.send(subject.place, REPLY, SECOND)
        assert first != second
        texts = [seen.text for seen in await subject.chat.inbox(subject.person)]
        assert ["Hello there" in texts[0], "it is kept" in texts[1]] == [True, True]

    async def test_nobody_else_gets_it(self, subject: Subject) -> None:
        await subject.port.send(subject.neighbour, HELLO, FIRST)
        assert await subject.chat.inbox(subject.person) == []


class TestFindingADelivery:
    """After a crash: had it arrived?"""

    @pytest.fixture(autouse=True)
    def only_where_that_can_be_asked(self, subject: Subject) -> None:
        if not subject.port.capabilities.finds_deliveries:
            pytest.skip("the platform does not let bots read what they posted")

    async def test_what_arrived_is_found_by_the_same_reference(self, subject: Subject) -> None:
        ref = await subject.port.send(subject.place, HELLO, FIRST)
        await subject.port.send(subject.place, REPLY, SECOND)
        assert await subject.port.find_delivery(subject.place, FIRST) == ref

    async def test_what_never_arrived_is_not(self, subject: Subject) -> None:
        assert await subject.port.find_delivery(subject.place, FIRST) is None
        await subject.port.send(subject.neighbour, HELLO, FIRST)
        await subject.port.send(subject.place, REPLY, SECOND)
        assert await subject.port.find_delivery(subject.place, FIRST) is None

    async def test_a_second_attempt_that_does_not_look_is_no_defect(self, subject: Subject) -> None:
        """Some platforms keep a delivery once, others post it twice; either way it is found, and all of it counted."""
        refs = {await subject.port.send(subject.place, HELLO, FIRST) for _ in range(2)}
        assert await subject.port.find_delivery(subject.place, FIRST) in refs
        assert len(await subject.chat.inbox(subject.person)) == len(refs)

    async def test_a_second_attempt_that_looks_first_has_one_effect(self, subject: Subject) -> None:
        for _ in range(3):
            if await subject.port.find_delivery(subject.place, FIRST) is None:
                await subject.port.send(subject.place, HELLO, FIRST)
        assert len(await subject.chat.inbox(subject.person)) == 1


class TestErrors:
    """Whatever goes wrong is one of our own errors, and says nothing of what was to be sent."""

    @pytest.mark.parametrize(("subject", "kind"), FAILURES, indirect=["subject"])
    async def test_each_kind_comes_as_itself(self, subject: Subject, kind: type[SendError]) -> None:
        place = await subject.troubles[kind]()
        with pytest.raises(SendError) as caught:
            await subject.port.send(place, HELLO, FIRST)
        assert type(caught.value) is kind
        assert re.fullmatch(r"[\w.:-]{3,60}", caught.value.code)
        assert "Hello" not in str(caught.value)
        if isinstance(caught.value, ThrottledError):
            assert caught.value.retry_after_seconds > 0

    async def test_a_platform_that_cannot_be_asked_says_so(self, subject: Subject) -> None:
        place = await subject.troubles[errors.UnreachableError]()
        with pytest.raises(SendError):
            await subject.port.find_delivery(place, FIRST)

    @pytest.mark.parametrize("name", PLATFORMS)
    def test_every_kind_is_told_or_cannot_happen(self, name: str) -> None:
        assert set(TROUBLES[name]) | set(CANNOT_HAPPEN[name]) == set(_kinds())
        assert not set(TROUBLES[name]) & set(CANNOT_HAPPEN[name])

    def test_the_tree_in_the_module_is_the_tree_of_the_code(self) -> None:
        drawn = set(re.findall(r"── (\w+)", errors.__doc__ or ""))
        assert drawn == {kind.__name__ for kind in _below(errors.ChatError)}


class TestCapabilities:
    """The table says what is so; flows ask it instead of a platform's name."""

    async def test_the_name_is_the_one_in_its_places(self, subject: Subject) -> None:
        assert subject.port.capabilities.platform == subject.place.workspace.platform == subject.chat.platform

    async def test_the_pace_can_be_kept(self, subject: Subject) -> None:
        pacing = subject.port.capabilities.pacing
        assert 0 < pacing.place_per_second <= pacing.workspace_per_second

    async def test_the_directory_is_there_or_is_empty(self, subject: Subject) -> None:
        workspace = subject.place.workspace
        entries = [entry async for page in subject.port.read_directory(workspace) for entry in page]
        assert bool(entries) == subject.port.capabilities.has_directory
        assert all(entry.account.workspace == workspace and entry.name for entry in entries)

    async def test_a_whisper_leaves_no_message(self, subject: Subject) -> None:
        subject.answer_with(Whisper(REPLY))
        seen = await subject.chat.command(subject.person, "help")
        assert (seen.kind == "whisper") == subject.port.capabilities.whispers
        assert "it is kept" in seen.text
        assert await subject.chat.inbox(subject.person) == []

    async def test_what_is_typed_is_heard_as_the_table_says_and_never_with_its_text(self, subject: Subject) -> None:
        await subject.type_words(SECRET_WORDS)
        kinds = [type(event) for event in subject.heard]
        assert kinds == ([MessageTyped] if subject.port.capabilities.hears_typing else [])
        assert SECRET_WORDS not in repr(subject.heard)


class TestEffects:
    """What the core wants to happen in answer to an act."""

    async def test_an_act_is_heard_once_with_who_did_it(self, subject: Subject) -> None:
        subject.answer_with(Whisper(REPLY))
        await subject.chat.command(subject.person, "pause until friday")
        (event,) = subject.heard
        assert isinstance(event, CommandGiven)
        assert (event.actor.account.external_id, event.text) == (subject.person, "pause until friday")

    async def test_a_form_opens_and_the_message_stays_as_it_was(self, subject: Subject) -> None:
        await subject.port.send(subject.place, HELLO, FIRST)
        (before,) = await subject.chat.inbox(subject.person)
        subject.answer_with(Ask(FORM))
        form = await subject.chat.press(subject.person, before, "Go on")
        assert (form.kind, form.fields) == ("form", ("comment",))
        assert await subject.chat.inbox(subject.person) == [before]

    async def test_a_refused_form_stays_open_and_says_why(self, subject: Subject) -> None:
        form = await self._opened(subject)
        subject.answer_with(Refuse({"comment": "Please leave out names."}))
        refused = await subject.chat.submit(subject.person, form, {"comment": "Ada did it"})
        assert (refused.kind, refused.fields) == ("form", ("comment",))
        assert "Please leave out names." in refused.text

    async def test_a_form_comes_back_with_what_was_filled_in(self, subject: Subject) -> None:
        form = await self._opened(subject)
        subject.answer_with(Nothing())
        await subject.chat.submit(subject.person, form, {"comment": "Two lines\nof <b>text</b> & more"})
        event = subject.heard[-1]
        assert isinstance(event, FormSubmitted)
        assert (event.action, dict(event.values)) == (FORM.submit, {"comment": "Two lines\nof <b>text</b> & more"})

    async def test_a_form_left_empty_comes_back_as_none(self, subject: Subject) -> None:
        form = await self._opened(subject)
        await subject.chat.submit(subject.person, form, {"comment": ""})
        event = subject.heard[-1]
        assert isinstance(event, FormSubmitted)
        assert dict(event.values) == {"comment": None}

    async def test_a_message_can_be_exchanged(self, subject: Subject) -> None:
        await subject.port.send(subject.place, HELLO, FIRST)
        (before,) = await subject.chat.inbox(subject.person)
        subject.answer_with(Replace(REPLY))
        assert "it is kept" in (await subject.chat.press(subject.person, before, "Go on")).text

    async def test_a_post_stays_in_the_conversation(self, subject: Subject) -> None:
        subject.answer_with(Post(REPLY))
        await subject.chat.command(subject.person, "status")
        (seen,) = await subject.chat.inbox(subject.person)
        assert "it is kept" in seen.text

    async def test_nothing_is_nothing(self, subject: Subject) -> None:
        subject.answer_with(Nothing())
        assert (await subject.chat.command(subject.person, "help")).kind == "nothing"
        assert await subject.chat.inbox(subject.person) == []

    async def _opened(self, subject: Subject) -> Seen:
        subject.answer_with(Ask(FORM))
        return await subject.chat.command(subject.person, "settings")


class TestEverythingThatIsSaid:
    """Each example of each room, in each language, is taken by the platform and can be read and pressed in full."""

    @pytest.mark.parametrize("language", LANGUAGES)
    async def test_messages_arrive_whole(self, subject: Subject, language: str) -> None:
        said = {name: shown for name, shown in _examples(language) if isinstance(shown, Message)}
        for number, message in enumerate(said.values()):
            subject.rest()
            await subject.port.send(subject.place, message, DeliveryId(f"{number:032}"))
        inbox = await subject.chat.inbox(subject.person)
        for (name, message), seen in zip(said.items(), inbox, strict=True):
            _assert_whole(name, message.blocks, seen)

    @pytest.mark.parametrize("language", LANGUAGES)
    async def test_forms_open_whole(self, subject: Subject, language: str) -> None:
        for name, form in _examples(language):
            if isinstance(form, Form):
                subject.rest()
                subject.answer_with(Ask(form))
                seen = await subject.chat.command(subject.person, "open it")
                assert (seen.kind, seen.fields) == ("form", tuple(each.name for each in _fields(form))), name
                _assert_whole(name, form.parts, seen)
                assert form.title in seen.text, name

    async def test_the_home_page_shows_what_the_core_says(self, subject: Subject) -> None:
        home = examples()["admin.home.admin"](words_for("en"))
        assert isinstance(home, Message)
        subject.answer_with(Post(home))
        _assert_whole("admin.home.admin", home.blocks, await subject.chat.home(subject.person))
        assert await subject.chat.inbox(subject.person) == []


def _kinds() -> Iterator[type[SendError]]:
    return (kind for kind in _below(SendError) if issubclass(kind, SendError))


def _below(kind: type[Exception]) -> Iterator[type[Exception]]:
    """The product's own kinds below one; tests of other rooms may make some up beside them."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("bot."):
            yield each
            yield from _below(each)


def _examples(language: str) -> Iterator[tuple[str, Message | Form]]:
    words = words_for(language)
    return ((name, example(words)) for name, example in examples().items())


def _fields(form: Form) -> Iterator[Field]:
    return (part for part in form.parts if isinstance(part, ChoiceField | TextField | DateField))


def _assert_whole(name: str, parts: tuple[FormPart, ...], seen: Seen) -> None:
    read = _flat(seen.text)
    texts = tuple(chain.from_iterable(map(_texts, parts)))
    missing = [text for text in texts if _flat(text) not in read]
    assert missing == [], f"{name} lacks {missing}"
    assert seen.buttons == tuple(chain.from_iterable(map(_buttons, parts))), name
    assert seen.text.count("…") <= "".join(texts).count("…"), f"{name} was cut short"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _texts(part: FormPart) -> tuple[str, ...]:  # noqa: C901, PLR0912 - one arm per block
    """What can be read, buttons aside."""
    match part:
        case Heading(text) | Paragraph(text) | Note(text):
            return (text,)
        case FactsBlock(items):
            return tuple(chain.from_iterable((item.name, item.value) for item in items))
        case RatingScale(question=question, low=low, high=high):
            return (question, low, high)
        case ChoiceList(question=question) | OpenQuestion(question=question):
            return (question,)
        case Progress(label=label):
            return (label,)
        case Table(columns=columns, rows=rows):
            return (*columns, *chain.from_iterable(rows))
        case Excerpt(lines=lines, origin=origin, span=span, url_label=label):
            said = ((line.speaker, line.text) for line in lines)
            return (*chain.from_iterable(said), origin, span, label)
        case ReactionBar(note=note):
            return (note,)
        case Trend(title=title, says=says):
            return (title, says)
        case Ranking(title=title):
            return (title,)
        case ChoiceField(label=label, options=options):
            return (label, *(option.label for option in options))
        case TextField(label=label, hint=hint) | DateField(label=label, hint=hint):
            return (label, hint)
        case _:
            return ()


def _buttons(part: Block | FormPart) -> tuple[str, ...]:
    match part:
        case Buttons(items):
            return tuple(item.label for item in items)
        case RatingScale(points=points):
            return tuple(point.label for point in points)
        case ChoiceList(choices=choices):
            return tuple(choice.label for choice in choices)
        case OpenQuestion(button=button):
            return (button.label,)
        case ReactionBar(items=reactions):
            return tuple(f"{each.symbol} {each.label}" + f" ({each.count})" * bool(each.count) for each in reactions)
        case _:
            return ()
