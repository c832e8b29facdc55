"""Folders that are gone: said so, and forgotten when somebody says it; decisions wait for documents that come back."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from indexer.catalogue.store import Catalogue
from indexer.errors import WrongUsage


def missing_folders(catalogue: Catalogue) -> dict[str, int]:
    """The folders (or single files) that were indexed and are not there, each with how many documents it gave."""
    return {folder: documents for folder, documents in catalogue.folders().items() if not Path(folder).exists()}


def folder_is_gone(folder: str, documents: int) -> str:
    """What to say of a folder that is gone."""
    return (
        f"{folder} is gone, and {documents} documents of it are still found: bring it back, index the place it was "
        f"moved to, or say `policyscope forget {shlex.quote(folder)}`"
    )


def forget_folder(catalogue: Catalogue, folder: Path) -> tuple[int, int]:
    """Remove what a folder gave, whether it is there or not; gives how many documents, and how many decisions wait.

    Raises `WrongUsage` with the folders that are known where it is none of them.
    """
    known = catalogue.folders()
    called = (str(folder), os.path.abspath(folder), str(folder.resolve()))
    name = next((each for each in called if each in known), None)
    if name is None:
        raise WrongUsage(
            f"nothing was indexed from {folder}; name a folder as it was indexed",
            parameter="folder",
            allowed=tuple(known),
        )
    records = catalogue.files(name)
    documents = [record.document_id for record in records if record.document_id]
    decisions = sum(map(len, catalogue.decisions.in_force(documents).values()))
    catalogue.remove_files(records)
    return len(documents), decisions


def forget_emptied_folders(catalogue: Catalogue) -> None:
    """Remove what is known of folders that are gone and whose documents are all elsewhere now."""
    for folder, documents in missing_folders(catalogue).items():
        if not documents:
            catalogue.remove_files(catalogue.files(folder))
