"""The watch tells of what opened: once, to each who wants it, and without a word about their addresses."""

import fcntl
import json
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import Result

from flows.nightly import nightly
from flows.notice import Notice, tamed
from flows.notify_targets import Target, deliver
from flows.playback import Playback
from tests.flows.nights import FIRST, SECOND, Town, explore_roles, greenhouse
from tests.flows.telling import FIRST_NIGHT, Orchard, associate, mail_server, webhook

FOUND = associate("3", "Associate Product Manager, Bees", "You rotate through the hives of others")
ONE, TWO = associate("1"), associate("2", "Associate Product Manager, Hives", "You keep bees")
EDITED = associate("1", "Associate Product Manager, Ciders and more", "You rotate through four orchards")
SECRET = "s3cr3t-t0ken"
HOSTILE = (
    "evil\r\nBcc: all@corp.example\r\n\r\n<script>alert(1)</script> <!channel> @here @everyone",
    "evil [free](https://bad.example) ![x](https://bad.example/x.png) *b* `c` {{token}} ~d~ _e_",
    "evil \x1b[31m\u202e &lt;b&gt; &lt;!channel&gt; !here|now> <@U012AB3CD> www.bad.example \\<!here\\>",
)
TRAPS = "You rotate &lt;img src=x onerror=alert(1)&gt; through &lt;!here&gt; and @channel"


