"""The other ways around stations: closed channels, subscriptions, faults, sharing, emoji and comments."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.insight.model import Mood
from bot.station.model import SnippetId
from tests.scenarios.driver import Seen
from tests.scenarios.listening_post import BOX, CALL, CALLS, REVIEWS, ListeningPost, open_post
from tests.scenarios.world import World, open_world

PRAISE = "The delivery was late, but the driver was so friendly and carried it up. Thank you, that was great!"


@pytest.fixture(params=["slack", "teams", "web"])
async def world(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """On each platform. What each database does with it is told by `test_station_story` and the stores' own tests."""
    async with open_world(request.param, sqlite_url, tmp_path) as opened:
        yield opened


def review(number: int, text: str = PRAISE, **facts: object) -> dict[str, object]:
    return {
        "kind": "review",
        "external_id": f"review-{number}",
        "happened_at": "2026-11-23T06:00:00Z",
        "language": "en",
        "text": text,
        **facts,
    }


async def posted(post: ListeningPost) -> SnippetId:
    """Lets a review be posted, and says which snippet it is."""
    await post.send(REVIEWS, review(1))
    await post.world.pass_minutes(1)
    (posting, *_) = await post.postings(REVIEWS, "review-1")
    return posting.snippet_ids[0]


async def test_a_channel_that_other_companies_read_is_refused(world: World) -> None:
    if world.chat.platform == "web":
        pytest.skip("nobody from outside reads the page")
    post = await open_post(world)
    shared = await world.chat.make_channel("partners", shared_outside=True)
    refused = await world.chat.command_in(world.accounts["Dora"], shared, "station post everything")
    assert "People of other companies read this channel" in refused.text
    await post.send(REVIEWS, review(1))
    await world.pass_minutes(30)
    assert await world.chat.channel_messages(shared) == []
    assert shared not in (await world.command("Dora", "station list")).text


async def test_only_admins_let_a_station_post_and_unknown_names_get_the_nearest(world: World) -> None:
    post = await open_post(world)
    assert "Only admins may do this." in (await post.say("Cleo", "station post everything")).text
    assert "Did you mean “Everything”?" in (await post.say("Dora", "station post evrything")).text
    left = await post.say("Dora", "station leave everything")
    assert "posts here no more" in left.text
    await post.send(REVIEWS, review(1))
    await world.pass_minutes(30)
    assert post.channel not in {each.place.external_id for each in await post.postings(REVIEWS, "review-1")}


async def test_subscribers_get_one_round_up_on_working_days_and_urgent_word_at_once(world: World) -> None:
    post = await open_post(world)
    choosing = await world.command("Ana", "subscribe everything")
    await world.submit("Ana", choosing, round_up="yes", urgent="yes")
    await world.submit("Ben", await world.command("Ben", "subscribe everything"))
    await post.send(REVIEWS, review(1), review(2, BOX))
    await world.until("2026-11-23T16:00")
    for name in ("Ana", "Ben"):
        (round_up,) = [each for each in await world.inbox(name) if "to hear today" in each.text]
        opened = await world.press(name, round_up, "Open")
        assert (opened.kind, any("I hear this too" in each for each in opened.buttons)) == ("form", True)
    await post.send(REVIEWS, review(3, "I am cancelling. " + BOX, labels=["urgent"]))
    await world.pass_minutes(1)
    assert "A customer needs somebody soon." in (await world.latest("Ana")).text
    assert "A customer needs somebody soon." not in (await world.latest("Ben")).text
    await world.command("Ana", "unsubscribe everything")
    await world.until("2026-11-24T16:00")
    assert len([each for each in await world.inbox("Ana") if "to hear today" in each.text]) == 1


