"""`voxloop preview voice`, as an admin types it."""

from pathlib import Path

from click.testing import CliRunner, Result

from bot.cli.commands import voxloop

CALL = """WEBVTT

00:00:01.000 --> 00:00:12.000
<v Customer>My name is Tomas Quillfeather and my parcel has been late for three weeks, nobody calls me back.

00:00:13.000 --> 00:00:16.000
<v Agent Mara>I am sorry to hear that.
"""


def preview(*arguments: str) -> Result:
    return CliRunner().invoke(voxloop, ["preview", "voice", *arguments])


def test_a_call_is_shown_redacted_with_times_and_reasons(tmp_path: Path) -> None:
    file = tmp_path / "call.vtt"
    file.write_text(CALL, encoding="utf-8")
    result = preview(str(file))
    assert result.exit_code == 0, result.output
    assert "CUSTOMER: My name is [name]" in result.output
    assert "00:01-" in result.output
    assert "Chosen because:" in result.output
    assert "Quillfeather" not in result.output


def test_what_cannot_be_read_is_told_and_the_rest_is_shown(tmp_path: Path) -> None:
    good, bad = tmp_path / "call.vtt", tmp_path / "picture.png"
    good.write_text(CALL, encoding="utf-8")
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    result = preview(str(bad), str(good))
    assert result.exit_code == 1
    assert "not a text file" in result.output
    assert "CUSTOMER:" in result.output


def test_a_file_that_is_not_there_is_refused() -> None:
    result = preview("nowhere.vtt")
    assert result.exit_code == 2
    assert "nowhere.vtt" in result.output