@pytest.fixture(scope="session")
def nights(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Data folders as some nights of one board left them: publishing takes longest, so it is done once for all tests.

    A programme was there when the board was first read. ONE opens on the first night after, is edited on the second, on which TWO opens,
    closes, and is back on the fortieth; on the sixtieth programmes with hostile titles open, and many plain ones.
    """
    made = Orchard(data=tmp_path_factory.mktemp("nights") / "data")
    hostile = (associate(f"{number}", f"Associate Product Manager {title}", TRAPS) for number, title in enumerate(HOSTILE, 100))
    plain = (associate(f"{number}", f"Associate Product Manager, Plot {number}") for number in range(10, 32))
    there = {0: (FOUND,), 1: (FOUND, ONE), 2: (FOUND, EDITED, TWO), 3: (FOUND, TWO), 4: (FOUND, TWO), 40: (FOUND, ONE, TWO)}
    kept: dict[int, Path] = {}
    for number, postings in (there | {60: (FOUND, ONE, TWO, *hostile, *plain)}).items():
        made.night(number, *postings, published=number in (1, 2, 40, 60))
        kept[number] = copied(made, tmp_path_factory.mktemp(f"night{number}")).data
    return kept


def copied(orchard: Orchard, folder: Path) -> Orchard:
    shutil.copytree(orchard.data, folder / "data", ignore=shutil.ignore_patterns("site", ".site-*"))
    return Orchard(data=folder / "data")


@pytest.fixture
def orchard(nights: dict[int, Path], tmp_path: Path) -> Orchard:
    """The night on which ONE opened."""
    return copied(Orchard(data=nights[1]), tmp_path)


@pytest.fixture
def crowded(nights: dict[int, Path], tmp_path: Path) -> Orchard:
    """The night on which very many opened."""
    return copied(Orchard(data=nights[60]), tmp_path)


def becomes(orchard: Orchard, published: Path) -> None:
    """Another night is published in the data folder."""
    fresh = orchard.data / "fresh.duckdb"
    shutil.copy(published / "published" / "roles.duckdb", fresh)
    fresh.replace(orchard.data / "published" / "roles.duckdb")


def tell(orchard: Orchard, *targets: str, options: tuple[str, ...] = (), seconds: float = 20) -> Result:
    env = {"EXPLORE_ROLES_NOTIFY": "\n".join(targets), "EXPLORE_ROLES_NOTIFY_SECONDS": str(seconds)}
    return explore_roles("watch", "--data", orchard.data, *options, env=env)


def to(port: int, path: str = "") -> str:
    return f"json://user:{SECRET}@127.0.0.1:{port}/{SECRET}{path}"


def mail_to(port: int, *options: str) -> str:
    return f"mailto://127.0.0.1:{port}?from=watch@roles.example&to=reader@roles.example&{'&'.join(options)}"


@contextmanager
def nobody_there() -> Iterator[int]:
    """A port that takes no connections."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    text: str = body.get_content()
    return text


def test_what_opened_is_told_once(orchard: Orchard, nights: dict[int, Path]) -> None:
    with webhook() as hook:
        first = tell(orchard, to(hook.port))
        again = tell(orchard, to(hook.port))
        assert (first.exit_code, again.exit_code) == (0, 0), first.stderr
        assert len(hook.bodies) == 1, "what was there when its board was first read has not opened"
        assert "nothing new" in again.stdout
        becomes(orchard, nights[2])
        assert tell(orchard, to(hook.port)).exit_code == 0
    assert [body["title"] for body in hook.bodies] == [
        "APM watch: Associate Product Manager – Orchard",
        f"APM watch: {tamed('Associate Product Manager, Hives')} – Orchard",
    ], "an edit is no news"
    message = hook.bodies[0]["message"]
    assert "Leeds; York" in message
    assert "Why: “You rotate through three orchards”" in message
    assert "A programme: apply early" in message
    assert "Opened on 3 November 2026" in message
    assert re.search(r"^  http://127\.0\.0\.1:8000/roles/r[0-9a-f]{16}\.html$", message, re.M)
    assert "apply early" not in hook.bodies[1]["message"]


def test_a_new_target_hears_of_the_last_days_and_not_of_all_that_is_open(orchard: Orchard, nights: dict[int, Path]) -> None:
    becomes(orchard, nights[40])
    with webhook() as hook:
        tell(orchard, to(hook.port))
        assert [body["title"] for body in hook.bodies] == ["APM watch: Associate Product Manager – Orchard"], "the one that is back"
    becomes(orchard, nights[2])
    with webhook() as hook:
        tell(orchard, to(hook.port, "/new"))
        assert [body["title"] for body in hook.bodies] == ["APM watch: 2 associate roles or programmes have opened"]


def test_what_is_back_has_opened_again(orchard: Orchard, nights: dict[int, Path]) -> None:
    with webhook() as hook:
        tell(orchard, to(hook.port))
        for night in (2, 40):
            becomes(orchard, nights[night])
            tell(orchard, to(hook.port))
    assert len(hook.bodies) == 3
    assert "Open again since 12 December 2026" in hook.bodies[2]["message"]
    assert "Season: Orchard opened such roles in November 2026" in hook.bodies[2]["message"]


def test_who_was_told_is_not_told_again_because_another_could_not_be(orchard: Orchard, nights: dict[int, Path]) -> None:
    with webhook() as good, webhook(status=503) as bad:
        came = tell(orchard, to(good.port), to(bad.port))
        assert came.exit_code == 4
        assert "the watch did not tell target 2 (json): it answered 503; it is tried again the next time" in " ".join(came.stderr.split())
        becomes(orchard, nights[2])
        assert tell(orchard, to(good.port), to(bad.port)).exit_code == 4
        bad.status = 200
        becomes(orchard, nights[40])
        assert tell(orchard, to(good.port), to(bad.port)).exit_code == 0
        assert [body["title"].split(": ")[1] for body in bad.bodies] == ["2 associate roles or programmes have opened"]
        assert len(good.bodies) == 3, "one message for each opening"


@pytest.mark.parametrize("in_a_file", [False, True])
def test_a_target_is_the_same_in_every_process(in_a_file: bool, tmp_path: Path) -> None:
    def keys(hashes: str) -> str:
        target = mail_to(9, "cc=a@roles.example,b@roles.example,c@roles.example,d@roles.example")
        config = tmp_path / "apprise.conf"
        config.write_text(target, encoding="utf-8")
        code = "import sys; from flows.notify_targets import targets_of; print(*(one.address for one in targets_of(*sys.argv[1:])))"
        command = (sys.executable, "-W", "ignore", "-c", code, str(config) if in_a_file else target, "http://127.0.0.1/")
        return subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": hashes}, capture_output=True, text=True, check=True).stdout

    assert keys("1") == keys("2") != ""


def test_a_watch_waits_for_another_one(orchard: Orchard) -> None:
    with (orchard.data / ".watch.lock").open("a") as lock, webhook() as hook:
        fcntl.flock(lock, fcntl.LOCK_EX)
        threading.Timer(0.3, fcntl.flock, (lock, fcntl.LOCK_UN)).start()
        assert (tell(orchard, to(hook.port)).exit_code, len(hook.bodies)) == (0, 1)


def test_a_service_that_is_down_is_told_when_it_is_back(orchard: Orchard) -> None:
    with nobody_there() as port:
        down = tell(orchard, to(port))
    assert (down.exit_code, "it takes no connections" in down.stderr) == (4, True)
    with webhook(port) as hook:
        assert tell(orchard, to(port)).exit_code == 0
        assert len(hook.bodies) == 1


def test_a_slow_service_holds_nobody_up(orchard: Orchard) -> None:
    with webhook(delay=1.5) as slow, webhook() as quick:
        came = tell(orchard, to(slow.port), to(quick.port), seconds=0.5)
        assert (came.exit_code, len(quick.bodies)) == (4, 1)
        assert "target 1 (json): it did not answer within 0.5 seconds" in came.stderr
    with webhook(delay=1.5) as slow:
        came = tell(orchard, to(slow.port, "?rto=0.3"))
        assert "target 1 (json): it did not answer in time" in came.stderr


def test_a_mail_arrives(orchard: Orchard, nights: dict[int, Path]) -> None:
    becomes(orchard, nights[2])
    with mail_server() as box:
        assert tell(orchard, mail_to(box.port)).exit_code == 0
    (mail,) = box.mails
    assert mail["Subject"] == "APM watch: 2 associate roles or programmes have opened"
    assert mail["To"] == "reader@roles.example"
    for kind in ("plain", "html"):
        text = part(mail, kind)
        assert text.index("Associate Product Manager") < text.index(tamed("Associate Product Manager, Hives")), "programmes first"
        assert "http://127.0.0.1:8000/roles/r" in text
    assert part(mail, "html").count('<a href="http://127.0.0.1:8000/roles/r') == 2


def test_a_mail_server_that_refuses_is_tried_again(orchard: Orchard) -> None:
    with mail_server(refusal="550 no mail for you, s3cr3t") as box:
        came = tell(orchard, mail_to(box.port))
        assert (came.exit_code, "target 1 (mailto): it answered 550" in came.stderr) == (4, True)
        assert "s3cr3t" not in came.stderr
        box.refusal = None
        assert tell(orchard, mail_to(box.port)).exit_code == 0
        assert len(box.mails) == 1


def test_a_hostile_title_is_harmless_everywhere(crowded: Orchard, monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise.plugins.slack import NotifySlack

    with mail_server() as box, webhook() as hook, webhook() as slack:
        monkeypatch.setattr(NotifySlack, "webhook_url", f"http://127.0.0.1:{slack.port}/services")
        targets = (
            mail_to(box.port),
            to(hook.port),
            to(hook.port, "?format=markdown"),
            to(hook.port, "?format=html"),
            "slack://T1AAAAAAA/B1AAAAAAA/abcdefghijklmnopqrstuvwx",
        )
        came = tell(crowded, *targets)
        assert came.exit_code == 0, came.stderr
    (mail,) = box.mails
    assert "\n" not in mail["Subject"]
    assert set(mail.keys()) == {"Content-Type", "MIME-Version", "X-Application", "Subject", "From", "To", "Message-ID", "Date"}
    said = [part(mail, "plain"), part(mail, "html"), hook.said, slack.said, came.stdout, str(mail["Subject"])]
    assert len(hook.bodies) == 3
    assert len(slack.bodies) == 1
    for text in said:
        assert "Product Manager" in text or "roles or programmes" in text
        for trap in (
            "<script",
            "<img",
            "<!",
            "&lt;!",
            "@here",
            "@everyone",
            "@channel",
            "](https://bad",
            "(https://bad",
            "https://bad",
            "bad.example",
            "{{",
            "*b*",
            "`c`",
            "\x1b",
            "\u202e",
            "!here",
        ):
            assert trap not in text, (trap, text)
    shown = slack.bodies[0]["attachments"][0]["text"]
    links = re.findall(r"<([^>|]+)[|>]", shown)
    assert links
    assert all(link.startswith("http://127.0.0.1:8000/") for link in links), shown


def test_many_openings_make_one_message(crowded: Orchard) -> None:
    with webhook() as hook:
        assert tell(crowded, to(hook.port)).exit_code == 0
    (body,) = hook.bodies
    assert body["title"] == "APM watch: 25 associate roles or programmes have opened"
    assert body["message"].count("/roles/r") == 20
    assert "5 more: http://127.0.0.1:8000/?level=apm" in body["message"]


def test_no_address_is_ever_shown_or_kept(
    orchard: Orchard, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "apprise.conf"
    with webhook() as hook, webhook(status=500) as broken, nobody_there() as port, mail_server(refusal="535 wrong password") as box:
        config.write_text(f"{to(hook.port, '/of-the-file')}\nnonsense://{SECRET}\n", encoding="utf-8")
        targets = (
            *(to(hook.port), to(broken.port), to(port), mail_to(box.port, f"pass={SECRET}", f"name={SECRET}")),
            *(f"slack://{SECRET}/{SECRET}", f"unheard://{SECRET}", f"json://127.0.0.1:{SECRET}/", f"/{SECRET}", f"prefect-block:{SECRET}!"),
            *(f"discord://{SECRET}", f"mailto://me:{SECRET}@", str(config)),
        )
        with caplog.at_level(logging.DEBUG):
            for name in ("apprise", "urllib3", "httpx", "smtplib"):
                caplog.set_level(logging.DEBUG, name)
            came = tell(orchard, *targets, options=("--json",))
            dry = tell(orchard, *targets, options=("--dry-run",))
            night = explore_roles("relevel", "--data", orchard.data, env={"EXPLORE_ROLES_NOTIFY": " ".join(targets)})
    assert came.exit_code == 2, "an entry has to be corrected"
    for kind in ("target 5 (slack)", "target 6 (unheard)", "target 7 (json)", "target 8", "target 9 (prefect-block)", "target 12 (a file)"):
        assert f"did not tell {kind}: " in came.stderr, kind
    assert [one["problem"] for one in json.loads(came.stdout)["targets"][:2]] == [None, "it answered 500"]
    seen = capfd.readouterr()
    everything = (
        came.stdout,
        came.stderr,
        dry.stdout,
        dry.stderr,
        night.stdout,
        night.stderr,
        seen.out,
        seen.err,
        orchard.state,
        # The mail server of the test says all that it is told.
        *(record.getMessage() for record in caplog.records if record.name != "mail.log"),
    )
    for text in everything:
        assert SECRET not in text
    assert len(hook.bodies) == 2, "one for the address, one for the file's"
    assert "reader@roles.example" not in orchard.state


def test_a_night_tells_and_is_not_held_up_by_who_cannot_be_told(tmp_path: Path) -> None:
    from prefect.blocks.notifications import CustomWebhookNotificationBlock

    quiet = Orchard(data=tmp_path / "data")
    quiet.night(0, published=False)
    rotates = "<p>You rotate through three teams in twelve months, and learn more than you ship.</p>"
    with Playback({}) as playback, webhook() as hook, webhook(status=500) as broken, pytest.MonkeyPatch.context() as patch:
        block = CustomWebhookNotificationBlock(name="night", url=f"http://127.0.0.1:{hook.port}/block", json_data={"title": "{{subject}}"})
        block.save("watch-night", overwrite=True)  # type: ignore[unused-coroutine]
        patch.setenv("EXPLORE_ROLES_NOTIFY", f"{to(hook.port)} {to(broken.port)} prefect-block:custom-webhook/watch-night")
        town = Town(folder=quiet.data.parent, playback=playback)
        town.play({"orchard": greenhouse((1, "Associate Product Manager", rotates))})
        came = town.night(FIRST, "orchard", options=("--json",))
        assert came.exit_code == 0, came.stderr
        more = (2, "Associate Product Manager, Hives", rotates.replace("teams", "hives"))
        town.play({"orchard": greenhouse((1, "Associate Product Manager", rotates), more)})
        # As the sample does: its employers are made up, so nobody is told of them.
        played = nightly(data=town.data, boards=town.boards("orchard"), night=date.fromisoformat(SECOND), play_at=playback.url)
        assert (played.state, played.notified) == ("good", None)
    assert [body["title"] for body in hook.bodies] == ["APM watch: Associate Product Manager – Orchard"] * 2
    told = json.loads(came.stdout)
    assert told["state"] == "good"
    assert told["watch"] == {
        "summary": "told 2 of 3 targets of 1 opening",
        "problems": ["the watch did not tell target 2 (json): it answered 500; it is tried again the next time"],
    }
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["nightly"])), limit=200)
    report = str(max((one for one in found if f"Night of {FIRST}" in str(one.data)), key=lambda artifact: artifact.created).data)
    assert "did not tell target 2" in report
    assert SECRET not in report


