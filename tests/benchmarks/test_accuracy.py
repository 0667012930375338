"""The benchmarks' measures on made-up verdicts, and the places where their figures are published."""

import json
from pathlib import Path

import numpy as np
import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

from benchmarks.accuracy import main
from benchmarks.baselines import learn_and_predict, title_dictionary, title_word
from benchmarks.labelled import BadLabels, Row, group_keys, read_labels
from benchmarks.measures import (
    Numbers,
    calibration_error,
    calibration_error_by_chance,
    company_draws,
    coverage_curve,
    estimate,
    f1_of,
    macro_f1,
    precision_recall_f1,
    share,
    wilson_interval,
)
from benchmarks.mistakes import cut_letters, cut_words, plain
from benchmarks.results import BadMarks, replace_figures, replace_part, rulebook_of, write_results
from classifiers import rulebook_version
from classifiers.classification import STATED_SIGNALS

COMPANIES = ["Acme", "Acme", "Acme", "Borealis", "Cobalt", "Cobalt"]
PART = "## Accuracy\n\nRulebook 1-0123456789ab, 6 labelled postings."
RESULTS = "# Results\n\nProse.\n\n<!-- accuracy:start -->\nold\n<!-- accuracy:end -->\n\n## Speed\n\nfast\n"


def ones(count: int) -> Numbers:
    return np.ones((1, count))


class TestBootstrap:
    def test_postings_of_a_company_come_and_go_together(self) -> None:
        draws = company_draws(COMPANIES)
        assert (draws[:, 0] == draws[:, 1]).all()
        assert (draws[:, 0] == draws[:, 2]).all()
        assert (draws[:, 4] == draws[:, 5]).all()
        assert not (draws[:, 0] == draws[:, 3]).all()

    def test_a_draw_has_as_many_companies_as_there_are(self) -> None:
        draws = company_draws(COMPANIES)
        assert draws.shape == (2_000, len(COMPANIES))
        assert (draws[:, [0, 3, 4]].sum(axis=1) == 3).all()

    def test_the_same_every_time(self) -> None:
        assert (company_draws(COMPANIES) == company_draws(COMPANIES)).all()

    def test_one_big_company_widens_the_interval(self) -> None:
        """200 postings of ten companies that are right or wrong as one are ten facts, not two hundred."""
        right = np.repeat([True, True, True, True, True, True, True, False, False, False], 20)
        together = estimate(lambda weights: share(right, weights), company_draws([f"company {at // 20}" for at in range(200)]))
        apart = estimate(lambda weights: share(right, weights), company_draws([f"company {at}" for at in range(200)]))
        assert together.value == apart.value == pytest.approx(0.7)
        assert together.low < apart.low < 0.7 < apart.high < together.high
        assert together.high - together.low > 3 * (apart.high - apart.low)

    def test_draws_without_any_of_the_postings_are_left_out(self) -> None:
        draws = company_draws(["Acme", "Borealis"])[:, :1]
        assert (draws.sum(axis=1) == 0).any()
        assert estimate(lambda weights: share(np.array([True]), weights), draws).low == 1.0

    def test_importance_reweighs_the_figure(self) -> None:
        right, draws = np.array([True, False]), company_draws(["Acme", "Borealis"])
        assert estimate(lambda weights: share(right, weights), draws, np.array([3.0, 1.0])).value == pytest.approx(0.75)


