"""What `make secure` says of packages: a vulnerable one fails, and what could not be looked up is named, never passed over."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / ".ci" / "advisories.py"
SOUND = {"name": "garden", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "pond", "skip_reason": "Dependency not found"}
VULNERABLE = {
    "name": "hedge",
    "version": "2.0",
    "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["2.1"], "aliases": [], "description": ""}],
}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([SOUND], 0, ""),
        ([SOUND, UNKNOWN], 0, "    not checked: 1 of 2 packages, which the advisory service does not know\n"),
        ([SOUND, VULNERABLE], 1, "    hedge 2.0: PYSEC-2026-1, mended in 2.1\n"),
        ([{**VULNERABLE, "vulns": [{"id": "X", "fix_versions": []}]}], 1, "    hedge 2.0: X, mended in no version\n"),
        (None, 0, "    not checked: the advisory service could not be asked; no package was looked up\n"),
    ],
)
def test_a_report_of_advisories(tmp_path: Path, packages: object, code: int, said: str) -> None:
    report = tmp_path / "report.json"
    if packages is not None:
        report.write_text(json.dumps({"dependencies": packages, "fixes": []}), encoding="utf-8")
    came = subprocess.run([sys.executable, SCRIPT, report], capture_output=True, text=True, check=False)
    assert (came.returncode, came.stdout, came.stderr) == (code, said, "")


def test_what_shows_that_it_holds_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tests|\.semgrep|\.ci)/[\w./]+)`", page))
    assert len(named) > 15
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
