"""Cuts clips out of recordings with ffmpeg, where it is installed."""

import asyncio
import math
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MEDIA_TYPE: Final = "audio/mpeg"
"""MP3 plays in every browser and in every chat's own player."""

LONGEST_SECONDS: Final = 120.0
MAX_CLIP_BYTES: Final = 2 * 1024 * 1024
LEAST_BYTES_A_SECOND: Final = 2000
"""Half of what 32 kbit/s come to: where there is no sound, ffmpeg still writes a header."""

CUT_SECONDS: Final = 60.0
"""How long a cut may take; with input seeking even hours of recording take about a second."""

NO_SUCH_PART: Final = "the recording ends before, or holds no sound"


class ClipError(Exception):
    """A clip could not be cut; the text says why, without anything of the recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ffmpeg:
    """The program, as it was found on this machine."""

    program: str

    async def cut(self, recording: Path, starts_at_seconds: float, ends_at_seconds: float) -> bytes:
        """The sound between two moments as MP3, one channel, without any of the recording's own tags.

        Raises:
            ClipError: the moments make no sense, the recording cannot be read, or ffmpeg takes too long.
        """
        length = ends_at_seconds - starts_at_seconds
        if not (math.isfinite(length) and starts_at_seconds >= 0 and 0 < length <= LONGEST_SECONDS):
            raise ClipError(f"a clip lasts up to {LONGEST_SECONDS:.0f} seconds")
        content = await self._run(_arguments(recording, starts_at_seconds, length))
        if len(content) < min(length, 1.0) * LEAST_BYTES_A_SECOND:
            raise ClipError(NO_SUCH_PART)
        if len(content) > MAX_CLIP_BYTES:
            raise ClipError("the clip is larger than any of its length should be")
        return content

    async def _run(self, arguments: list[str]) -> bytes:
        process = await asyncio.create_subprocess_exec(
            self.program,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(CUT_SECONDS):
                content, _ = await process.communicate()
        except TimeoutError:
            raise ClipError("ffmpeg took too long") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            raise ClipError("ffmpeg cannot read the recording")
        return content


def find_ffmpeg() -> Ffmpeg | None:
    """ffmpeg, where it is installed."""
    program = shutil.which("ffmpeg")
    return Ffmpeg(program=program) if program else None


def _arguments(recording: Path, starts_at_seconds: float, length: float) -> list[str]:
    """Seeks before decoding, keeps the first sound track alone, and reads nothing but this one file.

    https://ffmpeg.org/ffmpeg.html#Main-options
    """
    return [
        *("-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file,pipe"),
        *("-ss", f"{starts_at_seconds:.3f}", "-t", f"{length:.3f}", "-i", f"file:{recording.resolve()}"),
        *("-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-ac", "1", "-ar", "22050"),
        *("-codec:a", "libmp3lame", "-b:a", "32k", "-f", "mp3", "pipe:1"),
    ]
