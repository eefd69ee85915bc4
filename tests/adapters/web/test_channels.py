"""Channels on the page: read, react, comment, act; and what the bot changes there later."""

from datetime import timedelta

import pytest

from adapters.web.parse import MAX_COMMENT_CHARACTERS
from adapters.web.talk_patience import MOST_SAID
from bot.chat.effects import Post, Whisper
from bot.chat.errors import GoneError, RejectedError
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    CommentChanged,
    FormSubmitted,
    MessageTyped,
    ReactionChanged,
)
from bot.chat.ids import DeliveryId, MessageRef, Place, PlaceKind, direct
from bot.chat.platform import PlaceFacts
from tests.adapters.web.browser import Answer, Browser, open_browser
from tests.adapters.web.test_stream import listen
from tests.adapters.web.voices import BOOKING, FRONT_DESK, voice
from tests.adapters.web.world import ADA, World, said

PAGE = {"Accept": "text/html"}
CHANNEL = {"channel": "frontdesk"}
FIRST = {**CHANNEL, "letter": "1"}


@pytest.fixture
async def posted(world: World) -> MessageRef:
    return await world.tell(FRONT_DESK, voice())


async def comment(browser: Browser, text: str, **fields: str) -> Answer:
    return await browser.act("/comment", **{**FIRST, "text": text, **fields})


async def channel_page(browser: Browser) -> str:
    return (await browser.get("/c/frontdesk")).text


class TestReading:
    async def test_every_page_leads_to_the_channels(self, ada: Browser) -> None:
        for path in ("/", "/home", "/c/frontdesk"):
            page = (await ada.get(path)).text
            assert 'href="/c/frontdesk"' in page
            assert 'href="/c/booking%2F1"' in page
        assert 'href="/c/frontdesk" aria-current="page"' in await channel_page(ada)

    async def test_a_channel_shows_its_own_letters(self, world: World, ada: Browser, posted: MessageRef) -> None:
        await world.tell(BOOKING, said("Elsewhere"))
        page = await channel_page(ada)
        assert "I have told this story three times now" in page
        assert "What guests say at the desk" in page
        assert "Elsewhere" not in page
        assert "Elsewhere" in (await ada.get("/c/booking%2F1")).text
        assert "three times" not in (await ada.get("/")).text

    async def test_nobody_reads_a_channel_that_is_not_for_them(
        self, world: World, ada: Browser, posted: MessageRef
    ) -> None:
        world.channels.hidden.add("frontdesk")
        assert "Front desk voices" not in (await ada.get("/")).text
        assert (await ada.get("/c/frontdesk")).status == 404
        assert (await ada.get("/events?channel=frontdesk")).status == 404
        for path, fields in (
            ("/comment", {"letter": "1", "text": "Hi"}),
            ("/react", {"letter": "1", "give": "👍"}),
            ("/act", {"action": "1|hear", "source": "letter-1"}),
            ("/command", {"text": "/voice help"}),
            ("/submit", {"action": "1|save"}),
        ):
            assert (await ada.act(path, **CHANNEL, **fields)).status == 404
        assert not world.core.heard

    async def test_strangers_are_led_to_the_door(self, browser: Browser) -> None:
        assert "Sign in" in (await browser.get("/c/frontdesk")).text

    async def test_a_channel_without_a_letter_says_what_comes(self, ada: Browser) -> None:
        assert "What customers say arrives here" in await channel_page(ada)


