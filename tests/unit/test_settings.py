"""Settings: defaults < the library's file < environment < flags, and every mistake is named with its place."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from indexer.errors import WrongSettings
from indexer.settings import FILE_NAME, Settings, load


def library_with(folder: Path, text: str) -> Path:
    (folder / FILE_NAME).write_text(text, "utf-8")
    return folder


def test_without_anything_given_the_defaults_hold() -> None:
    assert load({}, {}) == Settings()
    assert Settings().library == Path("policyscope-library")
    assert (Settings().host, Settings().port) == ("127.0.0.1", 8000)


def test_flags_go_before_environment_and_environment_before_the_file(tmp_path: Path) -> None:
    library_with(tmp_path, 'port = 1001\nhost = "::1"\nmax_query_terms = 7\nsearch_seconds = 1\n')
    environment = {"POLICYSCOPE_LIBRARY": str(tmp_path), "POLICYSCOPE_PORT": "1002", "POLICYSCOPE_MAX_QUERY_TERMS": "8"}
    loaded = load({"port": 1003, "host": None, "library": None}, environment)
    assert loaded == replace(Settings(), library=tmp_path, port=1003, host="::1", max_query_terms=8, search_seconds=1.0)
    assert isinstance(loaded.search_seconds, float)


def test_the_library_flag_says_which_file_is_read(tmp_path: Path) -> None:
    library_with(tmp_path, "port = 1001")
    assert load({"library": tmp_path}, {"POLICYSCOPE_LIBRARY": "elsewhere"}).port == 1001
    assert load({"library": tmp_path}, {"POLICYSCOPE_LIBRARY": "elsewhere"}).library == tmp_path
    assert load({}, {"POLICYSCOPE_LIBRARY": "elsewhere"}).library == Path("elsewhere")


def test_an_empty_variable_counts_as_not_given() -> None:
    assert load({}, {"POLICYSCOPE_LIBRARY": "", "POLICYSCOPE_PORT": ""}) == Settings()


def test_other_programs_variables_are_none_of_ours() -> None:
    assert load({}, {"PORT": "1", "POLICY": "x", "XPOLICYSCOPE_PORT": "2"}) == Settings()


def test_every_setting_can_be_set_in_every_place(tmp_path: Path) -> None:
    for setting in fields(Settings):
        if setting.name == "library":
            continue
        value = getattr(Settings(), setting.name)
        wanted, text, variable = _another(setting.name, value)
        library_with(tmp_path, f"{setting.name} = {text}")
        expected = replace(Settings(), library=tmp_path, **{setting.name: wanted})
        assert load({"library": tmp_path}, {}) == expected
        (tmp_path / FILE_NAME).unlink()
        assert load({"library": tmp_path}, {f"POLICYSCOPE_{setting.name.upper()}": variable}) == expected


def _another(name: str, value: object) -> tuple[object, str, str]:
    """Another value for a setting: as it is, as TOML, and as a variable of the environment."""
    if isinstance(value, tuple):
        two = ("*", "https://portal.example:8443") if name == "cors_origins" else ("10.0.0.0/8", "192.0.2.1")
        return two, json.dumps(two), ", ".join(two)
    if isinstance(value, bool):
        return not value, str(not value).lower(), str(not value)
    if isinstance(value, str):
        return "scrypt$salt$0.0.0.0", '"scrypt$salt$0.0.0.0"', "scrypt$salt$0.0.0.0"
    assert isinstance(value, int | float)
    return value + 1, str(value + 1), str(value + 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('trusted_proxies = ["proxy"]', "it takes addresses and networks"),
        ('trusted_proxies = "10.0.0.0/40"', "it takes addresses and networks"),
        ("public_hosts = [1]", "it must be a list of texts"),
        ('cors_origins = ["portal.example"]', "an origin is like https://portal.example"),
        ('cors_origins = ["https://portal.example/path"]', "an origin is like https://portal.example"),
        ('private_reading = "perhaps"', "it must be true or false"),
        ("private_reading = 1", "it must be true or false"),
    ],
)
def test_a_wrong_setting_of_the_door_is_told(tmp_path: Path, text: str, said: str) -> None:
    library_with(tmp_path, text)
    with pytest.raises(WrongSettings, match=re.escape(said)):
        load({"library": tmp_path}, {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 'red'", "colour, which is no setting; known are"),
        ("port = 'eighty'", "port to 'eighty'; it must be a whole number"),
        ("port = 80.5", "port to 80.5; it must be a whole number"),
        ("port = true", "port to True; it must be a whole number"),
        ("port = [80]", "it must be a whole number"),
        ("host = 5", "host to 5; it must be a text"),
        ("search_seconds = 'long'", "it must be a number"),
        ("search_seconds = nan", "it must be above 0"),
        ("search_seconds = inf", "it must be above 0"),
        ("port = 70000", "between 0 and 65535"),
        ("max_per_page = 0", "it must be above 0"),
        ("library = 'x'", "cannot say where the library is"),
        ("port =", "is not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_the_file(tmp_path: Path, text: str, said: str) -> None:
    library_with(tmp_path, text)
    with pytest.raises(WrongSettings) as refused:
        load({"library": tmp_path}, {})
    assert str(tmp_path / FILE_NAME) in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("COLOUR", "red", "the environment sets colour, which is no setting"),
        ("PORT", "eighty", "the environment sets port to 'eighty'; it must be a whole number"),
        ("PORT", "-1", "the environment has a wrong value: port is -1"),
        ("SEARCH_SECONDS", "-0.5", "the environment has a wrong value: search_seconds is -0.5"),
    ],
)
def test_a_mistake_in_the_environment_is_named_with_it(name: str, value: str, said: str) -> None:
    with pytest.raises(WrongSettings) as refused:
        load({}, {f"POLICYSCOPE_{name}": value})
    assert said in str(refused.value)


def test_a_file_of_other_bytes_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WrongSettings, match="is not valid TOML"):
        load({"library": tmp_path}, {})
