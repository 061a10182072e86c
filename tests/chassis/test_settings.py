"""Settings: where each came from, what a mistake says, what stays hidden."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maru.chassis.settings import SECRET, Settings, WrongSetting, load, resolve

SECRET_TEXT = "s" * 40


def mistakes(given: dict[str, object] | None = None, /, **env: str) -> list[str]:
    with pytest.raises(WrongSetting) as wrong:
        load({"data": "/nowhere", **(given or {})}, env)
    return wrong.value.sentences


def test_without_anything_the_defaults_hold() -> None:
    settings, explained = resolve({"data": "/nowhere"}, {})

    assert (settings.host, settings.port, settings.seed) == ("127.0.0.1", 8080, "none")
    assert {each.origin for each in explained if each.name != "data"} == {"default"}


def test_an_option_beats_the_environment_which_beats_the_file_which_beats_the_default(tmp_path: Path) -> None:
    (tmp_path / "maru.toml").write_text('port = 1\nhost = "::1"\nseed = "none"\n[limits]\napi_burst = 7\n')
    env = {"MARU_PORT": "2", "MARU_HOST": "localhost"}
    settings, explained = resolve({"data": str(tmp_path), "port": 3, "host": None}, env)
    origins = {each.name: each.origin for each in explained}

    assert (settings.port, settings.host, settings.limits.api_burst) == (3, "localhost", 7)
    assert (settings.limits.api_per_min, settings.limits.login_per_min) == (100, 5)
    assert origins["port"] == "option --port"
    assert origins["host"] == "environment MARU_HOST"
    assert origins["limits.api_burst"] == "file"
    assert origins["limits.api_per_min"] == "default"


def test_the_file_is_the_one_named_or_the_one_in_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("port = 4")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "maru.toml").write_text("port = 5")
    named = {"MARU_CONFIG": str(tmp_path / "other.toml")}

    assert load({"data": str(tmp_path / "data")}, {}).port == 5
    assert load({"data": str(tmp_path / "data")}, named).port == 4
    assert load({}, {"MARU_DATA": str(tmp_path / "data")}).port == 5


def test_every_setting_is_explained_once_and_secrets_only_by_their_being_there() -> None:
    env = {"MARU_RPC__SECRET": SECRET_TEXT, "MARU_DEMO_PASSWORD": "hunter2-hunter2"}
    explained = resolve({"data": "/nowhere"}, env)[1]
    shown = {each.name: each.value for each in explained}

    assert len(shown) == len(explained) > 20
    assert shown.keys() >= SECRET
    assert (shown["rpc.secret"], shown["demo_password"]) == ("(hidden)", "(hidden)")
    assert shown["sql.url"] == ""
    assert SECRET_TEXT not in str(explained) and "hunter2" not in str(explained)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MARU_PROT", "MARU_PORT"),
        ("MARU_LIMITS_API_PER_MIN", "MARU_LIMITS__API_PER_MIN"),
        ("MARU_IDENTITY__ISUER", "MARU_IDENTITY__ISSUER"),
    ],
)
def test_a_misspelt_variable_is_told_with_what_was_meant(name: str, meant: str) -> None:
    assert mistakes(**{name: "1"}) == [f"there is no setting {name}: did you mean {meant}?"]


def test_a_misspelt_key_of_the_file_is_told_with_what_was_meant(tmp_path: Path) -> None:
    (tmp_path / "maru.toml").write_text("prot = 1\n[limits]\napi_per_mn = 1\n[nothing.like]\nthis = 1\n")

    assert mistakes({"data": str(tmp_path)}) == [
        "there is no setting prot: did you mean port?",
        "there is no setting limits.api_per_mn: did you mean limits.api_per_min?",
        "there is no setting nothing.like",
    ]


def test_every_mistake_is_told_at_once() -> None:
    found = mistakes(MARU_PORT="x", MARU_LIMITS__API_BURST="many", MARU_OPEN="perhaps")

    assert len(found) == 3


def test_a_wrong_secret_is_told_without_its_value() -> None:
    (sentence,) = mistakes(MARU_RPC__PEERS="erp=http://x", MARU_RPC__SECRET="too-short-secret")

    assert "rpc.secret" in sentence
    assert "too-short-secret" not in sentence


@pytest.mark.parametrize(
    "env",
    [
        {"MARU_PORT": "70000"},
        {"MARU_PORT": "-1"},
        {"MARU_LIMITS__LOGIN_PER_MIN": "0"},
        {"MARU_SEED": "Demo"},
        {"MARU_LOG__LEVEL": "INFO"},
        {"MARU_TRACE__RATIO": "1.5"},
        {"MARU_TRACE__EXPORTER": "jaeger"},
        {"MARU_HOST": "0.0.0.0", "MARU_SEED": "demo"},
        {"MARU_RPC__PEERS": "erp=http://x"},
        {"MARU_RPC__PEERS": "erp", "MARU_RPC__SECRET": SECRET_TEXT},
        {"MARU_LIMITS__LOAD_SOURCES": "10.0.0.0/33"},
        {"MARU_RPC__DEADLINE_SECONDS": "0"},
        {"MARU_SQL__CONNECTIONS": "0"},
        {"MARU_WEB__DRAIN_SECONDS": "-1"},
        {"MARU_IDENTITY__SIGN_UP": "maybe"},
    ],
)
def test_a_value_that_cannot_be_is_refused(env: dict[str, str]) -> None:
    assert all(len(sentence) > 20 for sentence in mistakes(**env))


def test_words_for_yes_and_no_and_lists_can_be_written_in_the_environment() -> None:
    env = {"MARU_OPEN": "Yes", "MARU_ONLY": "erp, identity ,", "MARU_RPC__SECRET": SECRET_TEXT}
    settings = load(
        {"data": "/nowhere"}, {**env, "MARU_RPC__PEERS": "erp.leave=http://a:1,erp.quests=http://b:2"}
    )

    assert settings.open is True
    assert settings.only == ["erp", "identity"]
    assert settings.rpc.peers == {"erp.leave": "http://a:1", "erp.quests": "http://b:2"}


def test_peers_are_a_table_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "maru.toml").write_text(
        f'[rpc]\nsecret = "{SECRET_TEXT}"\npeers = {{ "erp.leave" = "http://a" }}'
    )

    assert load({"data": str(tmp_path)}, {}).rpc.peers == {"erp.leave": "http://a"}


def test_demo_accounts_may_be_shown_to_others_when_that_is_written() -> None:
    env = {"MARU_HOST": "0.0.0.0", "MARU_SEED": "demo", "MARU_DEMO__EXPOSE": "true"}

    assert load({"data": "/nowhere"}, env).demo_mode


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "maru.toml").write_bytes(b"port = = 1")
    assert "is not TOML" in mistakes({"data": str(tmp_path)})[0]
    (tmp_path / "maru.toml").write_bytes(b"\xff\xfe")
    assert "is not TOML" in mistakes({"data": str(tmp_path)})[0]


@given(
    st.dictionaries(st.text("ABCLMPR_", max_size=12).map(lambda name: f"MARU_X{name}"), st.text(max_size=9))
)
def test_a_name_that_is_no_setting_never_passes(env: dict[str, str]) -> None:
    try:
        settings: Settings | None = load({"data": "/nowhere"}, env)
    except WrongSetting:
        settings = None

    assert settings is None if env else settings is not None