def test_a_block_of_prefects_is_told(orchard: Orchard) -> None:
    from prefect.blocks.notifications import CustomWebhookNotificationBlock
    from prefect.blocks.system import Secret

    with webhook() as hook:
        block = CustomWebhookNotificationBlock(
            name="jobs",
            url=f"http://127.0.0.1:{hook.port}/{{{{token}}}}",
            json_data={"text": "{{subject}}\n{{body}}"},
            secrets={"token": SECRET},
        )
        block.save("watch-jobs", overwrite=True)  # type: ignore[unused-coroutine]
        Secret(value=SECRET).save("watch-secret", overwrite=True)  # type: ignore[unused-coroutine]
        targets = ("prefect-block:custom-webhook/watch-jobs", "prefect-block:custom-webhook/nobody", "prefect-block:secret/watch-secret")
        came = tell(orchard, *targets)
    assert came.exit_code == 4
    assert "target 1 (prefect-block, custom-webhook): told of 1 opening" in came.stdout
    assert "target 2 (prefect-block, custom-webhook): Prefect has no block of that name" in came.stderr
    assert "target 3 (prefect-block, secret): the block is none that notifies" in came.stderr
    assert (hook.paths, SECRET in came.stdout + came.stderr + orchard.state) == ([f"/{SECRET}"], False)
    assert hook.bodies[0]["text"].startswith("APM watch: Associate Product Manager – Orchard\nAn associate role")


