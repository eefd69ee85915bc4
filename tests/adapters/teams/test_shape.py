"""What the parts of the adapter may and may not need."""

import subprocess
import sys

import pytest

PURE = [
    "parse",
    "parse_changes",
    "origins",
    "refs",
    "limits",
    "render",
    "render_form",
    "verify",
    "capabilities",
    "menu",
]


@pytest.mark.parametrize("module", PURE)
def test_reading_and_writing_need_no_sdk(module: str) -> None:
    code = (
        f"import sys, adapters.teams.{module}\n"
        "print([name for name in sys.modules if name.split('.')[0] in {'botbuilder', 'botframework', 'aiohttp'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_one_module_knows_the_sdk() -> None:
    code = (
        "import sys\nimport adapters.teams.platform, adapters.teams.perform, adapters.teams.install\n"
        "print([name for name in sys.modules if name.split('.')[0] in {'botbuilder', 'botframework'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
