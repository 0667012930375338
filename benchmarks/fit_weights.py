"""Fit the weights of the levels to labelled postings, starting from the ones set by hand.

    python benchmarks/fit_weights.py [--shared FOLDER] [--write]

The documented ladder says which way each row of `tables/levels.toml` must pull, and the weights set by hand (`hand_weights/`) say so in
figures. This moves them only as far as the labelled postings bear it: multinomial logistic regression whose penalty is the distance from
the hand-set weights, not from zero, so that a row with few postings stays as it was. Strength of the penalty and the confidence's
temperature come from ten folds by company. Prints what each strength gets on companies not seen; with `--write` the tables take the
fitted weights, comments and order kept. Needs the labelled postings (see labelled.py) and those of `labels/further.jsonl`.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tomlkit

from benchmarks.labelled import LEVELS, BadLabels, group_keys, read_labelled
from classifiers.decide import Reading, read_posting
from classifiers.features import features_of

HERE = Path(__file__).resolve().parent
TABLES = HERE.parent / "classifiers" / "tables"
STRENGTHS = (0.3, 1.0, 3.0, 10.0, 30.0)
FOLDS = 10
FURTHER = HERE / "labels" / "further.jsonl"
# A weight that rounds to less says nothing.
SMALLEST = 0.05

Weights = np.ndarray  # rows x levels
Table = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """Labelled postings as a matrix: which rows of the table hold for which."""

    holds: np.ndarray  # postings x rows, 0 or 1
    levels: np.ndarray  # index into LEVELS
    companies: np.ndarray


def hand_set(name: str) -> dict[tuple[str, ...], dict[str, float]]:
    """Return the hand-set weights: a row's name alone, or the names of a pair, to its weights by level."""
    table = tomlkit.parse((HERE / "hand_weights" / name).read_text(encoding="utf-8")).unwrap()
    rows: dict[tuple[str, ...], dict[str, float]] = {}
    for group, values in table.items():
        if group == "both":
            rows.update({tuple(sorted(row["of"])): {key: value for key, value in row.items() if key != "of"} for row in values})
        elif group not in ("confidence", "show", "words"):
            rows.update({(f"{group}.{row}",): weights for row, weights in values.items()})
    return rows


def features(readings: list[Reading], *, blind: bool) -> list[set[str]]:
    """Return the rows that hold for each posting."""
    return [set(features_of(found.title, found.finds, found.years, blind=blind)) for found in readings]


def as_matrix(held: list[set[str]], rows: list[tuple[str, ...]]) -> np.ndarray:
    """Return postings x rows: 1 where all names of a row hold."""
    return np.array([[float(set(row) <= posting) for row in rows] for posting in held])


def probabilities(holds: np.ndarray, weights: Weights, temperature: float = 1.0) -> np.ndarray:
    """Return postings x levels: the softmax of the scores."""
    scores = holds @ weights / temperature
    scores -= scores.max(axis=1, keepdims=True)
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


def fit(postings: Postings, start: Weights, strength: float) -> Weights:
    """Return the weights that fit best, each unit of squared distance from `start` paid for with half of `strength`."""
    wanted = np.eye(len(LEVELS))[postings.levels]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(start.shape)
        given = probabilities(postings.holds, weights)
        away = weights - start
        value = -np.log((given * wanted).sum(axis=1) + 1e-12).sum() + strength / 2 * (away**2).sum()
        return value, (postings.holds.T @ (given - wanted) + strength * away).ravel()

    from scipy.optimize import minimize  # here, as below: who only reads verdicts does not wait for it

    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return found.x.reshape(start.shape)


def on_unseen_companies(postings: Postings, start: Weights, strength: float) -> np.ndarray:
    """Return the scores of each posting under weights fitted without its company."""
    from sklearn.model_selection import GroupKFold

    scores = np.zeros((len(postings.levels), len(LEVELS)))
    for known, unseen in GroupKFold(FOLDS).split(postings.holds, groups=postings.companies):
        part = Postings(holds=postings.holds[known], levels=postings.levels[known], companies=postings.companies[known])
        scores[unseen] = postings.holds[unseen] @ fit(part, start, strength)
    return scores


def log_loss(temperature: float, scores: np.ndarray, levels: np.ndarray) -> float:
    """Return the mean negative log of the probability that the right level was given."""
    given = probabilities(scores, np.eye(len(LEVELS)), temperature)
    return float(-np.log(given[np.arange(len(levels)), levels] + 1e-12).mean())


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """One table, fitted."""

    table: Table  # a pair stands under its names joined by " + "
    strength: float
    temperature: float  # of the confidence
    unseen: np.ndarray  # postings x levels: scores under weights fitted without the posting's company
    tried: tuple[tuple[float, float, float], ...]  # strength, share right and log loss on unseen companies