class TestF1:
    def test_by_hand(self) -> None:
        pairs = [("mid", "mid"), ("mid", "senior"), ("senior", "senior"), ("senior", "senior")]
        assert f1_of(pairs, "mid") == pytest.approx((1.0, 0.5, 2 / 3))
        assert f1_of(pairs, "senior") == pytest.approx((2 / 3, 1.0, 0.8))
        assert f1_of(pairs, "group") == (0.0, 0.0, 0.0)

    def test_macro_is_the_mean_over_the_levels_that_are_labelled(self) -> None:
        gold, found = np.array(["mid", "mid", "senior", "senior"]), np.array(["mid", "senior", "senior", "senior"])
        assert macro_f1(gold, found, ("mid", "senior", "group"), ones(4))[0] == pytest.approx((2 / 3 + 0.8) / 2)

    def test_weights_count_as_repeated_postings(self) -> None:
        gold, found = np.array(["mid", "mid", "senior"]), np.array(["mid", "senior", "mid"])
        repeated = [0, 0, 0, 1, 2, 2]
        weighted = precision_recall_f1(gold, found, "mid", np.array([[3.0, 1.0, 2.0]]))
        plainly = precision_recall_f1(gold[repeated], found[repeated], "mid", ones(6))
        assert [figure[0] for figure in weighted] == pytest.approx([figure[0] for figure in plainly])


class TestConfidence:
    def test_no_error_when_each_bin_is_as_often_right_as_sure(self) -> None:
        verdicts = [(at < right, confidence) for confidence, right in ((0.25, 5), (0.75, 15), (0.95, 19)) for at in range(20)]
        assert calibration_error(verdicts) == pytest.approx(0)

    def test_the_error_is_the_mean_gap_by_the_size_of_the_bins(self) -> None:
        verdicts = [(True, 0.9)] * 5 + [(False, 0.9)] * 5 + [(True, 0.5), (False, 0.5)] * 15
        assert calibration_error(verdicts) == pytest.approx(0.4 * 10 / 40)

    def test_wholly_sure_belongs_to_the_last_bin(self) -> None:
        assert calibration_error([(True, 1.0), (False, 0.9)]) == pytest.approx(0.45)

    def test_chance_alone_makes_an_error_that_more_postings_make_smaller(self) -> None:
        few, many = calibration_error_by_chance(np.full(20, 0.7)), calibration_error_by_chance(np.full(2_000, 0.7))
        assert few > 5 * many > 0

    def test_the_surer_part_is_better_where_confidence_tells(self) -> None:
        confidence = np.linspace(0.05, 0.99, 50)
        right = confidence > 0.4
        curve = coverage_curve(right, confidence, np.linspace(0.1, 1, 10).tolist(), ones(50))[0]
        assert (np.diff(curve) <= 1e-12).all()
        assert curve[0] == 1.0
        assert curve[-1] == pytest.approx(right.mean())

    def test_postings_of_one_confidence_come_in_together(self) -> None:
        """Half of two that are equally sure is half of each: the order of the postings tells nothing."""
        curve = coverage_curve(np.array([True, False, True, False]), np.array([0.9, 0.6, 0.6, 0.3]), [0.25, 0.5, 0.75, 1], ones(4))[0]
        assert curve.tolist() == pytest.approx([1, 0.75, 2 / 3, 0.5])

    def test_wilson_leaves_room_where_all_are_right(self) -> None:
        low, high = wilson_interval(10, 10)
        assert 0.6 < low < 0.8
        assert high == 1.0


class TestBaselines:
    def test_title_words(self) -> None:
        assert title_dictionary("Sr. Product Manager") == "senior"
        assert title_dictionary("Director, Group Products") == "above"
        assert title_word("Product Manager, Leadership Tools") is None
        assert title_dictionary("Product Manager, Leadership Tools") == "mid"

    def test_what_is_learnt_from_a_company_is_not_asked_of_it(self) -> None:
        """A company's own name tells its postings' level; a model that never saw it cannot know."""
        names = ["acme", "borealis", "cobalt", "dunes", "ember", "fjord"]
        documents = [("", f"{name} {name} roadmap") for name in names for _ in range(4)]
        answers = [level for level in ("mid", "senior") * 3 for _ in range(4)]
        companies = [name for name in names for _ in range(4)]
        said = learn_and_predict(documents, answers, companies)
        assert {len(set(said[at : at + 4])) for at in range(0, 24, 4)} == {1}
        assert (said == np.array(answers)).mean() <= 0.5

    def test_titles_are_read_where_there_are_any(self) -> None:
        documents = [(f"{word} product manager", "we sell lamps") for word in ("junior", "senior") for _ in range(10)]
        answers = [level for level in ("apm", "senior") for _ in range(10)]
        assert learn_and_predict(documents, answers, [f"company {at}" for at in range(20)]).tolist() == answers


