"""There is one way from tallies to what people read: the ledger. Nothing else may open them."""

import pytest

from tests.project.repository import ROOT, dotted, imports, modules

MAY_TOUCH_TALLIES = {
    "bot.pulse.fold_week": "adds answers to them and seals them anew",
    "bot.pulse.publish_results": "forms what is published",
    "bot.privacy.destroy_keys": "ends them",
    "bot.work.chores": "asks which windows there are",
    "bot.bootstrap.audit": "asks which windows there are",
    "bot.bootstrap.report_privacy": "asks which windows there are",
}
MAY_OPEN_TALLIES = {"bot.pulse.fold_week", "bot.pulse.publish_results"}
MAY_ADD_TO_THE_LEDGER = {"bot.pulse.publish_results"}
PUBLISHING = (".ledger.publish(", ".ledger.publish_quotes(")


def test_only_folding_and_publishing_touch_tallies() -> None:
    touching = {dotted(path) for path in modules("bot", "adapters") if ".accumulators" in path.read_text("utf-8")}

    assert touching - MAY_TOUCH_TALLIES.keys() == set()


@pytest.mark.parametrize("opened", ["bot.privacy.tally"])
def test_only_folding_and_publishing_can_open_them(opened: str) -> None:
    opening = {
        dotted(path)
        for path in modules("bot", "adapters", "storage")
        if any(name.startswith(opened) for name in imports(path))
    }

    assert opening == MAY_OPEN_TALLIES


def test_only_publishing_adds_to_the_ledger() -> None:
    adding = {
        dotted(path)
        for path in modules("bot", "adapters")
        if any(call in path.read_text("utf-8") for call in PUBLISHING)
    }

    assert adding == MAY_ADD_TO_THE_LEDGER


def test_no_column_of_the_ledger_tells_a_time_of_day() -> None:
    source = (ROOT / "storage" / "tables" / "ledger.py").read_text("utf-8")

    assert "Instant" not in source
    assert "DateTime" not in source
