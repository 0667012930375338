"""What the levels are held against: a dictionary of title words, one level for all, and TF-IDF with logistic regression."""

import numpy as np

from benchmarks.measures import Names

# What a title's words alone say, looked up one by one; the first that stands in the title decides.
TITLE_WORDS = (
    ("director", "above"),
    ("head", "above"),
    ("vp", "above"),
    ("vice president", "above"),
    ("chief", "above"),
    ("group", "group"),
    ("principal", "principal"),
    ("associate", "apm"),
    ("junior", "apm"),
    ("intern", "apm"),
    ("senior", "senior"),
    ("sr", "senior"),
    ("staff", "senior"),
    ("lead", "senior"),
)


def title_word(title: str) -> str | None:
    """Return the level of the first of TITLE_WORDS that stands in the title, or None."""
    words = f" {''.join(letter if letter.isalnum() else ' ' for letter in title.lower())} "
    return next((level for word, level in TITLE_WORDS if f" {word} " in words), None)


def title_dictionary(title: str) -> str:
    """Return the level of the title's word, else mid."""
    return title_word(title) or "mid"


def learn_and_predict(documents: list[tuple[str, str]], answers: list[str], companies: list[str]) -> Names:
    """Return what TF-IDF with logistic regression says of each (title, text), learnt from those of other companies (five folds).

    Title and text have equal weight; where the text alone is to be read, the titles are empty.
    """
    # Imported here: it takes a second, and most of what is asked of this module needs none of it.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold
    from sklearn.pipeline import make_pipeline, make_union
    from threadpoolctl import threadpool_limits

    answer = np.asarray(answers)
    said = np.empty_like(answer)
    words = [TfidfVectorizer(preprocessor=_text, sublinear_tf=True, min_df=2)]
    if any(title for title, _ in documents):
        words.append(TfidfVectorizer(preprocessor=_title))
    with threadpool_limits(1):  # the same sums in the same order on every machine; and threads only wait for each other here
        for seen, unseen in GroupKFold(n_splits=5).split(documents, groups=companies):
            model = make_pipeline(make_union(*words), LogisticRegression(class_weight="balanced", max_iter=1_000))
            model.fit([documents[index] for index in seen], answer[seen])
            said[unseen] = model.predict([documents[index] for index in unseen])
    return said


def _title(document: tuple[str, str]) -> str:
    return document[0].lower()


def _text(document: tuple[str, str]) -> str:
    return document[1].lower()
