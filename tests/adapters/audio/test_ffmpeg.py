"""Cutting clips with the real ffmpeg, from sound that we make ourselves."""

import math
import os
import struct
import wave
from pathlib import Path

import pytest

from adapters.audio import ffmpeg
from adapters.audio.ffmpeg import ClipError, Ffmpeg, find_ffmpeg

RATE = 8000

needs_ffmpeg = pytest.mark.skipif(find_ffmpeg() is None, reason="ffmpeg is not installed")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Ten seconds: silence, and from the fourth to the sixth a tone."""
    path = tmp_path / "-a call; $(x).wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(_sample(n) for n in range(10 * RATE)))
    return path


def _sample(n: int) -> bytes:
    is_tone = 4 * RATE <= n < 6 * RATE
    return struct.pack("<h", int(20_000 * math.sin(2 * math.pi * 440 * n / RATE)) if is_tone else 0)


async def loudness(clip: bytes, tmp_path: Path) -> tuple[float, float]:
    """How long a clip is in seconds, and how loud on average, from 0 to 1."""
    found = find_ffmpeg()
    assert found is not None
    file = tmp_path / "clip.mp3"
    file.write_bytes(clip)
    arguments = ["-loglevel", "error", "-i", str(file), "-f", "wav", "-ac", "1", "-ar", str(RATE), "pipe:1"]
    raw = await found._run(arguments)
    frames = raw[raw.index(b"data") + 8 :]
    values = struct.unpack(f"<{len(frames) // 2}h", frames[: len(frames) // 2 * 2])
    return len(values) / RATE, sum(map(abs, values)) / len(values) / 32768


@needs_ffmpeg
async def test_a_clip_is_the_part_that_was_asked_for(recording: Path, tmp_path: Path) -> None:
    cutter = find_ffmpeg()
    assert cutter is not None
    tone, silence = await cutter.cut(recording, 4.2, 5.8), await cutter.cut(recording, 0.5, 2.5)
    seconds, volume = await loudness(tone, tmp_path)
    assert seconds == pytest.approx(1.6, abs=0.2)
    assert volume > 0.2
    assert (await loudness(silence, tmp_path))[1] < 0.01


@needs_ffmpeg
@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 3), (0, 600), (math.nan, 4), (0, math.inf)])
async def test_moments_that_make_no_sense_are_refused(recording: Path, start: float, end: float) -> None:
    cutter = find_ffmpeg()
    assert cutter is not None
    with pytest.raises(ClipError, match="a clip lasts up to"):
        await cutter.cut(recording, start, end)


@needs_ffmpeg
async def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    cutter = find_ffmpeg()
    assert cutter is not None
    text = tmp_path / "call.mp3"
    text.write_text("not a sound", encoding="utf-8")
    playlist = tmp_path / "list.m3u8"
    playlist.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n", encoding="utf-8")
    for file in (text, playlist, tmp_path / "nowhere.wav"):
        with pytest.raises(ClipError):
            await cutter.cut(file, 0, 1)


@needs_ffmpeg
async def test_a_part_behind_the_end_is_refused(recording: Path) -> None:
    cutter = find_ffmpeg()
    assert cutter is not None
    with pytest.raises(ClipError):
        await cutter.cut(recording, 50, 52)


async def test_who_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setattr(ffmpeg, "CUT_SECONDS", 0.05)
    with pytest.raises(ClipError, match="too long"):
        await Ffmpeg(program=str(slow)).cut(tmp_path / "call.wav", 0, 1)


def test_a_machine_without_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(os.environ, "PATH", str(tmp_path))
    assert find_ffmpeg() is None