def test_blocks_are_loaded_by_turns(orchard: Orchard, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the same time, each would start a Prefect server where none runs, and one of them would stay for ever."""
    from prefect.blocks.core import Block

    at_work, most = [], []

    def load(slug: str) -> None:
        at_work.append(slug)
        time.sleep(0.1)
        most.append(len(at_work))
        at_work.remove(slug)

    monkeypatch.setattr(Block, "load", load)
    tell(orchard, "prefect-block:slack-webhook/one", "prefect-block:slack-webhook/two")
    assert most == [1, 1]


def test_what_prefects_client_logs_is_no_reason(caplog: pytest.LogCaptureFixture) -> None:
    def send(_: Notice) -> bool:
        logging.getLogger("httpcore.connection").debug("connect_tcp.started host='127.0.0.1' timeout=5")
        return False

    caplog.set_level(logging.DEBUG, "httpcore")
    target = Target(label="target 1", address="", longest=100, send=send)
    assert deliver(target, Notice(subject="", text="", html="")) == "it did not take the message"
    assert caplog.messages == []


def test_a_dry_run_tells_nobody_and_keeps_nothing(orchard: Orchard) -> None:
    with webhook() as hook:
        dry = tell(orchard, to(hook.port), options=("--dry-run",))
        as_json = tell(orchard, to(hook.port), options=("--dry-run", "--json"))
        assert (dry.exit_code, hook.bodies) == (0, [])
    assert "target 1 (json): would be told of 1 opening" in dry.stdout
    assert "Why: “You rotate through three orchards”" in dry.stdout
    told = json.loads(as_json.stdout)
    assert told["night"] == f"{FIRST_NIGHT + timedelta(days=1)}"
    assert [(one["title"], one["opening"], one["programme"]) for one in told["openings"]] == [("Associate Product Manager", "opened", True)]
    assert not (orchard.data / "watch.json").exists()


def test_a_trial_message_is_sent_to_all(orchard: Orchard) -> None:
    with webhook() as hook, nobody_there() as port:
        came = tell(orchard, to(hook.port), to(port), options=("--trial",))
    assert (came.exit_code, hook.bodies[0]["title"]) == (4, "APM watch: a trial message")
    assert "target 1 (json): sent" in came.stdout
    assert "target 2 (json): not sent" in came.stdout


@pytest.mark.parametrize(
    ("before", "code", "says"),
    [
        ("", 2, "EXPLORE_ROLES_NOTIFY is not set"),
        ("json://127.0.0.1:9", 2, "Nothing is published"),
        ("damaged", 5, "watch.json is damaged"),
        ("busy", 5, "Another watch is still telling"),
    ],
)
def test_what_stands_in_the_way_is_said(orchard: Orchard, tmp_path: Path, before: str, code: int, says: str) -> None:
    with (orchard.data / ".watch.lock").open("a") as lock:
        target = before
        if before == "damaged":
            (orchard.data / "watch.json").write_text('{"version": 1, "targets": {', encoding="utf-8")
        elif before == "busy":
            fcntl.flock(lock, fcntl.LOCK_EX)
        elif before:
            orchard = Orchard(data=tmp_path / "empty")
        came = tell(orchard, target if "://" in target or not target else "json://127.0.0.1:9", seconds=0.3)
    assert (came.exit_code, says in " ".join(came.stderr.split())) == (code, True), came.stderr
