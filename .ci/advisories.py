"""Judges what pip-audit found (its report as JSON): fails where a package is known to be vulnerable, and says what was not checked."""

import json
import sys
from pathlib import Path


def main(report: Path) -> int:
    """Returns 1 where a package of the report has a known vulnerability, else 0."""
    try:
        packages = json.loads(report.read_text(encoding="utf-8"))["dependencies"]
    except (OSError, ValueError, KeyError):
        sys.stdout.write("    not checked: the advisory service could not be asked; no package was looked up\n")
        return 0
    skipped = [package for package in packages if "skip_reason" in package]
    if skipped:
        sys.stdout.write(f"    not checked: {len(skipped)} of {len(packages)} packages, which the advisory service does not know\n")
    vulnerable = [package for package in packages if package.get("vulns")]
    for package in vulnerable:
        for found in package["vulns"]:
            mended = ", ".join(found.get("fix_versions") or ["no version"])
            sys.stdout.write(f"    {package['name']} {package['version']}: {found['id']}, mended in {mended}\n")
    return 1 if vulnerable else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
