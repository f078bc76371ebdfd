"""What a build of the image relies on, as far as it can be checked without Docker."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml")  # comes with distributed
ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture
def services() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def test_everything_that_is_copied_is_there_and_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert name in kept


def test_the_image_has_no_root_and_a_health_check() -> None:
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)
    assert "HEALTHCHECK" in DOCKERFILE
    assert "_stcore/health" in DOCKERFILE


def test_versions_are_those_that_are_tested() -> None:
    pinned = (ROOT / "requirements-dev.txt").read_text()
    for package in re.findall(r'"(\w+==[\d.]+)"', DOCKERFILE):
        assert package in pinned


def test_services_share_the_volume_and_can_write_nothing_else(services: dict[str, Any]) -> None:
    assert set(services) == {"app", "scheduler", "worker"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["volumes"] == ["data:/data"]
        assert service["tmpfs"] == ["/tmp"]
    assert services["app"]["environment"]["LIEAUG_ENGINE"] == "dask://scheduler:8786"


def test_commands_name_modules_that_there_are(services: dict[str, Any]) -> None:
    pytest.importorskip("distributed")
    for name in ("scheduler", "worker"):
        assert importlib.util.find_spec(services[name]["command"][2]) is not None
