"""The single figures that documents may name: `<!-- figure:NAME -->0.85<!-- /figure -->`."""

from benchmarks.evaluation import Evaluation
from benchmarks.measures import Estimate
from benchmarks.report import BANDS, band, certainty, years
from classifiers import rulebook_version


def figures(measured: Evaluation) -> dict[str, str]:
    """Return every figure by its name, as text; `NAME_interval` beside each share."""
    told = measured.blind_gold != ""
    dictionary, *_, learnt = (baseline.level for baseline in measured.baselines)
    estimates: dict[str, Estimate] = {
        "accuracy": measured.accuracy(measured.seen.level),
        "macro_f1": measured.macro_f1(measured.seen.level),
        "world_accuracy": measured.world_accuracy(measured.seen.level),
        "surest_accuracy": measured.surest_accuracy(measured.seen),
        "dictionary_accuracy": measured.accuracy(dictionary),
        "dictionary_macro_f1": measured.macro_f1(dictionary),
        "dictionary_world_accuracy": measured.world_accuracy(dictionary),
        "learnt_accuracy": measured.accuracy(learnt),
        "learnt_macro_f1": measured.macro_f1(learnt),
        "blind_accuracy": measured.accuracy(measured.blind.level),
        "blind_macro_f1": measured.macro_f1(measured.blind.level),
        "blind_told_accuracy": measured.accuracy(measured.blind.level, told),
        "blind_level_accuracy": measured.accuracy(measured.blind.level, told, measured.blind_gold),
        "blind_world_accuracy": measured.world_accuracy(measured.blind.level),
        "blind_surest_accuracy": measured.surest_accuracy(measured.blind),
        "reader_accuracy": measured.accuracy(measured.blind_gold, told),
        "reader_macro_f1": measured.macro_f1(measured.blind_gold, told),
        "years_exact": years(measured)[0],
        **{
            f"{sure}_certainty_accuracy": measured.accuracy(measured.seen.level, certainty(measured, sure))
            for sure in ("high", "medium", "low")
        },
    }
    if measured.unseen is not None and measured.unseen_blind is not None:
        estimates |= {
            "unseen_accuracy": measured.accuracy(measured.unseen.level),
            "unseen_macro_f1": measured.macro_f1(measured.unseen.level),
            "unseen_surest_accuracy": measured.surest_accuracy(measured.unseen),
            "unseen_blind_accuracy": measured.accuracy(measured.unseen_blind.level),
            "unseen_blind_macro_f1": measured.macro_f1(measured.unseen_blind.level),
        }
    calibration = {"ece": measured.calibration_error(measured.seen), "blind_ece": measured.calibration_error(measured.blind)}
    found = {
        "rulebook": rulebook_version(),
        "labelled": str(len(measured.family_gold)),
        "product_management": str(len(measured.gold)),
        "companies": str(measured.companies),
        "blind_labelled": str(told.sum()),
        "mistakes": str((~measured.seen.right).sum()),
        "blind_mistakes": str((~measured.blind.right).sum()),
    }
    for name, figure in estimates.items():
        found |= {name: f"{figure.value:.2f}", f"{name}_interval": f"{figure.low:.2f}-{figure.high:.2f}"}
    for name, figure in calibration.items():
        found |= {name: f"{figure.value:.3f}", f"{name}_interval": f"{figure.low:.3f}-{figure.high:.3f}"}
    for low, high in BANDS:
        right = measured.seen.right[band(measured.seen, low, high)]
        # Of 100, as the documents say it: "right in 85 of 100 cases".
        found[f"right_of_100_at_{low * 100:.0f}"] = f"{100 * right.mean():.0f}" if len(right) else "none"
    return found
