from hypothesis import given
from hypothesis import strategies as st

from warehouse.canonical import blocks
from warehouse.rewordings import Reworded, kinds

PERKS = "<p>Unlimited snacks</p>"


def reworded(number: int, before: str | None, now: str, *, title: str | None = None, board: str = "greenhouse:orchard") -> Reworded:
    return Reworded(
        posting_key=f"{board}:{number}",
        board_key=board,
        title=title or f"Opening {number}",
        before=None if before is None else blocks(before),
        now=blocks(now),
    )


def told(*postings: Reworded) -> list[str]:
    said = kinds(postings)
    assert kinds(reversed(postings)) == said
    return [said[posting.posting_key] for posting in postings]


def test_a_block_that_went_everywhere_is_the_templates() -> None:
    moved = [reworded(number, f"<p>Do {number}</p>{PERKS}", f"<p>Do {number}</p>") for number in range(3)]
    news = reworded(3, f"<p>Do 3</p>{PERKS}", "<p>Do 3 and more</p>")
    assert told(*moved, news) == ["template", "template", "template", "news"]


def test_two_postings_edited_alike_are_news() -> None:
    assert told(*(reworded(number, "<p>Do this</p>", "<p>Do that</p>") for number in range(2))) == ["news", "news"]


def test_copies_of_one_opening_share_a_title_and_are_news() -> None:
    assert told(*(reworded(number, "<p>Do this</p>", "<p>Do that</p>", title="Pruner") for number in range(5))) == ["news"] * 5


def test_another_board_is_no_witness() -> None:
    postings = [reworded(number, f"<p>Do {number}</p>{PERKS}", f"<p>Do {number}</p>", board=f"lever:{number}") for number in range(4)]
    assert told(*postings) == ["news"] * 4


def test_bullets_tags_and_marks_are_layout() -> None:
    assert told(reworded(1, "<p>- Prune &amp; plant.</p>", "<ul><li>• prune & plant</li></ul>")) == ["layout"]


def test_what_was_not_kept_is_news() -> None:
    assert told(reworded(1, None, "<p>Do this</p>")) == ["news"]


@given(st.lists(st.tuples(st.text("ab <>\n", max_size=30), st.text("ab <>\n", max_size=30)), max_size=6))
def test_every_posting_is_told_once_and_only_sameness_is_layout(texts: list[tuple[str, str]]) -> None:
    postings = [reworded(number, before, now) for number, (before, now) in enumerate(texts)]
    said = kinds(postings)
    assert set(said) == {posting.posting_key for posting in postings}
    for posting in postings:
        assert (said[posting.posting_key] == "layout") == (posting.before == posting.now)
