"""Machine code is kept in a folder that its user alone may write, or nowhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numba")

from indexer.language.compiling import private_folder, usual_folder

ROOT = Path(__file__).parents[3]

LOOP = """
import numpy as np
from numba import types
from indexer.language.compiling import compiled, read_only

@compiled((read_only(types.int64),))
def total(numbers):
    sum = 0
    for number in numbers:
        sum += number
    return sum

print(total(np.arange(5)))
"""


def test_a_new_folder_is_the_users_alone(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "cache" / "policyscope")
    assert folder is not None
    assert {path.stat().st_mode & 0o777 for path in (folder, folder.parent)} == {0o700}


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o1777])
def test_a_folder_that_others_may_write_is_refused(tmp_path: Path, mode: int) -> None:
    tmp_path.joinpath("cache").mkdir()
    tmp_path.joinpath("cache").chmod(mode)
    assert private_folder(tmp_path / "cache") is None


@pytest.mark.parametrize(("mode", "kept"), [(0o777, False), (0o775, False), (0o1777, True), (0o755, True)])
def test_others_may_not_put_another_in_its_place(tmp_path: Path, mode: int, kept: bool) -> None:
    above = tmp_path / "above"
    above.joinpath("cache").mkdir(parents=True, mode=0o700)
    above.chmod(mode)
    assert (private_folder(above / "cache") is not None) == kept


def test_a_link_to_a_folder_of_others_is_refused(tmp_path: Path) -> None:
    tmp_path.joinpath("open").mkdir()
    tmp_path.joinpath("open").chmod(0o777)
    tmp_path.joinpath("cache").symlink_to(tmp_path / "open")
    assert private_folder(tmp_path / "cache") is None


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)
    assert private_folder(tmp_path / "cache") is None


def test_a_folder_that_cannot_be_made_is_none(tmp_path: Path) -> None:
    tmp_path.joinpath("file").write_text("")
    assert private_folder(tmp_path / "file" / "cache") is None


def test_the_usual_folder_is_below_the_caches_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert usual_folder() == tmp_path / ".cache/policyscope/compiled"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert usual_folder() == tmp_path / "caches/policyscope/compiled"


def _run(script: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    environment = {**kept, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, str(script)], env=environment, check=True, capture_output=True, text=True, cwd=script.parent
    )


@pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "NUMBA_CACHE_DIR"])
@pytest.mark.parametrize("mode", [0o700, 0o777])
def test_code_is_kept_there_or_not_at_all(tmp_path: Path, variable: str, mode: int) -> None:
    caches, scripts = tmp_path / "caches", tmp_path / "scripts"
    caches.mkdir()
    caches.chmod(mode)
    scripts.mkdir()
    scripts.joinpath("loop.py").write_text(LOOP)
    done = _run(scripts / "loop.py", **{variable: str(caches), "HOME": str(tmp_path / "nobody")})
    assert done.stdout == "10\n"
    kept = [path for path in caches.rglob("*.nb?") if path.is_file()]
    assert bool(kept) == (mode == 0o700)
    assert ("compiled loops are not kept" in done.stderr) == (mode != 0o700)
    assert not list(scripts.rglob("*.nb?"))
    assert not list(tmp_path.glob("nobody/**/*.nb?"))