class TestActs:
    async def test_a_press_carries_the_channel_and_its_exchange_is_there_for_everybody(
        self, world: World, ada: Browser, posted: MessageRef
    ) -> None:
        answer = await ada.act("/act", **CHANNEL, action="1|hear", source="letter-1")
        (event,) = world.core.heard
        assert isinstance(event, ButtonPressed)
        assert event.place == FRONT_DESK
        assert answer.json["effect"] == "replace"
        assert '<span class="count">1</span>' in str(answer.json["html"])
        async with open_browser(world.url) as bo:
            await bo.sign_in(await world.token_for("bo"))
            assert '<span class="count">1</span>' in await channel_page(bo)

    async def test_a_command_is_given_in_the_channel_and_talk_is_not_kept(self, world: World, ada: Browser) -> None:
        await ada.act("/command", **CHANNEL, text="/voice station post front")
        answer = await ada.act("/command", **CHANNEL, text="what I think of my boss")
        command, typed = world.core.heard
        assert isinstance(command, CommandGiven)
        assert command.place == FRONT_DESK
        assert isinstance(typed, MessageTyped)
        assert "boss" not in repr(world.core.heard)
        assert answer.json["effect"] == "whisper"
        assert "boss" not in await channel_page(ada)

    async def test_buttons_of_a_note_and_a_window_remember_the_channel(self, world: World, ada: Browser) -> None:
        note = await ada.act("/command", **CHANNEL, text="/voice help")
        assert 'name="channel" value="frontdesk"' in str(note.json["html"])
        window = await ada.act("/command", **CHANNEL, text="/voice review")
        assert str(window.json["html"]).count('name="channel" value="frontdesk"') == 2
        await ada.act("/act", **CHANNEL, action="1|nothing", source="note")
        await ada.act("/act", **CHANNEL, action="1|nothing", source="form")
        places = [event.place for event in world.core.heard if isinstance(event, ButtonPressed)]
        assert places == [FRONT_DESK, None]

    async def test_what_is_posted_in_answer_stands_where_the_act_was_done(self, world: World, ada: Browser) -> None:
        answer = await ada.act("/command", **CHANNEL, text="/voice post")
        assert (answer.json["effect"], answer.json["number"]) == ("post", 1)
        assert "Posted for you" in await channel_page(ada)
        assert await world.mailbox.read(direct(ADA)) == []

    async def test_what_comes_of_a_window_stands_in_the_own_conversation_and_is_shown_at_once(
        self, world: World, ada: Browser
    ) -> None:
        world.core.effect_of = {FormSubmitted: Post(said("Promised"))}
        answer = await ada.act("/submit", **CHANNEL, action="1|save")
        assert answer.json["effect"] == "whisper"
        assert "Promised" in str(answer.json["html"])
        assert "Promised" in (await ada.get("/")).text
        assert "Promised" not in await channel_page(ada)

    async def test_a_reply_of_the_bot_below_a_letter_can_be_pressed_and_exchanged(
        self, world: World, ada: Browser, posted: MessageRef
    ) -> None:
        thread = world.web.platform.below(posted)
        await world.tell(thread, voice())
        page = await channel_page(ada)
        assert 'name="source" value="reply-1-1"' in page
        answer = await ada.act("/act", **CHANNEL, action="1|hear", source="reply-1-1")
        (event,) = world.core.heard
        assert isinstance(event, ButtonPressed)
        assert event.place == thread
        assert 'id="letter-1"' in str(answer.json["html"])
        assert '<span class="count">1</span>' in str(answer.json["html"])

    async def test_without_a_script_acts_lead_back_to_the_channel(
        self, world: World, ada: Browser, posted: MessageRef
    ) -> None:
        answer = await ada.act("/act", PAGE, **CHANNEL, action="1|nothing", source="letter-1")
        assert (answer.status, answer.headers["Location"]) == (303, "/c/frontdesk")
        assert (
            "Front desk voices</h1>" in (await ada.act("/act", PAGE, **CHANNEL, action="1|fix", source="letter-1")).text
        )
        assert (
            '<span class="count">1</span>'
            in (await ada.act("/act", PAGE, **CHANNEL, action="1|hear", source="letter-1")).text
        )
        answer = await ada.act("/comment", PAGE, **FIRST, text="Me too")
        assert (answer.status, answer.headers["Location"]) == (303, "/c/frontdesk#letter-1")
        assert "Me too" in await channel_page(ada)


