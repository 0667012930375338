"""Plays the answers that lie in folders: `python -m flows.play_folder FOLDER...` (a later folder's boards replace an earlier one's).

A platform of which a board is one answer is played from `<source>/<token>.json`; every other from a folder
`<source>/<token>/` with an `answers.json` that says which file stands at which address.
"""

import json
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from flows.playback import JSON, SOURCES, BoardKey, Playable, Playback, PlayedAnswer


def folder_pages(folder: Path) -> dict[str, PlayedAnswer]:
    """Returns the answers of all `folder/<source>/<token>/answers.json`, by their addresses.

    Such a file holds {"answers": [{"url": "https://...", "file": "list.json", "status": 200, "content_type": "..."}]}; the
    address of a POST has the JSON that is sent behind a `#`, with sorted keys and no blanks. Raises ValueError for another shape.
    """
    pages: dict[str, PlayedAnswer] = {}
    for path in sorted(folder.glob("*/*/answers.json")):
        try:
            for item in json.loads(path.read_text(encoding="utf-8"))["answers"]:
                body = (path.parent / item["file"]).read_bytes() if "file" in item else b""
                headers = {"Content-Type": item.get("content_type", JSON)}
                pages[item["url"]] = PlayedAnswer(status=item.get("status", 200), headers=headers, body=body)
        except (KeyError, TypeError, json.JSONDecodeError, FileNotFoundError) as error:
            raise ValueError(f"{path} does not say which file stands at which address: {error!r}") from None
    return pages


def folder_answers(folder: Path, *, required: bool = True) -> dict[BoardKey, Playable]:
    """Returns the answers that lie in `folder/<source>/<token>.json`; other folders and files in it are left alone.

    Raises FileNotFoundError when there is none and one is `required`.
    """
    answers: dict[BoardKey, Playable] = {
        (source, file.name.removesuffix(".json")): file for source in SOURCES for file in sorted((folder / source).glob("*.json"))
    }
    if not answers and required:
        raise FileNotFoundError(f"{folder}: nothing to play; expected files such as {folder / SOURCES[0] / 'TOKEN.json'}")
    return answers


def main(arguments: Sequence[str]) -> int:
    """Plays the named folders until it is interrupted. Returns an exit code: 0 played, 2 nothing to play."""
    if not arguments or arguments[0].startswith("-"):
        sys.stderr.write("usage: python -m flows.play_folder FOLDER...\n")
        return 2
    answers: dict[BoardKey, Playable] = {}
    pages: dict[str, Playable] = {}
    try:
        for folder in map(Path, arguments):
            found = folder_pages(folder)
            answers.update(folder_answers(folder, required=not found))
            pages.update(found)
    except (FileNotFoundError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    with Playback(answers, pages=pages) as playback:
        also = f" and {len(pages)} other addresses" if pages else ""
        sys.stdout.write(f"Playing {len(answers)} boards{also} at {playback.url} (Ctrl-C ends it):\n")
        sys.stdout.writelines(f"  {source}:{token}\n" for source, token in sorted(answers))
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
