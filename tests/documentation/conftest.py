"""A folder with the sample corpus and its library, as it is after `policyscope index corpus`, anew for each page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import CORPUS
from tests.documentation.running import PATIENT, Reader, installed_command

REPORTS_OF_ONES_OWN = (
    "kenya-m-pesa-digital-payments.md",
    "jamaica-fiscal-reform.md",
    "norway-electric-vehicle-incentives.html",
)


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as it is kept: pages work in a copy that always lies in the same place, as libraries know folders."""
    base = tmp_path_factory.mktemp("documentation")
    work = base / "work"
    shutil.copytree(CORPUS, work / "corpus")
    ran = CliRunner().invoke(
        installed_command(),
        ["index", str(work / "corpus"), "--library", str(work / "policyscope-library")],
        env=PATIENT,
    )
    assert ran.exit_code == 0, ran.output
    shutil.move(work, base / "kept")
    (base / "home" / "reports").mkdir(parents=True)
    for name in REPORTS_OF_ONES_OWN:
        shutil.copy(CORPUS / "reports" / name, base / "home" / "reports")
    return base


@pytest.fixture
def reader(sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Somebody in the folder with the sample corpus and its library."""
    work = sample_folder / "work"
    shutil.copytree(sample_folder / "kept", work)
    monkeypatch.chdir(work)
    reader = Reader(work, sample_folder / "home")
    yield reader
    reader.close()
    monkeypatch.undo()
    shutil.rmtree(work)
