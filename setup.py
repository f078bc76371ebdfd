"""Puts the app into the wheel: `app.py`, `pages/`, `assets/` and Streamlit's settings travel as `lieaug/shipped/`.

In a checkout they lie beside the package, where Streamlit and people look for them; an editable installation uses them
from there. Everything else about the package is said in `pyproject.toml`.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
SHIPPED = (
    "app.py",
    ".streamlit/config.toml",
    "pages/*.py",
    "assets/*.svg",
    "assets/*/*.svg",
    "assets/data/*",
)


class BuildWithApp(build_py):
    """Copies the app beside the package's modules."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for pattern in SHIPPED:
            for source in sorted(ROOT.glob(pattern)):
                target = Path(self.build_lib) / "lieaug" / "shipped" / source.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)


setup(cmdclass={"build_py": BuildWithApp})
