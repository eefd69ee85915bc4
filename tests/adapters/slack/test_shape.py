"""What the parts of the adapter may and may not need."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["parse", "origins", "refs", "limits", "render", "verify", "capabilities"])
def test_reading_and_writing_need_no_sdk(module: str) -> None:
    code = (
        f"import sys, adapters.slack.{module}\n"
        "print([name for name in sys.modules if name.split('.')[0] in {'slack_sdk', 'slack_bolt', 'aiohttp'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_itself_costs_nothing() -> None:
    code = "import sys, adapters.slack\nprint('asyncio' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