async def test_a_fault_is_reported_without_a_name_and_read_beside_customers(world: World) -> None:
    post = await open_post(world)
    await post.send(REVIEWS, review(1, BOX))
    form = await world.command("Ana", "flag")
    text = "Boxes wait at the back door, because nobody rings."
    thanked = await world.submit("Ana", form, text=text, stage="receive", theme="late")
    assert text in thanked.text
    assert BOX in thanked.text
    assert text not in (await read_late(world)).text
    await world.until("2026-11-24T08:00")
    both = await read_late(world)
    assert text in both.text
    assert BOX in both.text
    assert "Ana" not in both.text


async def read_late(world: World) -> Seen:
    return await world.submit("Ben", await world.command("Ben", "frictions"), theme="late")


async def test_what_somebody_shares_is_redacted_and_waits_for_a_look(world: World) -> None:
    await open_post(world)
    text = "Mrs Anna Kowalska wrote: my parcel is late again, call me on +48 601 234 567."
    if world.chat.platform == "web":
        form = await world.command("Ana", "snippet add")
        values = {"text": text}
    else:
        form, values = await world.chat.share(world.accounts["Ana"], text), {}
    shown = await world.submit("Ana", form, consent="agreed", **values)
    assert "601 234 567" not in shown.text
    assert "Kowalska" not in shown.text
    assert "waits for a look" in shown.text
    review_form = await world.command("Cleo", "station review")
    assert "601 234 567" not in review_form.text
    assert "parcel is late again" in review_form.text


async def test_emoji_count_once_per_person_whatever_the_skin_and_go_again(world: World) -> None:
    post = await open_post(world)
    snippet_id = await posted(post)
    message = await post.latest()
    accounts = world.accounts
    tones = ("+1", "+1::skin-tone-3") if world.chat.platform == "slack" else (LIKE[world.chat.platform],) * 2
    for emoji in tones:
        await world.chat.react(accounts["Ana"], post.channel, message, emoji)
    await world.chat.react(accounts["Ben"], post.channel, message, tones[0])
    resonance = await world.cellar.database.read(lambda tx: tx.reactions.resonance([snippet_id])[snippet_id])
    assert (sum(resonance.emoji.values()), resonance.emoji_moods[Mood.POSITIVE]) == (2, 2)
    await world.chat.react(accounts["Ben"], post.channel, message, tones[0], added=False)
    resonance = await world.cellar.database.read(lambda tx: tx.reactions.resonance([snippet_id])[snippet_id])
    assert sum(resonance.emoji.values()) == 1


LIKE = {"teams": "like", "web": "+1"}


async def test_of_a_comment_its_mood_is_kept_and_never_its_words(world: World) -> None:
    post = await open_post(world)
    snippet_id = await posted(post)
    message, ana = await post.latest(), world.accounts["Ana"]
    comment = await world.chat.comment(ana, post.channel, message, "What a wonderful and excellent driver we have!")
    told = await world.cellar.database.read(lambda tx: tx.reactions.resonance([snippet_id])[snippet_id])
    assert (told.comments, dict(told.comment_moods)) == (1, {Mood.POSITIVE: 1})
    await world.chat.edit_comment(ana, post.channel, message, comment, "This is terrible, awful work.")
    told = await world.cellar.database.read(lambda tx: tx.reactions.resonance([snippet_id])[snippet_id])
    assert dict(told.comment_moods) == {Mood.NEGATIVE: 1}
    await world.chat.delete_comment(ana, post.channel, message, comment)
    told = await world.cellar.database.read(lambda tx: tx.reactions.resonance([snippet_id])[snippet_id])
    assert told.comments == 0


async def test_without_consent_nothing_is_heard_until_it_comes(world: World) -> None:
    post = await open_post(world)
    await post.send(CALLS, {**CALL, "consent": "unknown"})
    assert "Nothing waits for a look." in (await world.command("Cleo", "station review")).text
    assert BOX not in (await world.command("Ana", "snippets")).text
    assert (await post.send(CALLS, CALL))["changed"] == 1
    assert BOX in (await world.command("Cleo", "station review")).text
