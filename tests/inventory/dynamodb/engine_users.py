"""Other processes that use an embedded engine, for the tests of its life."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from inventory.settings import PROJECT_ROOT

# Another command beside this one: says the address it was given, and goes when told to.
USER: Final = """
import sys
from pathlib import Path
from inventory.dynamodb import engine
from inventory.settings import Settings
print(engine.endpoint(Settings(engine=sys.argv[1], data_dir=Path(sys.argv[2]))), flush=True)
sys.stdin.readline()
"""


class User:
    """Another process that uses the engine of `folder`."""

    def __init__(self, folder: Path, kind: str = "dynoxide") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, kind, str(folder)],
            cwd=PROJECT_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def url(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("\n", timeout=30)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)
