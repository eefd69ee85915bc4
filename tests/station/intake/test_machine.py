"""Whatever comes in whatever order: nobody hears what is not approved, and what was taken back is gone for good."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine

from bot.chat.errors import RejectedError, UnreachableError
from bot.chat.ids import Platform
from bot.chat.intake import ConsentState
from bot.people.model import Role
from bot.station.intake.forms import LINE
from bot.station.intake.hear import Hearing
from bot.station.intake.receive import Taken, receive
from bot.station.intake.review import approve, reject
from bot.station.intake.withdraw import interaction_id_of, withdraw_by_id
from bot.station.model import PostingState, SnippetSearch, SnippetState, Source, SourceMode, Voice
from bot.station.posting.amend import amend_postings
from storage.engines import database_url, open_writer
from storage.unit_of_work import UnitOfWork
from tests.station.intake.far_channel import FarChannel, compose_one
from tests.station.intake.reception import CHARGED, LATE, NOW, caller, heard, posting

R = TypeVar("R")
COLOURS = {"1": "turquoise", "2": "vermilion"}
"""A word for each customer that nobody else says."""

IDS = st.sampled_from(sorted(COLOURS))
WORDS = st.sampled_from([(LATE,), (CHARGED,), (LATE, "Yes.", "Yes.", CHARGED)])
CONSENTS = st.sampled_from(ConsentState)
MODES = st.sampled_from(SourceMode)
TROUBLE = st.lists(st.sampled_from([None, UnreachableError("no_connection"), RejectedError("too_old")]), max_size=3)
REVIEWER = caller(Role.LEADER)


class Voices(RuleBasedStateMachine):
    """A source, a channel, reviewers, customers who change their minds, and a chat that fails now and then."""

    engine: Engine
    hearings: dict[object, Hearing]

    def __init__(self) -> None:
        super().__init__()
        self.connection = self.engine.connect()
        self.transaction = self.connection.begin()
        self.chat = FarChannel()
        self.now = NOW
        self.withdrawn: set[str] = set()

    def teardown(self) -> None:
        self.transaction.rollback()
        self.connection.close()

    @initialize()
    def an_ordinary_day(self) -> None:
        for name in COLOURS:
            self.come_in(name, (LATE,), ConsentState.GIVEN, SourceMode.AUTOMATIC, None, 0)
        self.post(is_round_up=True)
        self.post(is_round_up=False)

    @rule(name=IDS, words=WORDS, consent=CONSENTS, mode=MODES, is_covered=st.booleans(), nps=st.integers(0, 1))
    def come_in(
        self, name: str, words: tuple[str, ...], consent: ConsentState, mode: SourceMode, is_covered: object, nps: int
    ) -> None:
        source = Source(key="calls", name="Calls", mode=mode, is_consent_covered=bool(is_covered))
        receipt = receive(self.tx, source, self._heard(name, words, consent, nps), self.now)
        if name in self.withdrawn:
            assert receipt.taken in {Taken.REFUSED, Taken.KNOWN}
        if receipt.taken is Taken.WITHDREW:
            self.withdrawn.add(name)

    @rule(is_edited=st.booleans(), is_rejected=st.booleans())
    def review(self, is_edited: object, is_rejected: object) -> None:
        for voice in self.tx.snippets.in_state(SnippetState.WAITING, limit=1):
            if is_rejected:
                reject(self.tx, REVIEWER, voice.snippet.id)
            else:
                last = f"{LINE}{len(voice.snippet.lines) - 1}"
                values = {last: voice.snippet.lines[-1].text.replace("nobody", "no one")} if is_edited else {}
                approve(self.tx, REVIEWER, voice.snippet.id, values)

    @rule(is_round_up=st.booleans())
    def post(self, is_round_up: object) -> None:
        ids = [voice.snippet.id for voice in self.tx.snippets.search(SnippetSearch())]
        shown = ids if is_round_up else ids[:1]
        if shown:
            made = posting(*shown)
            self.tx.postings.add(made)
            message = compose_one(self.tx, made, self.now)
            assert message is not None
            self.chat.messages[made.message_id] = "\n".join(block.text for block in message.blocks)  # type: ignore[union-attr]  # paragraphs

    @rule(name=IDS)
    def withdraw(self, name: str) -> None:
        withdraw_by_id(self.tx, "calls", name, "admin", self.now)
        self.withdrawn.add(name)

    @rule(trouble=TROUBLE, seconds=st.sampled_from([0, 5, 4000]))
    def amend(self, trouble: list[Exception | None], seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.chat.trouble.extend(_does(each) for each in trouble)
        asyncio.run(amend_postings(self, {Platform("chat"): self.chat}, compose_one, self.now, sleep=_at_once))
        self.chat.trouble.clear()

    @invariant()
    def only_what_is_approved_and_consented_is_found(self) -> None:
        for voice in self._found():
            assert voice.snippet.state is SnippetState.APPROVED
            assert voice.interaction.consent is ConsentState.GIVEN
            assert voice.snippet.lines

    @invariant()
    def a_person_s_no_and_wording_stand(self) -> None:
        for state in SnippetState:
            for voice in self.tx.snippets.in_state(state, limit=99):
                if state is SnippetState.REJECTED:
                    assert voice.snippet.reviewed_by

    @invariant()
    def nothing_is_kept_of_what_was_taken_back(self) -> None:
        for state in SnippetState:
            for voice in self.tx.snippets.in_state(state, limit=99):
                if voice.interaction.external_id in self.withdrawn:
                    assert (state, voice.snippet.lines) == (SnippetState.WITHDRAWN, ())
                    assert COLOURS[voice.interaction.external_id] not in repr(voice)

    @invariant()
    def every_message_that_shows_it_is_going_to_change(self) -> None:
        for name in self.withdrawn:
            snippets = self.tx.snippets.of_interaction(interaction_id_of("calls", name))
            for each in self.tx.postings.of_snippets([snippet.id for snippet in snippets]):
                shows = COLOURS[name] in self.chat.messages.get(each.message_id, "")
                assert not shows or (each.needs_amending and each.state is PostingState.POSTED)
            for withdrawal in self.tx.withdrawals.of_interaction(interaction_id_of("calls", name)):
                if withdrawal.done_at is not None:
                    assert not any(COLOURS[name] in text for text in self.chat.messages.values())

    @property
    def tx(self) -> UnitOfWork:
        return UnitOfWork(self.connection)

    async def write(self, change: Callable[[UnitOfWork], R]) -> R:
        return change(self.tx)

    async def read(self, question: Callable[[UnitOfWork], R]) -> R:
        return question(self.tx)

    def _found(self) -> list[Voice]:
        return list(self.tx.snippets.search(SnippetSearch(limit=99)))

    def _heard(self, name: str, words: tuple[str, ...], consent: ConsentState, nps: int) -> Hearing:
        key = (name, words, consent, nps)
        if key not in self.hearings:
            said = [f"{each} It was {COLOURS[name]}." for each in words]
            self.hearings[key] = heard(*said, external_id=name, consent=consent, nps=nps)
        return self.hearings[key]


def test_voices_are_heard_only_as_long_as_they_may_be(sqlite_url: str) -> None:
    _run(open_writer(database_url(sqlite_url)))


def test_voices_are_heard_only_as_long_as_they_may_be_on_postgresql(postgres_url: str) -> None:
    _run(open_writer(database_url(postgres_url)))


def _run(engine: Engine) -> None:
    machine = type("VoicesHere", (Voices,), {"engine": engine, "hearings": {}})
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=25,
                stateful_step_count=12,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        engine.dispose()


def _does(error: Exception | None) -> Callable[[], None]:
    def call() -> None:
        if error is not None:
            raise error

    return call


async def _at_once(_: float) -> None:
    """Nobody waits here."""