class TestReactions:
    async def test_one_for_each_account_and_it_can_be_taken_back(
        self, world: World, ada: Browser, posted: MessageRef
    ) -> None:
        for _ in range(2):
            answer = await ada.act("/react", **FIRST, give="👍")
        assert 'value="👍" aria-label="Thumbs up, 1" aria-pressed="true"' in str(answer.json["html"])
        async with open_browser(world.url) as bo:
            await bo.sign_in(await world.token_for("bo"))
            assert 'value="👍" aria-label="Thumbs up, 1" aria-pressed="false"' in await channel_page(bo)
            await bo.act("/react", **FIRST, give="👍")
        assert 'aria-label="Thumbs up, 2"' in await channel_page(ada)
        answer = await ada.act("/react", **FIRST, take="👍")
        assert 'value="👍" aria-label="Thumbs up, 1" aria-pressed="false"' in str(answer.json["html"])
        events = [event for event in world.core.heard if isinstance(event, ReactionChanged)]
        assert [(each.reaction, each.is_added, each.message) for each in events] == [
            ("👍", added, posted) for added in (True, True, True, False)
        ]

    async def test_a_retry_is_the_same_happening(self, world: World, ada: Browser, posted: MessageRef) -> None:
        fields = {**FIRST, "csrf": await ada.csrf(), "act": "a" * 32, "give": "😮"}
        for _ in range(2):
            await ada.send("/react", fields)
        first, again = world.core.heard
        assert isinstance(first, ReactionChanged)
        assert isinstance(again, ReactionChanged)
        assert first.event_id == again.event_id

    @pytest.mark.parametrize(
        "fields",
        [
            {"give": "🔥"},
            {"give": "👍", "take": "👍"},
            {},
            {"give": "👍", "letter": "x"},
            {"give": "👍", "letter": "²"},
            {"give": "👍", "channel": ""},
        ],
    )
    async def test_only_those_of_the_palette(
        self, world: World, ada: Browser, posted: MessageRef, fields: dict[str, str]
    ) -> None:
        assert (await ada.act("/react", **{**FIRST, **fields})).status == 400
        assert not world.core.heard

    async def test_a_letter_that_is_gone_takes_none(self, world: World, ada: Browser, posted: MessageRef) -> None:
        await world.web.platform.delete(posted)
        assert (await ada.act("/react", **FIRST, give="👍")).status == 404
        assert not world.core.heard


