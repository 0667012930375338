"""One measurement: the labelled postings, what this project and the baselines say of each, and the resamples of their companies."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.baselines import learn_and_predict, title_dictionary, title_word
from benchmarks.fit_weights import verdicts_on_unseen_companies
from benchmarks.labelled import LEVELS, BadLabels, Row, group_keys, read_labelled, read_postings
from benchmarks.measures import (
    Estimate,
    Names,
    Numbers,
    company_draws,
    coverage_curve,
    estimate,
    expected_calibration_error,
    macro_f1,
    share,
)
from classifiers import Classification, classify


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What one way of reading says of each posting; level `not pm` where it sees no product management."""

    level: Names
    confidence: Numbers
    right: NDArray[np.bool_]
    found: tuple[Classification, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A way to a level that is not this project's."""

    name: str
    reads: str
    level: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleWords:
    """How well the learnt baseline tells the title's word of every product-management posting from its text."""

    postings: int
    accuracy: Estimate
    macro_f1: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that a report needs; arrays and lists have one entry a product-management posting, `family_*` one a labelled posting."""

    labels: list[Row]
    postings: list[Row]
    gold: Names
    blind_gold: Names  # the level that the text alone supports by its label; "" where none
    seen: Verdicts
    blind: Verdicts
    unseen: Verdicts | None  # as `seen` and `blind`, under weights fitted without the posting's company; None for labels not fitted to
    unseen_blind: Verdicts | None
    baselines: tuple[Baseline, ...]
    title_words: TitleWords
    draws: Numbers
    companies: int
    world: Numbers  # how much each posting counts when the mix of title words is that of pm.parquet
    unmatched: float  # the part of pm.parquet whose title words no labelled posting has
    family_gold: Names
    family_found: Names
    family_draws: Numbers

    def accuracy(self, found: Names, where: NDArray[np.bool_] | None = None, gold: Names | None = None) -> Estimate:
        """Return how often the levels found are the labels', over all postings or over some of them."""
        right = found == (self.gold if gold is None else gold)
        keep = np.ones(len(right), dtype=bool) if where is None else where
        return estimate(lambda weights: share(right[keep], weights), self.draws[:, keep])

    def macro_f1(self, found: Names, where: NDArray[np.bool_] | None = None, gold: Names | None = None) -> Estimate:
        """Return the mean F1 of the levels found."""
        truth = self.gold if gold is None else gold
        keep = np.ones(len(found), dtype=bool) if where is None else where
        return estimate(lambda weights: macro_f1(truth[keep], found[keep], LEVELS, weights), self.draws[:, keep])

    def world_accuracy(self, found: Names) -> Estimate:
        """Return the accuracy to expect where title words are mixed as in pm.parquet."""
        return estimate(lambda weights: share(found == self.gold, weights), self.draws, self.world)

    def gain(self, found: Names, other: Names) -> Estimate:
        """Return by how much one reading is more accurate than another on the same postings."""
        return estimate(lambda weights: share((found == self.gold).astype(np.float64) - (other == self.gold), weights), self.draws)

    def calibration_error(self, verdicts: Verdicts) -> Estimate:
        """Return the expected calibration error."""
        return estimate(lambda weights: expected_calibration_error(verdicts.right, verdicts.confidence, weights), self.draws)

    def surest_accuracy(self, verdicts: Verdicts) -> Estimate:
        """Return the accuracy on the surest 60 %."""
        return estimate(lambda weights: coverage_curve(verdicts.right, verdicts.confidence, [0.6], weights)[:, 0], self.draws)


def evaluate(shared: Path, labels: Path | None = None) -> Evaluation:
    """Return everything measured on the labelled postings under the shared folder. Raises BadLabels."""
    rows = read_labelled(shared, labels)
    companies = group_keys([posting for _, posting in rows])
    draws = company_draws(companies)
    verdicts = [classify(posting["title"], posting["description"]) for _, posting in rows]
    is_pm = np.array([label["family"] == "pm" for label, _ in rows])
    pm = [row for row in rows if row[0]["family"] == "pm"]
    gold = np.array([label["level"] for label, _ in pm])
    if len(set(np.array(companies)[is_pm])) < 5 or len(set(gold)) < 2:
        raise BadLabels("the labelled product-management postings are too few: five companies and two levels are the least")
    seen = _verdicts([verdict for verdict, keep in zip(verdicts, is_pm, strict=True) if keep], gold)
    blind = _verdicts([classify(posting["title"], posting["description"], blind=True) for _, posting in pm], gold)
    world_rows = _product_management(shared)
    world, unmatched = _importance([posting["title"] for _, posting in pm], [posting["title"] for posting, _ in world_rows])
    own = list(np.array(companies)[is_pm])
    learnt, title_words = _learn_title_words(world_rows, pm, seen)
    unseen, unseen_blind = _on_unseen_companies(shared, [label["id"] for label, _ in pm], gold, seen, blind)
    both = [(posting["title"], verdict.text) for (_, posting), verdict in zip(pm, seen.found, strict=True)]
    texts = [("", text) for _, text in both]
    return Evaluation(
        labels=[label for label, _ in pm],
        postings=[posting for _, posting in pm],
        gold=gold,
        blind_gold=np.array([label["blind_level"] or "" for label, _ in pm]),
        seen=seen,
        blind=blind,
        unseen=unseen,
        unseen_blind=unseen_blind,
        baselines=(
            Baseline(
                name="a dictionary of title words, else mid",
                reads="title",
                level=np.array([title_dictionary(posting["title"]) for _, posting in pm]),
            ),
            Baseline(name="always mid", reads="nothing", level=np.full(len(pm), "mid")),
            Baseline(name="always senior", reads="nothing", level=np.full(len(pm), "senior")),
            Baseline(
                name="TF-IDF + logistic regression, learnt from labels",
                reads="title and text",
                level=learn_and_predict(both, list(gold), own),
            ),
            Baseline(
                name="TF-IDF + logistic regression, learnt from labels", reads="text", level=learn_and_predict(texts, list(gold), own)
            ),
            Baseline(name="TF-IDF + logistic regression, learnt from title words", reads="text", level=learnt),
        ),
        title_words=title_words,
        draws=draws[:, is_pm],
        companies=len(set(companies)),
        world=world,
        unmatched=unmatched,
        family_gold=np.array([label["family"] for label, _ in rows]),
        family_found=np.array([verdict.family for verdict in verdicts]),
        family_draws=draws,
    )


def _verdicts(found: list[Classification], gold: Names) -> Verdicts:
    level = np.array([verdict.level or "not pm" for verdict in found])
    return Verdicts(level=level, confidence=np.array([verdict.confidence for verdict in found]), right=level == gold, found=tuple(found))


def _on_unseen_companies(
    shared: Path, ids: list[str], gold: Names, seen: Verdicts, blind: Verdicts
) -> tuple[Verdicts | None, Verdicts | None]:
    """The same verdicts, had the weights been fitted without the posting's company; what is no product management stays so."""
    try:
        fitted = verdicts_on_unseen_companies(shared)
    except BadLabels:
        return None, None  # the postings that the weights were fitted to are not there
    found = []
    for verdicts, by_id in ((seen, fitted["levels.toml"]), (blind, fitted["levels_text.toml"])):
        if not set(ids) <= set(by_id):
            return None, None
        told = [
            by_id[key] if was != "not pm" else (was, sure) for key, was, sure in zip(ids, verdicts.level, verdicts.confidence, strict=True)
        ]
        level = np.array([one for one, _ in told])
        found.append(Verdicts(level=level, confidence=np.array([sure for _, sure in told]), right=level == gold, found=verdicts.found))
    return found[0], found[1]


def _product_management(shared: Path) -> list[tuple[Row, str]]:
    """The postings of pm.parquet that are product management by their verdict, each with its text."""
    rows = read_postings(shared / "postings" / "pm.parquet")
    read = [(row, classify(row["title"], row["description"])) for row in rows]
    return [(row, verdict.text) for row, verdict in read if verdict.family == "pm"]


def _importance(titles: list[str], world: list[str]) -> tuple[Numbers, float]:
    """How much each title counts so that the mix of title words is the world's, and the part of the world that has no counterpart."""
    here = Counter(title_word(title) for title in titles)
    there = Counter(title_word(title) for title in world)
    scale = np.array([there[title_word(title)] / here[title_word(title)] for title in titles])
    return scale / scale.mean(), sum(count for word, count in there.items() if word not in here) / len(world)


def _learn_title_words(world: list[tuple[Row, str]], pm: list[tuple[Row, Row]], seen: Verdicts) -> tuple[Names, TitleWords]:
    """Learn title words from texts: what is said of the labelled postings, and how well it does on all."""
    known = {posting["id"] for posting, _ in world}
    rows = world + [(posting, verdict.text) for (_, posting), verdict in zip(pm, seen.found, strict=True) if posting["id"] not in known]
    companies = group_keys([posting for posting, _ in rows])
    gold = np.array([title_dictionary(posting["title"]) for posting, _ in rows])
    said = learn_and_predict([("", text) for _, text in rows], list(gold), companies)
    draws = company_draws(companies)
    of = {posting["id"]: level for (posting, _), level in zip(rows, said, strict=True)}
    return np.array([of[posting["id"]] for _, posting in pm]), TitleWords(
        postings=len(rows),
        accuracy=estimate(lambda weights: share(said == gold, weights), draws),
        macro_f1=estimate(lambda weights: macro_f1(gold, said, LEVELS, weights), draws),
    )
