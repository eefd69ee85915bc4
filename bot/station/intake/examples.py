"""An example of every window around taking customer voice in."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.intake import ConsentState, InteractionKind, Speaker
from bot.chat.words import Words
from bot.insight.model import CueKind, Mood
from bot.insight.taxonomy import reason_for
from bot.station.cutting.model import PassageLine
from bot.station.intake.forms import (
    Reviewed,
    review_form,
    secret_form,
    source_form,
    sources_form,
    voice_form,
    voice_taken_form,
)
from bot.station.intake.messages import withdrawn, withdrawn_unknown
from bot.station.intake.withdraw import Standing
from bot.station.model import (
    ClipState,
    Interaction,
    InteractionId,
    Snippet,
    SnippetId,
    SnippetState,
    Source,
    SourceMode,
    Voice,
)
from bot.station.notice_forms import notice_form
from bot.station.redaction.doubts import UNKNOWN_CAPITAL

AT = datetime(2026, 11, 24, 15, 12, tzinfo=UTC)
SOURCE = Source(
    key="bank-calls",
    name="Bank calls",
    parser="webvtt",
    mode=SourceMode.AUTOMATIC,
    is_consent_covered=True,
    covered_regions=("DE", "PL"),
    agent_sides=("Marigold Service",),
)
VOICE = Voice(
    snippet=Snippet(
        id=SnippetId("example"),
        interaction_id=InteractionId("example"),
        lines=(
            PassageLine(speaker=Speaker.AGENT, text="How can I help you today?"),
            PassageLine(
                speaker=Speaker.CUSTOMER,
                text="This is the third time I call about my card. Nobody called me back at [phone].",
            ),
        ),
        starts_at_seconds=192.0,
        ends_at_seconds=214.5,
        cue=CueKind.FRICTION,
        because=reason_for(CueKind.FRICTION, "again-and-again"),
        theme="again-and-again",
        stage="get-help",
        weight=0.7,
        mood=Mood.NEGATIVE,
        valence=-0.4,
        state=SnippetState.WAITING,
        doubts=(UNKNOWN_CAPITAL,),
        clip=ClipState.WAITING,
    ),
    interaction=Interaction(
        id=InteractionId("example"),
        source=SOURCE.key,
        external_id="call-1",
        digest=b"",
        kind=InteractionKind.CALL,
        happened_at=AT,
        received_at=AT,
        language="en",
        product="Bank app",
        consent=ConsentState.GIVEN,
        url="https://calls.example.com/1",
        is_urgent=True,
    ),
)
TAKEN_BACK = Standing(deleted=0, waiting=1, failing=1, failures=("channel_not_found", "in_doubt:front-desk"))

TAKEN_BACK_EVERYWHERE = Standing(deleted=3, waiting=0, failing=0)

EXAMPLES: Mapping[str, Callable[[Words], Message | Form]] = MappingProxyType(
    {
        "station.sources": lambda words: sources_form(words, (SOURCE, Source(key="manual", name="Added by hand"))),
        "station.source": lambda words: source_form(words, SOURCE),
        "station.source-new": lambda words: source_form(words, None, name="Chats"),
        "station.secret": lambda words: secret_form(
            words,
            SOURCE,
            "https://voxloop.example.com/intake/bank-calls",
            "an-example-of-a-secret",
        ),
        "station.review": lambda words: review_form(words, Reviewed(voice=VOICE, waiting=3, source=SOURCE.name)),
        "station.voice": lambda words: voice_form(
            words, "They answered within a minute.", "https://chat.example.com/1"
        ),
        "station.voice-taken": lambda words: voice_taken_form(words, (VOICE,), external_id="3f9a12b0c4d5"),
        "station.notice": lambda words: notice_form(words, words.say("Nothing waits for a look. Well done!")),
        "station.withdrawn": lambda words: withdrawn(words, TAKEN_BACK),
        "station.withdrawn-done": lambda words: withdrawn(words, TAKEN_BACK_EVERYWHERE),
        "station.withdrawn-unknown": withdrawn_unknown,
    }
)
