"""How often the levels are right, beside baselines, on labelled postings.

    python benchmarks/accuracy.py [--shared FOLDER] [--labels FILE] [--out FOLDER] [--mistakes N] [--blind-mistakes N] [--write]
    python benchmarks/accuracy.py --check

Prints the report in Markdown. `--out` puts it, with the plots, into a folder as well; `--write` publishes it: the accuracy part of
benchmarks/RESULTS.md, the plots under benchmarks/plots/, and the figures that are marked in RESULTS.md, README.md and docs/levels.md.
`--check` measures nothing: it exits 1 if RESULTS.md was made with another rulebook than the current one.

Reads `gold/dev.jsonl` (or `--labels`) and `postings/*.parquet` under the shared folder (default: `../shared` beside the project). The
postings belong to their owners and are not part of the project; without them the script says so and stops.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.evaluation import evaluate
from benchmarks.figures import figures
from benchmarks.labelled import LABELS, BadLabels, read_labelled
from benchmarks.measures import calibration_error, f1_of
from benchmarks.report import report
from benchmarks.results import RESULTS, BadMarks, rulebook_of, write_results
from classifiers import rulebook_version

__all__ = ["calibration_error", "f1_of", "main", "read_labelled"]

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str] | None = None) -> int:
    """Measure or check as the arguments say; return the exit code: 0 done, 1 out of date, 2 nothing measured."""
    options = _options(arguments)
    try:
        if options.check:
            return _check()
        return _measure(options)
    except (BadLabels, BadMarks, OSError) as error:
        print(f"accuracy: {error}", file=sys.stderr)
        return 2


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Accuracy of levels and signals on labelled postings.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="the folder with gold/ and postings/")
    parser.add_argument("--labels", type=Path, help="a file of labels instead of the shared folder's gold/dev.jsonl")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="put the report (accuracy.md) and the plots into this folder too")
    parser.add_argument("--mistakes", type=int, default=12, help="list so many of the most confident mistakes")
    parser.add_argument("--blind-mistakes", type=int, default=6, help="list so many of those made from the text alone")
    parser.add_argument("--write", action="store_true", help="publish: benchmarks/RESULTS.md, benchmarks/plots and the marked figures")
    parser.add_argument("--check", action="store_true", help="only say whether RESULTS.md was made with the current rulebook")
    return parser.parse_args(arguments)


def _check() -> int:
    made, current = rulebook_of(ROOT / RESULTS), rulebook_version()
    if made == current:
        print(f"{RESULTS} was made with the current rulebook, {current}")
        return 0
    print(f"{RESULTS} was made with rulebook {made}, the current one is {current}: run benchmarks/accuracy.py --write", file=sys.stderr)
    return 1


def _measure(options: argparse.Namespace) -> int:
    labels = options.labels or options.shared / LABELS
    for needed in (labels, options.shared / "postings" / "pm.parquet"):
        if not needed.is_file():
            print(f"no labelled postings, {needed} is not there: nothing measured", file=sys.stderr)
            return 2
    measured = evaluate(options.shared, labels)
    part = report(
        measured,
        labels=options.labels.name if options.labels else LABELS.as_posix(),
        most=options.mistakes,
        most_blind=options.blind_mistakes,
    )
    print(part, end="")
    with tempfile.TemporaryDirectory() as made:
        folder = options.out or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        if options.out:
            (folder / "accuracy.md").write_text(part, encoding="utf-8")
            (folder / "plots").mkdir(exist_ok=True)
        plots = folder / "plots" if options.out else folder
        if options.out or options.write:
            from benchmarks.plots import draw_plots  # only now: matplotlib takes a second

            draw_plots(measured, plots)
        if options.write:
            for path in write_results(ROOT, part, figures(measured), plots):
                print(f"written: {path.relative_to(ROOT)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
