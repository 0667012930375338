"""The Explore Roles page with many made-up roles in chromium: time to the first role, to all of them, and how long a filter takes.

    python benchmarks/explore_page.py [--roles 50000] [--runs 5] [--slower 4]

Absolute figures drift on shared machines. Beside them stands a plain page over the same roles in the same run, which reads them in one file
and puts a row for each into the document: the ratio is what to look at. Everything comes from this machine, so nothing waits for a network;
`--slower` makes the processor that many times slower, as on a phone.
"""

import argparse
import gzip
import json
import shutil
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.feed_page.made_up import made_up_roles, write_site
from tests.feed_page.serving import serve

ROWS = ("title", "company", "industry", "level", "verdict", "places", "work_mode", "first_seen")  # all that the plain page reads of a role
PLAIN_PAGE = """<!doctype html><title>Plain</title><input type="search"><p></p><ul></ul><script type="module">
const roles = await (await fetch("plain.json")).json();
const list = document.querySelector("ul");
function show(found) {
  list.replaceChildren(...found.map((role) => {
    const row = document.createElement("li");
    row.className = "entry";
    row.textContent = `${role.title}, ${role.company}, ${role.places.join("; ")}, ${role.verdict}, ${role.first_seen}`;
    return row;
  }));
}
const texts = (role) => `${role.title} ${role.company} ${role.places.join(" ")}`.toLowerCase();
window.level = (name) => show(roles.filter((role) => role.level === name));
window.search = (words) => show(roles.filter((role) => words.every((word) => texts(role).includes(word))));
window.all = () => show(roles);
show(roles);
document.body.dataset.read = "all";
</script>"""

# When the first role is on the screen, in both pages: the frame after the one in which it is there.
SEEN = """(() => {
  const seen = () => performance.mark("seen");
  const look = () => requestAnimationFrame(document.querySelector(".entry") ? seen : look);
  requestAnimationFrame(look);
})()"""
# From the change to the frame that shows it.
SHOWN = """(change) => new Promise((resolve) => {
  const began = performance.now();
  change();
  const channel = new MessageChannel();
  channel.port1.onmessage = () => resolve(performance.now() - began);
  requestAnimationFrame(() => channel.port2.postMessage(0));
})"""
OURS = {
    "a level": "() => document.querySelector('.facet input').click()",
    "a search of two words": "() => { const box = document.forms[0].q; box.value = 'pay stock'; box.dispatchEvent(new Event('input')); }",
    "all again": "() => document.querySelector('.clear').click()",
}
PLAIN = {"a level": "() => level('apm')", "a search of two words": "() => search(['pay', 'stock'])", "all again": "() => all()"}
FINDS = """() => performance.getEntriesByName('find').map((one) => one.duration)"""


def measured(page: Page, address: str, changes: dict[str, str]) -> dict[str, float]:
    """Returns milliseconds of one visit, by what they are of."""
    page.goto(address)
    page.wait_for_selector("[data-read=all]", timeout=120_000)
    page.wait_for_timeout(500)  # it rests
    took = {"to the first role on the screen": float(page.evaluate("performance.getEntriesByName('seen')[0].startTime"))}
    if changes is OURS:
        took["to all roles read"] = float(page.evaluate("performance.getEntriesByName('all roles')[0].startTime"))
    for name, change in changes.items():
        took[f"{name}, shown"] = float(page.evaluate(f"({SHOWN})({change})"))
    if changes is OURS:
        finds = page.evaluate(FINDS)[-len(changes) :]
        took |= {f"{name}, found": float(find) for name, find in zip(changes, finds, strict=True)}
    return took


def medians(browser: Browser, address: str, changes: dict[str, str], runs: int, slower: float) -> dict[str, float]:
    """Returns the medians of several visits, each with an empty cache."""
    visits = []
    for _ in range(runs):
        context = browser.new_context()
        page = context.new_page()
        page.add_init_script(SEEN)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        visits.append(measured(page, address, changes))
        context.close()
    return {name: median(visit[name] for visit in visits) for name in visits[0]}


def first_view(browser: Browser, base: str, root: Path) -> tuple[int, int, int]:
    """Returns files, bytes and bytes when compressed (gzip) of what the page asks for until it shows the first roles."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("response", lambda answer: asked.append(answer.url.removeprefix(base).split("?")[0] or "index.html"))
    page.goto(base)
    page.wait_for_selector("main[data-read=first], main[data-read=all]")
    page.close()
    files = [root / path for path in dict.fromkeys(asked) if "/index/" not in path or "/index/0." in path]
    contents = [file.read_bytes() for file in files]
    return len(contents), sum(map(len, contents)), sum(len(gzip.compress(content)) for content in contents)


def main() -> int:
    parser = argparse.ArgumentParser(description="Time to first role and filter latency of the Explore Roles page.")
    parser.add_argument("--roles", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slower", type=float, default=1.0, help="how many times slower the processor is made")
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        print("no chromium on this machine: nothing measured", file=sys.stderr)
        return 2
    roles: list[dict[str, Any]] = made_up_roles(options.roles)
    with TemporaryDirectory() as folder, sync_playwright() as playing:
        root = write_site(Path(folder), roles, pages=1)
        (root / "plain.json").write_text(json.dumps([{name: role[name] for name in ROWS} for role in roles]))
        (root / "plain.html").write_text(PLAIN_PAGE)
        browser = playing.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with serve(root) as base:
            files, plain, compressed = first_view(browser, base, root)
            ours = medians(browser, base, OURS, options.runs, options.slower)
            naive = medians(browser, f"{base}plain.html", PLAIN, options.runs, options.slower)
        browser.close()
        index = sum(file.stat().st_size for file in root.glob("feed/v2/index/*"))
    print(f"{options.roles:,} roles, medians of {options.runs} visits with an empty cache, processor {options.slower:g} times slower\n")
    print(f"first view: {files} files, {plain / 1e3:,.0f} kB, {compressed / 1e3:,.0f} kB compressed; whole index {index / 1e6:,.1f} MB\n")
    print("| milliseconds | page | plain page | times faster |\n| --- | --- | --- | --- |")
    for name, took in ours.items():
        beside = (f"{naive[name]:,.0f}", f"{naive[name] / took:,.1f}") if name in naive else ("", "")
        print(f"| {name} | {took:,.1f} | {beside[0]} | {beside[1]} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
