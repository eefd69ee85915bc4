"""`voxloop import voice` and `voxloop withdraw voice`, as somebody types them."""

import asyncio
import json
import wave
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adapters.audio.ffmpeg import find_ffmpeg
from bot.bootstrap.house import open_cellar
from bot.cli.commands import voxloop
from bot.config import Settings
from bot.station.model import ClipState, SnippetState, Source, SourceMode
from storage.migrate import migrate
from tests.adapters.intake.examples import PAYLOADS

CALL = """WEBVTT

NOTE
external_id: call-1
consent: given

00:00:01.000 --> 00:00:12.000
<v Customer>My name is Tomas Quillfeather and my parcel has been late for three weeks, nobody calls me back.

00:00:13.000 --> 00:00:16.000
<v Agent Mara>I am sorry to hear that.
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An organisation with one source, whose snippets a person looks at first."""
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'voxloop.db'}",
        "VOXLOOP_KEYS": str(tmp_path / "keys"),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = Settings.read(environment)
    migrate(found.database_url)

    async def add_source() -> None:
        cellar = await open_cellar(found)
        source = Source(key="calls", name="Calls", mode=SourceMode.REVIEW)
        await cellar.database.write(lambda tx: tx.sources.save(source))
        await cellar.database.close()

    asyncio.run(add_source())
    return found


def make_recording(path: Path) -> None:
    """Twenty seconds of a low hum."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes(128 + (n // 20 % 2) * 60 for n in range(20 * 8000)))


def states_of_clips(settings: Settings) -> dict[str, ClipState]:
    async def ask() -> dict[str, ClipState]:
        cellar = await open_cellar(settings)
        try:
            found = await cellar.database.read(lambda tx: tx.snippets.in_state(SnippetState.WAITING, limit=50))
            return {voice.interaction.external_id: voice.snippet.clip for voice in found}
        finally:
            await cellar.database.close()

    return asyncio.run(ask())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(voxloop, arguments)


def waiting(settings: Settings) -> list[str]:
    async def ask() -> list[str]:
        cellar = await open_cellar(settings)
        try:
            found = await cellar.database.read(lambda tx: tx.snippets.in_state(SnippetState.WAITING, limit=50))
            return [voice.snippet.text for voice in found]
        finally:
            await cellar.database.close()

    return asyncio.run(ask())


def test_a_call_is_taken_once_and_waits_for_somebody_to_look(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "calls"
    folder.mkdir()
    (folder / "call.vtt").write_text(CALL, encoding="utf-8")
    first = run("import", "voice", "--source", "calls", str(folder))
    assert first.exit_code == 0, first.output
    assert "1 new, 0 changed, 0 known, 0 withdrawn, 0 refused." in first.output
    assert "1 wait for somebody to look at them" in first.output
    again = run("import", "voice", "--source", "calls", str(folder))
    assert "0 new, 0 changed, 1 known" in again.output
    (text,) = waiting(settings)
    assert "late for three weeks" in text
    assert "Quillfeather" not in text


def test_every_recorded_payload_is_taken(settings: Settings) -> None:
    result = run("import", "voice", "--source", "calls", "--consent", "given", str(PAYLOADS))
    assert result.exit_code in {0, 1}, result.output
    assert "0 new" not in result.output
    assert waiting(settings)


def test_what_is_refused_is_told_with_its_place_and_the_rest_is_taken(settings: Settings, tmp_path: Path) -> None:
    lines = [{"kind": "review", "external_id": f"r-{n}", "text": "It broke after a day.", "nps": n} for n in (3, 77, 4)]
    file = tmp_path / "reviews.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    result = run("import", "voice", "--source", "calls", str(file))
    assert result.exit_code == 1
    assert "reviews.jsonl, line 2:" in result.stderr
    assert "2 new, 0 changed, 0 known, 0 withdrawn, 1 refused." in result.stdout
    assert "are held until the customer's consent is known" in result.stdout


def test_many_records_are_taken_in_batches(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "reviews.csv"
    rows = [f"r-{n},review,Delivery number {n} was late again.,given" for n in range(450)]
    file.write_text("\n".join(["external_id,kind,text,consent", *rows]), encoding="utf-8")
    assert "450 new" in run("import", "voice", "--source", "calls", str(file)).output
    assert "450 known" in run("import", "voice", "--source", "calls", str(file)).output


def test_a_customer_takes_it_back(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "call.vtt"
    file.write_text(CALL, encoding="utf-8")
    run("import", "voice", "--source", "calls", str(file))
    result = run("withdraw", "voice", "--source", "calls", "call-1", "call-9")
    assert result.output == "1 withdrawn, 1 never came in.\n"
    assert waiting(settings) == []
    assert "1 refused" in run("import", "voice", "--source", "calls", str(file)).output


@pytest.mark.skipif(find_ffmpeg() is None, reason="ffmpeg is not installed")
def test_clips_are_cut_from_the_recording_beside_and_wait_for_approval(settings: Settings, tmp_path: Path) -> None:
    consenting = CALL.replace("consent: given", "consent: given\nconsent_covers_audio: yes")
    silent = CALL.replace("call-1", "call-2")
    for name, text in (("heard.vtt", consenting), ("only-words.vtt", silent)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        make_recording((tmp_path / name).with_suffix(".wav"))
    files = [str(tmp_path / "heard.vtt"), str(tmp_path / "only-words.vtt")]
    result = run("import", "voice", "--audio", "--source", "calls", *files)
    assert "1 clips were cut" in result.output, result.output
    assert states_of_clips(settings) == {"call-1": ClipState.WAITING, "call-2": ClipState.NONE}
    assert "clips were cut" not in run("import", "voice", "--audio", "--source", "calls", *files).output


def test_without_ffmpeg_the_words_are_taken_and_it_is_said_once(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.bootstrap.import_voice.find_ffmpeg", lambda: None)
    for name in ("call-1", "call-2"):
        (tmp_path / f"{name}.vtt").write_text(CALL.replace("call-1", name), encoding="utf-8")
        make_recording(tmp_path / f"{name}.wav")
    result = run("import", "voice", "--audio", "--source", "calls", *(str(tmp_path / f"call-{n}.vtt") for n in (1, 2)))
    assert "2 new" in result.output
    assert result.output.count("ffmpeg is not installed") == 1


def test_a_source_that_is_not_there_is_named_with_those_that_are(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "call.vtt"
    file.write_text(CALL, encoding="utf-8")
    result = run("import", "voice", "--source", "cals", str(file))
    assert result.exit_code == 2
    assert "There is no source “cals”. Sources: calls" in result.output
