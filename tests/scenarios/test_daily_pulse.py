"""The daily pulse as people live it."""

from tests.scenarios.world import World


async def test_the_first_days(world: World) -> None:
    await world.until("2026-11-23T15:00")
    assert await world.inbox("Ana") == []
    await world.until("2026-11-24T10:00")
    (welcome,) = await world.inbox("Ana")
    assert "Hello Ana, I am Voxloop" in welcome.text
    assert "What I cannot promise" in welcome.text
    await world.until("2026-11-25T08:59")
    assert len(await world.inbox("Ana")) == 1
    await world.until("2026-11-25T09:01")
    check_in = await world.latest("Ana")
    assert check_in.text.startswith("Hello Ana, one question for today:")
    assert check_in.buttons[:5] == ("1", "2", "3", "4", "5")


async def test_answering_commenting_changing_and_deleting(world: World) -> None:
    await world.until("2026-11-25T10:00")
    check_in = await world.latest("Ana")
    answered = await world.press("Ana", check_in, "2")
    assert (answered.kind, "You answered 2 of 5." in answered.text) == ("form", True)
    saved = await world.submit("Ana", answered, comment="The till froze again.", consent="words")
    assert "Your comment: The till froze again." in saved.text
    changing = await world.press("Ana", saved, "Change")
    changed = await world.press("Ana", changing, "4")
    assert "You answered 4 of 5." in changed.text
    gone = await world.press("Ana", changed, "Delete")
    assert "You have no open answers this week." in gone.text


async def test_the_message_stays_as_it_was_and_the_same_for_who_answered_and_who_did_not(world: World) -> None:
    await world.until("2026-11-25T10:00")
    before = await world.latest("Ana")
    answered = await world.press("Ana", before, "5")
    await world.submit("Ana", answered, comment="All is well.", consent="theme")
    await world.until("2026-11-27T15:00")
    anas, bens = await world.inbox("Ana"), await world.inbox("Ben")
    assert anas[1].text == before.text
    assert [each.buttons for each in anas] == [each.buttons for each in bens]
    assert not any("You answered" in each.text or "All is well" in each.text for each in anas)


async def test_pressing_twice_is_one_answer(world: World) -> None:
    await world.until("2026-11-25T10:00")
    check_in = await world.latest("Ana")
    await world.press("Ana", check_in, "3")
    await world.press("Ana", check_in, "3")
    rows = await world.cellar.database.read(lambda tx: [tx.answers.take(group, 10) for group in tx.answers.groups()])
    assert [len(group) for group in rows] == [1]


async def test_catching_up_until_the_week_closes(world: World) -> None:
    await world.until("2026-11-27T10:00")
    latest = await world.latest("Ana")
    open_ones = await world.press("Ana", latest, "Catch up")
    assert open_ones.buttons.count("3") == 2 + 2  # Wednesday to Friday, and Monday and Tuesday of the same week
    await world.until("2026-11-28T11:59")
    await world.press("Ana", latest, "Catch up")
    await world.until("2026-11-28T12:00")
    assert "This week is closed" in (await world.press("Ana", latest, "Catch up")).text


async def test_bringing_a_question_again_later(world: World) -> None:
    await world.until("2026-11-25T10:00")
    check_in = await world.latest("Ana")
    when = await world.press("Ana", check_in, "Not now")
    assert when.fields == ("when",)
    later = await world.submit("Ana", when, when="2026-11-25T13:00+00:00")
    assert "Gladly" in later.text
    await world.until("2026-11-25T13:01")
    again = await world.latest("Ana")
    assert (again.text, len(await world.inbox("Ana"))) == (check_in.text, 3)
    assert len(await world.inbox("Ben")) == 2


async def test_stopping_and_starting_again(world: World) -> None:
    await world.until("2026-11-25T10:00")
    await world.command("Ana", "stop")
    await world.until("2026-11-27T15:00")
    assert len(await world.inbox("Ana")) == 2
    await world.command("Ana", "start")
    await world.until("2026-11-30T15:00")
    assert len(await world.inbox("Ana")) == 3


async def test_pausing_until_a_day(world: World) -> None:
    await world.until("2026-11-25T10:00")
    await world.command("Ana", "pause until 2026-11-30")
    await world.until("2026-12-01T15:00")
    assert len(await world.inbox("Ana")) == 3  # the welcome, Wednesday's check-in, and Tuesday's


async def test_a_week_folds_and_leaves_no_answer_behind(world: World) -> None:
    await world.until("2026-11-25T10:00")
    await world.press("Ana", await world.latest("Ana"), "4")
    await world.until("2026-11-28T18:00")
    groups = await world.cellar.database.read(lambda tx: (tx.answers.groups(), tx.accumulators.groups()))
    assert groups[0] == []
    assert len(groups[1]) == 1
    assert world.cellar.keys.names("week:") == []


async def test_the_home_page_never_tells_whether_one_answered(world: World) -> None:
    await world.until("2026-11-25T10:00")
    before = await world.home("Ana")
    await world.press("Ana", await world.latest("Ana"), "1")
    after = await world.home("Ana")
    assert after.text == before.text
    assert "Catch up" in after.buttons