class TestLabels:
    def test_near_copies_and_spellings_of_a_company_stay_together(self) -> None:
        rows: list[Row] = [
            {"id": "1", "company": "Acme", "body_hash": "a"},
            {"id": "2", "company": " ACME ", "body_hash": "b"},
            {"id": "3", "company": "Staffing Ltd", "body_hash": "a"},
            {"id": "4", "company": None, "body_hash": None},
            {"id": "5", "company": None, "body_hash": "c"},
        ]
        keys = group_keys(rows)
        assert keys[0] == keys[1] == keys[2]
        assert len(set(keys)) == 3

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("{", "line 1: not JSON"),
            ("[]", "line 1: not an object"),
            ('{"id": "1"}', "line 1: 'blind_level' is missing"),
            ("", "nothing to"),
        ],
    )
    def test_a_bad_label_is_named(self, tmp_path: Path, line: str, why: str) -> None:
        (tmp_path / "labels.jsonl").write_text(line, encoding="utf-8")
        with pytest.raises(BadLabels, match=why):
            read_labels(tmp_path / "labels.jsonl")

    def test_without_the_postings_it_says_so(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--shared", str(tmp_path)]) == 2
        assert "nothing measured" in capsys.readouterr().err


def made_up_postings(shared: Path) -> None:
    """Thirty postings of six made-up employers with their labels; in one of five the label is another than the title's."""
    titles = {"apm": "Associate Product Manager", "mid": "Product Manager", "senior": "Senior Product Manager"}
    postings, labels = [], []
    for at in range(30):
        level = list(titles)[at % 3]
        text = f"You own the product roadmap. {2 + at % 3}+ years of product management experience."
        postings.append({"id": str(at), "title": titles[level], "company": f"Employer {at // 5}", "description": text})
        labels.append(
            {
                **dict.fromkeys(STATED_SIGNALS, "absent"),
                "id": str(at),
                "family": "pm",
                "level": "senior" if at % 5 == 0 else level,
                "blind_level": None if at % 7 == 0 else "mid",
                "sure": "low" if at % 5 == 0 else "high",
                "min_years": "disputed" if at == 1 else 2 + at % 3,
                "years_are_pm": True,
            }
        )
    (shared / "gold").mkdir()
    (shared / "postings").mkdir()
    (shared / "gold" / "dev.jsonl").write_text("\n".join(json.dumps(label) for label in labels), encoding="utf-8")
    parquet.write_table(arrow.Table.from_pylist(postings), shared / "postings" / "pm.parquet")
    parquet.write_table(
        arrow.Table.from_pylist(postings[:0], schema=arrow.Table.from_pylist(postings).schema), shared / "postings" / "background.parquet"
    )


def test_a_whole_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made_up_postings(tmp_path)
    assert main(["--shared", str(tmp_path), "--out", str(tmp_path / "out"), "--mistakes", "2"]) == 0
    printed = capsys.readouterr().out
    assert printed == (tmp_path / "out" / "accuracy.md").read_text(encoding="utf-8")
    assert f"Rulebook {rulebook_version()}, 30 labelled postings (`gold/dev.jsonl`) of 6 companies." in printed
    assert "| **Explore Roles** | title and text |" in printed
    assert "over 29 postings: 1.000" in printed
    assert printed.split("### The most confident mistakes (")[1].split("###")[0].count("\n- ") == 2
    assert "nan" not in printed
    for name in ("reliability.png", "coverage.png"):
        assert (tmp_path / "out" / "plots" / name).read_bytes().startswith(b"\x89PNG")


def test_a_label_without_its_posting_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made_up_postings(tmp_path)
    labels = tmp_path / "gold" / "dev.jsonl"
    labels.write_text(labels.read_text(encoding="utf-8").replace('"id": "0"', '"id": "unknown"'), encoding="utf-8")
    assert main(["--shared", str(tmp_path)]) == 2
    assert "'unknown'" in capsys.readouterr().err


class TestQuotes:
    def test_other_peoples_words_are_cut(self) -> None:
        assert cut_words("one two three") == "one two three"
        assert len(cut_words("word " * 40).split()) == 13  # twelve and the mark of the cut
        assert len(cut_letters("Product Manager, " * 10)) <= 60

    def test_hostile_text_is_shown_not_obeyed(self) -> None:
        shown = plain("<img src=x>\n| `a` \x1b[31m *b* &lt; [c](https://example.com/x) mail@example.com")
        assert shown == r"&lt;img src=x&gt; \| \`a\` \[31m \*b\* &amp;lt; \[c\]((address) (address)"


class TestPublished:
    def test_the_part_is_replaced_and_the_rest_kept(self) -> None:
        once = replace_part(RESULTS, PART)
        assert PART in once
        assert "\nold\n" not in once
        assert once.startswith("# Results\n\nProse.\n\n<!-- accuracy:start -->\n")
        assert once.endswith("<!-- accuracy:end -->\n\n## Speed\n\nfast\n")
        assert replace_part(once, PART) == once

    @pytest.mark.parametrize("document", ["# Results\n", RESULTS + RESULTS])
    def test_a_document_without_one_part_is_refused(self, document: str) -> None:
        with pytest.raises(BadMarks):
            replace_part(document, PART)

    def test_figures_are_filled_where_they_are_named(self) -> None:
        document = "Right in <!-- figure:accuracy -->0.1<!-- /figure --> of all (F1 <!-- figure:macro_f1 --><!-- /figure -->)."
        once = replace_figures(document, {"accuracy": "0.85", "macro_f1": "0.89", "ece": "0.022"}, "README.md")
        assert once == "Right in <!-- figure:accuracy -->0.85<!-- /figure --> of all (F1 <!-- figure:macro_f1 -->0.89<!-- /figure -->)."
        assert replace_figures(once, {"accuracy": "0.85", "macro_f1": "0.89"}, "README.md") == once

    @pytest.mark.parametrize(
        "document", ["<!-- figure:acuracy -->0.1<!-- /figure -->", "<!-- figure:accuracy -->0.1", "0.1<!-- /figure -->"]
    )
    def test_a_mark_that_cannot_be_filled_is_refused(self, document: str) -> None:
        with pytest.raises(BadMarks, match=r"README\.md"):
            replace_figures(document, {"accuracy": "0.85"}, "README.md")

    def test_written_whole_or_not_at_all(self, tmp_path: Path) -> None:
        (tmp_path / "benchmarks").mkdir()
        (tmp_path / "docs").mkdir()
        (tmp_path / "made").mkdir()
        (tmp_path / "made" / "coverage.png").write_bytes(b"picture")
        results, readme, levels = (tmp_path / name for name in ("benchmarks/RESULTS.md", "README.md", "docs/levels.md"))
        results.write_text(RESULTS, encoding="utf-8")
        readme.write_text("<!-- figure:accuracy -->?<!-- /figure -->\n", encoding="utf-8")
        levels.write_text("<!-- figure:unknown -->?<!-- /figure -->\n", encoding="utf-8")
        with pytest.raises(BadMarks):
            write_results(tmp_path, PART, {"accuracy": "0.85"}, tmp_path / "made")
        assert results.read_text(encoding="utf-8") == RESULTS
        levels.write_text("no figure\n", encoding="utf-8")
        written = write_results(tmp_path, PART, {"accuracy": "0.85"}, tmp_path / "made")
        assert sorted(path.relative_to(tmp_path).as_posix() for path in written) == [
            "README.md",
            "benchmarks/RESULTS.md",
            "benchmarks/plots/coverage.png",
        ]
        assert readme.read_text(encoding="utf-8") == "<!-- figure:accuracy -->0.85<!-- /figure -->\n"
        assert rulebook_of(results) == "1-0123456789ab"
        assert sorted(path.name for path in (tmp_path / "benchmarks").iterdir()) == ["RESULTS.md", "plots"]
