"""Where published figures stand: the accuracy part of RESULTS.md and single marked figures in the documents, replaced in place."""

import re
import shutil
import tempfile
from pathlib import Path

RESULTS = Path("benchmarks") / "RESULTS.md"
PLOTS = Path("benchmarks") / "plots"
DOCUMENTS = (RESULTS, Path("README.md"), Path("docs") / "levels.md")  # where a figure may be marked

_PART = re.compile(r"(<!-- accuracy:start -->\n).*?(<!-- accuracy:end -->)", re.S)
_FIGURE = re.compile(r"(<!-- figure:(?P<name>\w+) -->)[^<]*(<!-- /figure -->)")
_RULEBOOK = re.compile(r"^Rulebook (\S+?),", re.M)


class BadMarks(ValueError):
    """A document whose marks cannot be filled; the message names the document and the mark."""


def replace_part(document: str, part: str) -> str:
    """Return RESULTS.md with its accuracy part replaced. Raises BadMarks unless it is marked once."""
    if len(_PART.findall(document)) != 1:
        raise BadMarks(f"{RESULTS}: needs `<!-- accuracy:start -->` and `<!-- accuracy:end -->` once, each on a line of its own")
    return _PART.sub(lambda found: f"{found[1]}{part.strip()}\n{found[2]}", document)


def replace_figures(document: str, figures: dict[str, str], name: str) -> str:
    """Return a document, each `<!-- figure:NAME -->...<!-- /figure -->` filled. Raises BadMarks over an unknown NAME or half a mark."""
    marked = [found["name"] for found in _FIGURE.finditer(document)]
    if unknown := sorted(set(marked) - set(figures)):
        raise BadMarks(f"{name}: there is no figure {unknown[0]!r}; there are {', '.join(sorted(figures))}")
    if len(marked) != document.count("<!-- figure:") or len(marked) != document.count("<!-- /figure -->"):
        raise BadMarks(f"{name}: a figure is marked as `<!-- figure:NAME -->0.85<!-- /figure -->`; one mark is not")
    return _FIGURE.sub(lambda found: f"{found[1]}{figures[found['name']]}{found[3]}", document)


def write_results(root: Path, part: str, figures: dict[str, str], plots: Path) -> list[Path]:
    """Put the accuracy part, the figures and the plots of a folder where they are published; return what was written.

    Raises BadMarks or OSError before anything is changed where a document or its marks are not as they must be.
    """
    documents: dict[Path, str] = {}
    for name in DOCUMENTS:
        text = (root / name).read_text(encoding="utf-8")
        filled = replace_figures(replace_part(text, part) if name == RESULTS else text, figures, str(name))
        if filled != text:
            documents[root / name] = filled
    (root / PLOTS).mkdir(parents=True, exist_ok=True)
    written = [root / PLOTS / plot.name for plot in sorted(plots.glob("*.png"))]
    with tempfile.TemporaryDirectory(dir=root / "benchmarks", prefix=".results-") as folder:
        ready = {}
        for number, (path, text) in enumerate(documents.items()):
            ready[Path(folder) / f"{number}.md"] = path
            (Path(folder) / f"{number}.md").write_text(text, encoding="utf-8")
        for path in written:
            ready[Path(folder) / path.name] = path
            shutil.copyfile(plots / path.name, Path(folder) / path.name)
        for made, path in ready.items():
            made.replace(path)
    return [*documents, *written]


def rulebook_of(results: Path) -> str | None:
    """Return the rulebook with which RESULTS.md's accuracy part was made, None where it does not say. Raises BadMarks."""
    part = _PART.search(results.read_text(encoding="utf-8"))
    if part is None:
        raise BadMarks(f"{RESULTS}: has no part between `<!-- accuracy:start -->` and `<!-- accuracy:end -->`")
    made = _RULEBOOK.search(part[0])
    return made[1] if made else None