class TestComments:
    async def test_it_is_said_with_the_name_of_its_author_and_the_core_hears_it(
        self, world: World, ada: Browser, posted: MessageRef
    ) -> None:
        answer = await comment(ada, "We had <b>that</b> twice\r\ntoday")
        assert answer.json["effect"] == "replace"
        (event,) = world.core.heard
        assert isinstance(event, CommentChanged)
        assert (event.message, event.comment_id, event.actor.account) == (posted, "1", ADA)
        assert event.text == "We had <b>that</b> twice\ntoday"
        async with open_browser(world.url) as bo:
            await bo.sign_in(await world.token_for("bo"))
            page = await channel_page(bo)
        assert "Ada Lindqvist" in page
        assert "We had &lt;b&gt;that&lt;/b&gt; twice\ntoday" in page
        assert 'name="comment"' not in page, "only the author may change it"

    async def test_the_author_changes_it_and_takes_it_away(
        self, world: World, ada: Browser, posted: MessageRef
    ) -> None:
        await comment(ada, "We had that twice")
        await comment(ada, "We had that three times", comment="1")
        assert "three times</p>" in await channel_page(ada)
        assert "We had that twice" not in await channel_page(ada)
        for _ in range(2):
            assert (await comment(ada, "", comment="1", delete="yes")).status == 200
        assert "We had that" not in await channel_page(ada)
        texts = [(each.comment_id, each.text) for each in world.core.heard if isinstance(each, CommentChanged)]
        assert texts == [("1", "We had that twice"), ("1", "We had that three times"), ("1", None), ("1", None)]

    async def test_nobody_changes_what_others_said(self, world: World, ada: Browser, posted: MessageRef) -> None:
        await comment(ada, "Mine")
        await world.tell(world.web.platform.below(posted), said("The bot's"))
        heard = len(world.core.heard)
        async with open_browser(world.url) as bo:
            await bo.sign_in(await world.token_for("bo"))
            for number in ("1", "2"):
                assert (await comment(bo, "Changed", comment=number)).status == 404
                assert (await comment(bo, "", comment=number, delete="yes")).status == 404
            page = await channel_page(bo)
        assert "Mine" in page
        assert "The bot&#39;s" in page
        assert len(world.core.heard) == heard

    async def test_an_admin_takes_away_what_others_said_and_changes_nothing_else(
        self, world: World, ada: Browser, posted: MessageRef
    ) -> None:
        await comment(ada, "Something unkind")
        await world.tell(world.web.platform.below(posted), said("The bot's"))
        assert ">Remove<" not in await channel_page(ada)
        async with open_browser(world.url) as cy:
            await cy.sign_in(await world.token_for("cy"))
            assert (await channel_page(cy)).count(">Remove<") == 1
            assert (await comment(cy, "Something kind", comment="1")).status == 404
            assert (await comment(cy, "", comment="2", delete="yes")).status == 404
            assert (await comment(cy, "", comment="1", delete="yes")).status == 200
        assert "Something unkind" not in await channel_page(ada)
        assert "The bot&#39;s" in await channel_page(ada)
        event = world.core.heard[-1]
        assert isinstance(event, CommentChanged)
        assert (event.comment_id, event.text) == ("1", None)

    async def test_who_says_very_much_is_asked_to_wait(self, world: World, ada: Browser, posted: MessageRef) -> None:
        for number in range(MOST_SAID):
            assert (await comment(ada, f"comment number {number}")).status == 200
        refused = await comment(ada, "one more")
        assert refused.status == 429
        assert "wait" in str(refused.json["error"])
        assert (await comment(ada, "changed", comment="1")).status == 429
        assert (await comment(ada, "", comment="1", delete="yes")).status == 200, "taking away is always possible"
        async with open_browser(world.url) as bo:
            await bo.sign_in(await world.token_for("bo"))
            assert (await comment(bo, "somebody else")).status == 200
        world.clock.move(timedelta(minutes=1))
        assert (await comment(ada, "a minute later")).status == 200
        assert "one more" not in await channel_page(ada)

    async def test_a_retry_says_it_once(self, world: World, ada: Browser, posted: MessageRef) -> None:
        fields = {**FIRST, "csrf": await ada.csrf(), "act": "a" * 32, "text": "Only once"}
        for _ in range(2):
            await ada.send("/comment", fields)
        first, again = world.core.heard
        assert first == again
        assert len(await world.mailbox.read(world.web.platform.below(posted))) == 1

    @pytest.mark.parametrize(
        "fields",
        [
            {"text": "  "},
            {"text": "x" * (MAX_COMMENT_CHARACTERS + 1)},
            {"text": "x", "comment": "one"},
            {"text": "", "delete": "yes"},
            {"text": "x", "channel": ""},
            {"text": "x", "letter": "letter-1"},
        ],
    )
    async def test_only_what_the_page_sends(
        self, world: World, ada: Browser, posted: MessageRef, fields: dict[str, str]
    ) -> None:
        assert (await ada.act("/comment", **{**FIRST, **fields})).status == 400
        assert not world.core.heard

    async def test_nothing_is_said_below_what_is_gone(self, world: World, ada: Browser, posted: MessageRef) -> None:
        await world.web.platform.delete(posted)
        assert (await comment(ada, "Too late")).status == 404
        assert (await comment(ada, "Too late", letter="9")).status == 404
        assert not world.core.heard

    async def test_who_left_is_named_no_more(self, world: World, ada: Browser, posted: MessageRef) -> None:
        await world.mailbox.put(
            world.web.platform.below(posted), DeliveryId("d"), said("Goodbye"), world.clock.now(), author="gone"
        )
        assert "Somebody who left" in await channel_page(ada)

    async def test_many_fold_up_but_for_the_latest(self, ada: Browser, posted: MessageRef) -> None:
        for number in range(5):
            await comment(ada, f"comment number {number}")
        page = await channel_page(ada)
        assert "Show earlier comments (2)" in page
        assert page.index("comment number 1") < page.index("</details></li>") < page.index("comment number 2")

    async def test_the_core_can_answer_to_the_author_alone(
        self, world: World, ada: Browser, posted: MessageRef
    ) -> None:
        world.core.effect_of = {CommentChanged: Whisper(said("Thank you for that"))}
        answer = await comment(ada, "We had that twice")
        assert answer.json["effect"] == "whisper"
        assert "Thank you for that" in str(answer.json["html"])


