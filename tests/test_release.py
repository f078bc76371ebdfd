"""What a release holds: every file that the package and the app need, and versions that agree."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import lieaug

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NOT_SHIPPED = ("assets/readme", "__pycache__")
TIMELESS = {"SOURCE_DATE_EPOCH": "315532800"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a wheel is made of, by the build's own step; nothing is written into the tree."""
    target = tmp_path_factory.mktemp("built")
    command = [sys.executable, "setup.py", "-q", "egg_info", "--egg-base", str(target), "build_py", "--build-lib"]
    done = subprocess.run(
        [*command, str(target / "lib")], cwd=ROOT, env={**os.environ, **TIMELESS}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return target / "lib" / "lieaug"


def files(folder: Path) -> set[str]:
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if not any(part in name for part in NOT_SHIPPED)}


def test_every_file_of_the_package_is_in_the_wheel(built: Path) -> None:
    assert files(ROOT / "lieaug") == {name for name in files(built) if not name.startswith("shipped/")}


def test_the_app_and_its_data_are_in_the_wheel(built: Path) -> None:
    copy = built / "shipped"
    for name in ("pages", "assets"):
        assert files(ROOT / name) - {f"readme/{path.name}" for path in (ROOT / "assets/readme").iterdir()} == files(
            copy / name
        )
    for name in ("app.py", ".streamlit/config.toml"):
        assert (copy / name).read_bytes() == (ROOT / name).read_bytes()


def test_versions_agree() -> None:
    assert PROJECT["version"] == lieaug.__version__
    assert f"\nversion: {lieaug.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_what_is_pinned_is_what_is_asked_for() -> None:
    pinned = {line.split("==")[0] for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line}
    asked = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["app"]]
    names = {requirement.split(">")[0].split("<")[0].split("=")[0].split("[")[0] for requirement in asked}
    assert names == pinned