def fit_table(name: str, held: list[set[str]], levels: np.ndarray, companies: np.ndarray) -> Fitted:
    """Return a table's weights, fitted with the strength that does best on unseen companies."""
    from scipy.optimize import minimize_scalar

    prior = hand_set(name)
    rows = sorted(prior)
    start = np.array([[prior[row].get(level, 0.0) for level in LEVELS] for row in rows])
    postings = Postings(holds=as_matrix(held, rows), levels=levels, companies=companies)
    tried = []
    for strength in STRENGTHS:
        scores = on_unseen_companies(postings, start, strength)
        temperature = minimize_scalar(log_loss, bounds=(0.5, 3.0), method="bounded", args=(scores, levels)).x
        tried.append((log_loss(temperature, scores, levels), strength, float(temperature), scores))
    _, strength, temperature, unseen = min(tried, key=lambda row: row[0])
    weights = fit(postings, start, strength)
    return Fitted(
        table={
            " + ".join(row): {
                level: round(float(weight), 2) for level, weight in zip(LEVELS, values, strict=True) if abs(weight) >= SMALLEST
            }
            for row, values in zip(rows, weights, strict=True)
        },
        strength=strength,
        temperature=round(temperature, 2),
        unseen=unseen,
        tried=tuple((one, float(np.mean(scores.argmax(axis=1) == levels)), loss) for loss, one, _, scores in tried),
    )


def fit_tables(shared: Path) -> tuple[list[str], dict[str, Fitted]]:
    """Return the ids of the labelled product-management postings and each table, fitted to them. Raises BadLabels."""
    labelled = read_labelled(shared) + read_labelled(shared, FURTHER)
    labelled = [(label, posting) for label, posting in labelled if label["family"] == "pm"]
    levels = np.array([LEVELS.index(label["level"]) for label, _ in labelled])
    companies = np.array(group_keys([posting for _, posting in labelled]))
    tables = {}
    for name, blind in (("levels.toml", False), ("levels_text.toml", True)):
        readings = [read_posting(posting["title"], posting["description"], blind=blind) for _, posting in labelled]
        tables[name] = fit_table(name, features(readings, blind=blind), levels, companies)
    return [label["id"] for label, _ in labelled], tables


def verdicts_on_unseen_companies(shared: Path) -> dict[str, dict[str, tuple[str, float]]]:
    """Return by table and posting the level and its confidence under weights fitted without the posting's company. Raises BadLabels."""
    ids, tables = fit_tables(shared)
    found = {}
    for name, table in tables.items():
        given = probabilities(table.unseen, np.eye(len(LEVELS)), table.temperature)
        found[name] = {key: (LEVELS[row.argmax()], float(row.max())) for key, row in zip(ids, given, strict=True)}
    return found


def write(name: str, weights: Table, temperature: float) -> None:
    """Write a table: the hand-set one's comments and order, the fitted weights and temperature."""
    document = tomlkit.parse((HERE / "hand_weights" / name).read_text(encoding="utf-8"))
    for group, values in document.items():
        if group == "both":
            for row in values:
                _replace(row, weights[" + ".join(sorted(row["of"]))], keep=("of",))
        elif group not in ("confidence", "show", "words"):
            for row, found in values.items():
                _replace(found, weights[f"{group}.{row}"], keep=())
    document["confidence"]["temperature"] = temperature
    (TABLES / name).write_text(tomlkit.dumps(document), encoding="utf-8")


def _replace(row: tomlkit.items.Table, weights: dict[str, float], keep: tuple[str, ...]) -> None:
    for level in [key for key in row if key not in keep and key not in weights]:
        del row[level]
    for level, weight in weights.items():
        row[level] = weight


def main() -> int:
    parser = argparse.ArgumentParser(description="Fit the weights of the levels to labelled postings.")
    parser.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared")
    parser.add_argument("--write", action="store_true", help="write the fitted weights into classifiers/tables")
    options = parser.parse_args()
    try:
        ids, tables = fit_tables(options.shared)
    except BadLabels as error:
        print(f"nothing fitted: {error}", file=sys.stderr)
        return 2
    print(f"{len(ids)} labelled postings")
    for name, found in tables.items():
        print(f"\n{name}")
        for strength, right, loss in found.tried:
            print(f"  strength {strength:>4}: {right:.3f} right on companies not seen, log loss {loss:.3f}")
        print(f"  taken: strength {found.strength}, temperature {found.temperature}")
        if options.write:
            write(name, found.table, found.temperature)
            print(f"  written to {TABLES / name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