class TestThePort:
    async def test_places_below_channels_are_told_of_as_the_guide_says(self, world: World, posted: MessageRef) -> None:
        platform = world.web.platform
        thread = platform.below(posted)
        assert (thread.kind, thread.external_id, thread.thread_id) == (PlaceKind.THREAD, "frontdesk", "1")
        assert platform.below(MessageRef(place=direct(ADA), external_id="1")) == direct(ADA)
        assert platform.below(MessageRef(place=thread, external_id="1")) == thread
        facts = PlaceFacts(name="Front desk voices", is_open=True, is_shared_outside=False)
        assert await platform.describe_place(FRONT_DESK) == await platform.describe_place(thread) == facts
        world.channels.cards.clear()
        assert not (await platform.describe_place(FRONT_DESK)).is_open

    async def test_a_channel_that_closed_takes_nothing_more_but_can_be_cleaned(
        self, world: World, posted: MessageRef
    ) -> None:
        world.channels.cards.clear()
        for place in (FRONT_DESK, world.web.platform.below(posted)):
            with pytest.raises(RejectedError):
                await world.tell(place, said("Hello"))
        await world.web.platform.delete(posted)
        await world.web.platform.delete(posted)
        assert await world.mailbox.read(FRONT_DESK) == []

    async def test_what_is_gone_cannot_be_exchanged_nor_answered(self, world: World, posted: MessageRef) -> None:
        await world.web.platform.delete(posted)
        with pytest.raises(GoneError):
            await world.web.platform.edit(posted, said("Better"))
        with pytest.raises(RejectedError):
            await world.tell(world.web.platform.below(posted), said("What came of it"))

    @pytest.mark.parametrize("kind", [PlaceKind.CHANNEL, PlaceKind.THREAD])
    async def test_places_elsewhere_are_not_ours(self, world: World, kind: PlaceKind) -> None:
        place = Place(workspace=FRONT_DESK.workspace, kind=kind, external_id="nowhere", thread_id="1")
        with pytest.raises(RejectedError):
            await world.tell(place, said("Hello"))


class TestLive:
    async def test_an_open_channel_hears_of_letters_changes_reactions_comments_and_deletions(
        self, world: World, ada: Browser
    ) -> None:
        platform = world.web.platform
        async with listen(ada, "?channel=frontdesk") as events:
            ref = await world.tell(FRONT_DESK, voice())
            assert "three times" in (await events.next())[1]
            await platform.edit(ref, voice(hearing=7))
            assert '<span class="count">7</span>' in (await events.next())[1]
            await ada.act("/react", **FIRST, give="🙏")
            assert 'aria-label="Thanks, 1"' in (await events.next())[1]
            await comment(ada, "Live from the desk")
            assert "Live from the desk" in (await events.next())[1]
            await platform.delete(ref)
            assert await events.next_gone() == 1

    async def test_what_another_process_changed_is_heard_too(
        self, world: World, ada: Browser, posted: MessageRef
    ) -> None:
        async with listen(ada, "?channel=frontdesk&after=1") as events:
            await world.mailbox.edit(posted, voice(hearing=5))
            assert '<span class="count">5</span>' in (await events.next())[1]
            await world.mailbox.delete(posted)
            assert await events.next_gone() == 1

    async def test_other_rooms_are_not_heard(self, world: World, ada: Browser) -> None:
        async with listen(ada, "?channel=frontdesk") as events:
            await world.tell(BOOKING, said("Elsewhere"))
            await world.post(said("For Ada alone"))
            await world.tell(FRONT_DESK, said("Here"))
            assert "Here" in (await events.next())[1]

    async def test_a_replaced_letter_of_the_conversation_stays_replaced(self, world: World, ada: Browser) -> None:
        await world.post(voice())
        await ada.act("/act", action="1|hear", source="letter-1")
        assert '<span class="count">1</span>' in (await ada.get("/")).text
