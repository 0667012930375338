"""What writes an expected.json writes what the golden tests then hold a module to."""

import json
import shutil
from pathlib import Path

import pytest

from tests.extractors.expected import main
from tests.extractors.golden import FIXTURES


def test_a_case_is_written_as_it_is_read_and_what_changed_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(FIXTURES / "arbeitnow" / "plain", tmp_path / "arbeitnow" / "plain")
    path = tmp_path / "arbeitnow" / "plain" / "expected.json"
    before = path.read_text(encoding="utf-8")
    main(["arbeitnow/plain"], tmp_path)
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(before)
    path.unlink()
    capsys.readouterr()
    main(["arbeitnow/plain"], tmp_path)
    assert '+   "title": "' in capsys.readouterr().out
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(before)


@pytest.mark.parametrize("name", ["arbeitnow/none", "nobody/plain", "arbeitnow/broken"])
def test_what_is_no_case_is_named(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "arbeitnow" / "broken"
    broken.mkdir(parents=True)
    (broken / "response.json").write_text("[", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main([name], tmp_path)
    assert ended.value.code == 2
    assert name in capsys.readouterr().err
    assert not (broken / "expected.json").exists()
