"""Everything that a night leaves behind, unpacked, as text: to look for what must be nowhere in it."""

import gzip
import re
import sqlite3
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote_plus

import duckdb
import zstandard


def found_in(folders: list[Path], words: list[str]) -> dict[str, list[str]]:
    """Returns which of these words stand where, however they are written: file (and table) -> words."""
    found = {}
    for name, text in _texts(folders):
        told = _plain(text)
        if there := [word for word in words if word.lower() in told]:
            found[name] = there
    return found


def _plain(text: str) -> str:
    """Returns the text, and the text as addresses, HTML and JSON would be read, in lower case."""
    unescaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return "\n".join((text, unquote_plus(text), unescape(text), unescaped)).lower()


def _texts(folders: list[Path]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield from _texts_of(path)


def _texts_of(path: Path) -> Iterator[tuple[str, str]]:
    yield f"the name of {path}", str(path)
    content = path.read_bytes()
    yield str(path), content.decode("utf-8", "replace")
    if path.suffix == ".gz":
        yield f"{path}, unpacked", gzip.decompress(content).decode("utf-8", "replace")
    elif path.suffix == ".zst":
        with zstandard.ZstdDecompressor().stream_reader(content) as reader:
            yield f"{path}, unpacked", reader.read().decode("utf-8", "replace")
    elif path.suffix == ".duckdb":
        yield from _duckdb(path)
    elif path.suffix == ".parquet":
        yield f"{path}, unpacked", str(duckdb.sql(f"SELECT list(t::VARCHAR) FROM read_parquet('{path}') t").fetchall())
    elif content.startswith(b"SQLite format 3\0"):
        with sqlite3.connect(path) as connection:
            yield f"{path}, unpacked", "\n".join(connection.iterdump())


def _duckdb(path: Path) -> Iterator[tuple[str, str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        for schema, table in tables:
            rows = connection.execute(f'SELECT t::VARCHAR FROM "{schema}"."{table}" t').fetchall()
            yield f"{path}, {schema}.{table}", "\n".join(row for (row,) in rows)
