"""What a build of the image relies on, as far as it can be checked without Docker."""

import importlib.util
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
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


class Health(BaseHTTPRequestHandler):
    """Answers as the app does while it is well."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/_stcore/health" else 503)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (a name of the base class)
        """Says nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """Of a server that is well."""
    with HTTPServer(("127.0.0.1", 0), Health) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def code_of(check: list[str], port: int, usual: int) -> int:
    """What a health check ends with that asks another port than its usual one."""
    assert check[:2] == ["python", "-c"]
    script = check[2].replace(str(usual), str(port))
    assert script != check[2]
    return subprocess.run([sys.executable, "-c", script], stderr=subprocess.DEVNULL, check=False).returncode


def test_health_checks_tell_the_well_from_the_ill(port: int, services: dict[str, Any]) -> None:
    found = re.search(r"HEALTHCHECK .*\\\n\s+CMD (\[.*\])", DOCKERFILE)
    assert found is not None
    of_app, of_scheduler = json.loads(found[1]), services["scheduler"]["healthcheck"]["test"][1:]
    assert code_of(of_app, port, 8501) == 0
    assert code_of(of_scheduler, port, 8786) == 0
    assert code_of([*of_app[:2], of_app[2].replace("_stcore/health", "ill")], port, 8501) != 0
    assert code_of(of_app, 9, 8501) != 0
    assert code_of(of_scheduler, 9, 8786) != 0


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
