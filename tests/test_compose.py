"""The container files, checked without a container engine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
SCHEMA = Path(__file__).parent / "data" / "compose-spec" / "compose-spec.json"
VARIABLE = re.compile(r"(?<!\$)\$\{(?P<name>\w+)(?P<rest>[^}]*)\}")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    # Read in a process of its own: once imported, Rasa has every YAML reader expand ${VARIABLES}.
    read = "import json, sys; from ruamel.yaml import YAML; json.dump(YAML(typ='safe').load(sys.stdin), sys.stdout)"
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    done = subprocess.run([sys.executable, "-c", read], input=text, capture_output=True, text=True, check=True)  # noqa: S603
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def test_the_compose_file_follows_the_compose_specification(compose: dict[str, Any]):
    """Every key and value is one that the specification knows."""
    mistakes = [f"{list(error.absolute_path)}: {error.message}" for error in _validator().iter_errors(compose)]

    assert [] == mistakes


def test_the_check_finds_a_misspelt_key(compose: dict[str, Any]):
    """The schema is strict enough to be worth asking."""
    broken = {**compose, "services": {"accord": {"imagee": "accord"}}}

    assert not _validator().is_valid(broken)


def test_every_variable_given_to_the_service_is_a_setting(compose: dict[str, Any]):
    """An unknown one would stop the service at its start."""
    given = {name for name in compose["services"]["accord"]["environment"] if name.startswith(PREFIX)}

    assert set() == given - {PREFIX + field.name.upper() for field in fields(Settings)}


def test_the_service_starts_with_what_the_compose_file_gives(compose: dict[str, Any]):
    """With the required secrets filled in, the settings are accepted, and ask for a token beyond loopback."""
    environment = {
        name: VARIABLE.sub(lambda match: _filled(match.group("rest")), value)
        for name, value in compose["services"]["accord"]["environment"].items()
    }
    settings = Settings.load(environment, Path("/nonexistent"))

    assert not settings.on_loopback
    assert "secret" == settings.api_token
    assert "postgresql://accord:secret@postgres:5432/accord" == settings.sql_url


def test_no_secret_has_a_value_in_the_file(compose: dict[str, Any]):
    """Passwords and tokens come from outside; those of what always starts are required."""
    for name, service in compose["services"].items():
        for key, value in service.get("environment", {}).items():
            if re.search(r"PASS|TOKEN|AUTH|SECRET|DATABASE_URL", key):
                found = VARIABLE.search(value)
                assert found, f"{name}: {key} is written out"
                wanted = ":-" if "profiles" in service else ":?"
                assert found.group("rest").startswith(wanted), f"{name}: {key}"


def test_the_service_waits_for_a_healthy_database(compose: dict[str, Any]):
    """It would fail its migration otherwise."""
    waits = compose["services"]["accord"]["depends_on"]

    assert {"postgres": {"condition": "service_healthy"}} == waits
    assert all("healthcheck" in service for service in compose["services"].values())


def test_what_nothing_uses_yet_starts_on_request_only(compose: dict[str, Any]):
    """Redis and RabbitMQ are there for several workers, which are still to come."""
    on_request = {name for name, one in compose["services"].items() if one.get("profiles") == ["scale"]}

    assert {"redis", "rabbitmq"} == on_request


def test_images_are_pinned_to_a_version(compose: dict[str, Any]):
    """The same file gives the same services next year."""
    images = [one["image"] for one in compose["services"].values()]
    images += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)

    assert [] == [image for image in images if not re.search(r":\d+\.\d+(\.\d+)?(-[\w-]+)?$", image)]


def test_the_image_is_built_with_the_uv_of_the_checkout():
    """One version of uv, in scripts/setup and in the Dockerfile."""
    ours = re.search(r"^UV_VERSION=(\S+)", (ROOT / "scripts/setup").read_text("utf-8"), re.MULTILINE)
    theirs = re.search(r"uv==(\S+)", (ROOT / "Dockerfile").read_text("utf-8"))

    assert ours
    assert theirs
    assert ours.group(1) == theirs.group(1)


def test_the_image_does_not_run_as_root():
    """The last user named in the Dockerfile is not root."""
    users = re.findall(r"^USER (\S+)", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)

    assert users
    assert "root" != users[-1]


def _filled(rest: str) -> str:
    """What Compose puts in place of a variable: a secret where one is required, else its default."""
    return rest.removeprefix(":-") if rest.startswith(":-") else "secret"
