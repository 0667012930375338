"""Made-up nights of postings for `warehouse_load.py`: Arrow files with the rows that the warehouse itself makes of what boards return.

Employers, titles and texts are invented; only their sizes are those of real boards (a description of a product-management posting
is about 5.9 kB of HTML, one posting in twenty is such a one). The same arguments give the same files.
"""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from extractors.board import Board
from extractors.posting import EmploymentType, JobPosting, Place, WorkMode
from extractors.reading import BoardRead
from warehouse.staging import blocks_table, postings_table, reads_table

POSTINGS_A_BOARD = 500
CANDIDATE_SHARE = 0.05
BLOCKS_A_DESCRIPTION = 44
WORDS_A_BLOCK = 16  # with them a candidate's description is about 5.9 kB with its tags
# Of what changes from one night to the next: boards lose about as many postings as they gain, and edit somewhat fewer.
NEW_SHARE = GONE_SHARE = 0.35
ROWS_A_BATCH = 10_000
FIRST_NIGHT = datetime(2026, 1, 5, 2, tzinfo=UTC)

SOURCES = ("ashby", "greenhouse", "lever", "recruitee", "smartrecruiters")
AREAS = (
    "Payments",
    "Search",
    "Onboarding",
    "Billing",
    "Data Platform",
    "Mobile",
    "Growth",
    "Identity",
    "Logistics",
    "Pricing",
    "Checkout",
    "Trust",
)
CANDIDATE_TITLES = (
    "Product Manager",
    "Senior Product Manager",
    "Group Product Manager",
    "Associate Product Manager",
    "Principal Product Manager",
)
OTHER_TITLES = (
    "Software Engineer",
    "Account Executive",
    "Staff Nurse",
    "Data Analyst",
    "Warehouse Operative",
    "Customer Success Manager",
    "Chef",
)
# As stated, and as read; what names no one place is not read.
PLACES: dict[str, Place | None] = {
    "Lisbon": Place(city="Lisbon", region="Lisbon", country="PT"),
    "Leeds": Place(city="Leeds", region="England", country="GB"),
    "Boston, MA": Place(city="Boston", region="Massachusetts", country="US"),
    "Pune": Place(city="Pune", region="Maharashtra", country="IN"),
    "Toronto, Canada": Place(city="Toronto", region="Ontario", country="CA"),
    "Remote - Europe": None,
    "Austin, TX": Place(city="Austin", region="Texas", country="US"),
    "Warsaw": Place(city="Warsaw", region="Masovia", country="PL"),
    "Singapore": Place(city="Singapore", country="SG"),
    "Denver, CO": Place(city="Denver", region="Colorado", country="US"),
}
EMPLOYMENT: dict[str, tuple[EmploymentType, ...]] = {"Full-time": ("FULL_TIME",), "Contract": ("CONTRACTOR",)}
DEPARTMENTS = ("Product", "Engineering", "Sales", "Operations", "Care", "Finance", None)
INDUSTRIES = ("Software", "Health", "Retail", "Finance", "Logistics", None)
MODES: tuple[WorkMode, ...] = ("remote", "hybrid", "onsite", "unknown")
SYLLABLES = ("ba", "co", "den", "fir", "gol", "hu", "ker", "lam", "mo", "nes", "pra", "qui", "rol", "sta", "tur", "ve", "win", "zel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One night's tables as Arrow IPC files, which are mapped, not read, so that nobody holds them in memory for a contestant."""

    at: datetime
    postings: Path
    blocks: Path  # of the descriptions
    reads: Path


def table_of(path: Path) -> pa.Table:
    """The table in an Arrow IPC file, mapped into memory."""
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def write_nights(folder: Path, rows: int, changed: float, seed: int = 7) -> tuple[Night, Night, Night]:
    """Writes three nights and returns them: a first one, one on which the share `changed` differs, one on which nothing more does."""
    first, second, third = (
        Night(
            at=FIRST_NIGHT + timedelta(days=day),
            postings=folder / f"postings{day}.arrow",
            blocks=folder / f"blocks{day}.arrow",
            reads=folder / f"reads{day}.arrow",
        )
        for day in range(3)
    )
    third = replace(third, postings=second.postings, blocks=second.blocks)
    with ExitStack() as stack:
        files: dict[Path, _Growing] = {}
        for name, table in _tables(rows, changed, seed, (first, second, third)):
            if name not in files:
                files[name] = stack.enter_context(_Growing(name, table.schema))
            files[name].add(table)
    return first, second, third


class _Growing:
    """An Arrow IPC file that small tables are added to, and that is written in batches of a useful size."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._writer = pa.ipc.new_file(path, schema)
        self._waiting: list[pa.Table] = []

    def __enter__(self) -> "_Growing":
        return self

    def __exit__(self, *_: object) -> None:
        self._write()
        self._writer.close()

    def add(self, table: pa.Table) -> None:
        self._waiting.append(table)
        if sum(part.num_rows for part in self._waiting) >= ROWS_A_BATCH:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting).combine_chunks())
            self._waiting = []


def _tables(rows: int, changed: float, seed: int, nights: tuple[Night, Night, Night]) -> Iterator[tuple[Path, pa.Table]]:
    """What is to be added to which file, board after board."""
    first, second, _ = nights
    for read, kept, fresh in _boards(rows, changed, seed):
        later = replace(read, postings=fresh)
        postings, blocks = _postings(read), _blocks(read)
        yield first.postings, postings
        yield second.postings, pa.concat_tables([postings.filter(pa.array(kept)), _postings(later)])
        yield first.blocks, blocks
        yield second.blocks, pa.concat_tables([blocks.filter(pa.array(kept)), _blocks(later)])
        for night in nights:
            yield night.reads, reads_table([replace(read, fetched_at=night.at, postings=())])


def _postings(read: BoardRead) -> pa.Table:
    return postings_table([read], _is_candidate)


def _blocks(read: BoardRead) -> pa.Table:
    return blocks_table([read], pa.array([posting.key for posting in read.postings], pa.string()))


def _boards(rows: int, changed: float, seed: int) -> Iterator[tuple[BoardRead, list[bool], tuple[JobPosting, ...]]]:
    """Each board as read on the first night, which of its postings stand as they were on the second, and what is edited or new then."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(3_000)]
    for number, start in enumerate(range(0, rows, POSTINGS_A_BOARD)):
        board = Board(
            source=SOURCES[number % len(SOURCES)],
            token=f"employer{number}",
            company=f"Employer {number}",
            industry=chance.choice(INDUSTRIES),
        )
        postings = tuple(_posting(board, start + place, chance, words) for place in range(min(POSTINGS_A_BOARD, rows - start)))
        read = BoardRead(board=board, state="read", fetched_at=FIRST_NIGHT, postings=postings, seconds=0.4, bytes_read=1_500_000)
        yield read, *_next_night(board, postings, changed, chance, words)


def _next_night(
    board: Board, postings: tuple[JobPosting, ...], changed: float, chance: random.Random, words: list[str]
) -> tuple[list[bool], tuple[JobPosting, ...]]:
    """Which postings stand as they were, and those that are edited or new."""
    kept, fresh = [], []
    for posting in postings:
        luck = chance.random() / changed if changed else 1.0
        kept.append(luck >= 1)
        if luck >= 1 or luck < GONE_SHARE:
            continue
        if luck < GONE_SHARE + NEW_SHARE:
            kept[-1] = True
            fresh.append(_posting(board, int(posting.identifier) + 1_000_000_000, chance, words))
        else:
            fresh.append(_edited(posting, chance, words))
    return kept, tuple(fresh)


def _edited(posting: JobPosting, chance: random.Random, words: list[str]) -> JobPosting:
    modified = FIRST_NIGHT + timedelta(hours=20)
    match chance.randrange(3):
        case 0:
            # Words of its own: what many postings of a board change alike would be the employer's template.
            text = f"{posting.description}<p>{' '.join(chance.choices(words, k=12))}</p>"
            return replace(posting, description=text, date_modified=modified)
        case 1:
            return replace(posting, title=f"{posting.title} II", date_modified=modified)
        case _:
            low = 1_000.0 + (posting.base_salary_min or 60_000.0)
            pay = {"base_salary_min": low, "base_salary_max": 1.4 * low, "salary_year_min": low, "salary_year_max": 1.4 * low}
            return replace(posting, **pay, date_modified=modified)


def _posting(board: Board, number: int, chance: random.Random, words: list[str]) -> JobPosting:
    candidate = chance.random() < CANDIDATE_SHARE
    area = chance.choice(AREAS)
    title = f"{chance.choice(CANDIDATE_TITLES if candidate else OTHER_TITLES)}, {area}"
    posted = FIRST_NIGHT - timedelta(minutes=chance.randrange(60 * 24 * 90))
    low = chance.randrange(40, 180) * 1_000.0 if chance.random() < 0.4 else None
    locations = tuple(chance.sample(tuple(PLACES), chance.choice((1, 1, 1, 2, 3))))
    employment = chance.choice(("Full-time", "Full-time", "Contract", None))
    page = f"https://jobs.{board.source}.example/{board.token}/{number:09d}"
    return JobPosting(
        source=board.source,
        board=board.token,
        identifier=f"{number:09d}",
        title=title,
        description=_html(chance, words, WORDS_A_BLOCK if candidate else 1),
        hiring_organization=board.company,
        industry=board.industry,
        department=chance.choice(DEPARTMENTS),
        job_location=locations,
        places=tuple(place for name in locations if (place := PLACES[name])),
        work_mode=chance.choice(MODES),
        employment_type=employment,
        employment_types=EMPLOYMENT.get(employment or "", ()),
        base_salary_min=low,
        base_salary_max=1.4 * low if low else None,
        salary_currency="USD" if low else None,
        salary_unit="YEAR" if low else None,
        salary_text=f"${low:,.0f} - ${1.4 * low:,.0f} a year" if low else None,
        salary_year_min=low,
        salary_year_max=1.4 * low if low else None,
        date_posted=posted,
        date_modified=posted + timedelta(days=1),
        in_language=chance.choice(("en", "en", None)),
        url=page,
        apply_url=f"{page}/apply",
    )


def _html(chance: random.Random, words: list[str], length: int) -> str:
    """A description of as many blocks as a real one has, each of `length` words.

    Of a posting that is no candidate the warehouse keeps no text, but its hash and the numbers of its blocks: short blocks do.
    """
    drawn = chance.choices(words, k=BLOCKS_A_DESCRIPTION * length)
    bullets = "".join(f"<li>{' '.join(drawn[start : start + length])}.</li>" for start in range(0, len(drawn), length))
    return f"<h2>{drawn[0]}</h2><ul>{bullets}</ul>"


def _is_candidate(title: str) -> bool:
    return "Product Manager" in title
