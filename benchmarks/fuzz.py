"""Malformed files and command lines: none may crash, show a traceback, take much memory, or write outside its home.

    python -m benchmarks.fuzz [--count 2000] [--seed 0]

Files are the samples that ship, cut, flipped, doubled and spliced byte by byte; archives get entries that climb out of
their folder or claim to be huge; command lines are words of ours and of nobody's in random order.
"""

import argparse
import contextlib
import io
import os
import random
import resource
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import lieaug.runs.store
from lieaug.cli import main as lieaug_main
from lieaug.cli.options import TASKS, option_name, settings, task_settings
from lieaug.errors import LieAugError
from lieaug.runs.home import prepare_home
from lieaug.runs.uploads import keep_upload

ASSETS = Path(__file__).parents[1] / "assets" / "data"
SAMPLES = ("hurricanes.csv", "water.extxyz", "digits.zip", "hurricane.npz")
LARGEST = 2_000_000  # bytes of a sample that are used
COMMANDS = (
    ["check"], ["discover", "--background"], ["diagnose", "--background"], ["runs", "show"], ["runs", "resume"],
    ["runs", "cancel"], ["runs", "prioritise"], ["sweep", "start"], ["sweep", "show"], ["sweep", "add-seeds"],
    ["datasets", "save"], ["datasets", "delete"], ["data", "list"], ["tasks"], ["nonsense"], [],
)  # fmt: skip
JUNK = (
    "", " ", "-", "--", "---", "-1", "0", "1e999", "nan", "NaN", "🦓", "\x00", "../../etc/passwd", "a" * 5000, "%s%n",
    "{}", "[]", "=", "seed=", "seed=0..", "=1", "latest", "two-body", "4*vec2", "4*vec-2", "1000000*vec1000000",
    "$(reboot)",
    "\n",
)  # fmt: skip


def malformed_file(rng: random.Random) -> tuple[str, bytes]:
    """A name and a content that something is wrong with, most of the time."""
    name = rng.choice(SAMPLES)
    data = bytearray((ASSETS / name).read_bytes()[:LARGEST])
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        _CHANGES[rng.randrange(len(_CHANGES))](data, rng)
    if rng.random() < 0.15:
        data = bytearray(_bad_archive(rng))
        name = rng.choice(("bad.zip", "bad.npz"))
    if rng.random() < 0.2:
        name = rng.choice(
            ("", "../../up.csv", "a" * 400 + ".csv", "con.csv", "x.parquet", "y.txt", "z", ".csv", "a\nb.csv")
        )
    return name, bytes(data)


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data) + 1) :]


def _flip(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 40)):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)


def _double(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data) + 1)
    data[start:start] = data[start : start + 2000]


def _insert(data: bytearray, rng: random.Random) -> None:
    place = rng.randrange(len(data) + 1)
    words = (b",,,,", b"\n\n\n", b"\xff\xfe", b'"', b"nan,inf,-inf\n", b"\x00" * 50, b"1e400,", "ü".encode("latin-1"))
    data[place:place] = rng.choice(words) * rng.randint(1, 20)


def _empty(data: bytearray, rng: random.Random) -> None:
    if rng.random() < 0.1:
        data.clear()


_CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _cut,
    _flip,
    _flip,
    _double,
    _insert,
    _insert,
    _empty,
)


def _bad_archive(rng: random.Random) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            rng.choice(("../../climb.png", "/root.png", "a/b.png", "x.npy", "labels.csv", "C:\\x.png")), b"no"
        )
        archive.writestr("x.npy" if rng.random() < 0.5 else "a/huge.png", b"\x00" * rng.choice((10, 30_000_000)))
    return buffer.getvalue()


def malformed_words(rng: random.Random, files: list[Path]) -> list[str]:
    """A command line that makes little sense."""
    names = [option_name(n) for n in (*settings(), *(n for task in TASKS.values() for n in task_settings(task)))]
    if rng.random() < 0.4:  # so much sense that it is read to the end
        command, task = rng.choice(COMMANDS[:3]), rng.choice([*TASKS, *map(str, files)])
        return [*command, task, rng.choice(names), rng.choice([*JUNK, "1", "2", "0.5", "quick", "label"])]
    pool = [*JUNK, *TASKS, *names, "--help", *map(str, files)]
    return [*rng.choice(COMMANDS), *(rng.choice(pool) for _ in range(rng.randint(0, 6)))]


class Fuzz:
    """Throws malformed things at one home folder and notes whatever should not have happened.

    Args:
        folder: An empty folder; the home is in it, and nothing else may appear beside that.
        seed: Of what is thrown.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._home = prepare_home(folder / "home")
        self._random = random.Random(seed)
        self._files: list[Path] = []
        self.outcomes: Counter[str] = Counter()
        self.problems: list[str] = []

    def throw(self, count: int) -> None:
        """Half files, half command lines."""
        for number in range(count):
            if number % 2:
                self._words()
            else:
                self._file()
        beside = [path.name for path in self._folder.iterdir() if path.name not in ("home", "given")]
        self.problems += [f"written outside the home: {name}" for name in beside]

    def _file(self) -> None:
        name, content = malformed_file(self._random)
        try:
            keep_upload(self._home, name, io.BytesIO(content))
            self.outcomes["file read"] += 1
        except LieAugError as error:
            self.outcomes["file refused"] += 1
            self._one_sentence(name, str(error))
        except Exception as error:  # what a fuzz test is for
            self.problems.append(f"{name[:60]!r}: {type(error).__name__}: {error}"[:300])
        given = self._folder / "given"
        given.mkdir(exist_ok=True)
        path = (
            given
            / f"{len(self._files) % 20}{Path(name).suffix if Path(name).suffix in ('.csv', '.zip', '.npz') else ''}"
        )
        path.write_bytes(content)
        self._files = [*self._files[-19:], path]

    def _words(self) -> None:
        words = malformed_words(self._random, self._files)
        out, err = io.StringIO(), io.StringIO()
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = lieaug_main(words)
            self.outcomes[f"exit code {code}"] += 1
        except BaseException as error:  # what a fuzz test is for
            self.problems.append(f"{words!r}: {type(error).__name__}: {error}"[:300])
            return
        if "Traceback" in err.getvalue():
            self.problems.append(f"{words!r}: traceback shown")
        if code == 2 and not (words[:1] == ["check"] and out.getvalue()):  # a check that finds fault reports at length
            self._one_sentence(repr(words), err.getvalue())

    def _one_sentence(self, what: str, text: str) -> None:
        if not text.strip() or "\n" in text.strip():
            self.problems.append(f"{what[:100]}: not one line but {text[:150]!r}")


@contextlib.contextmanager
def quiet_home(folder: Path) -> Iterator[None]:
    """Commands run in this folder, on a home in it, and nobody starts what they queue."""
    before, ensure = Path.cwd(), lieaug.runs.store.ensure_supervisor
    os.environ["LIEAUG_HOME"] = str(folder / "home")
    lieaug.runs.store.ensure_supervisor = lambda home: None
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        lieaug.runs.store.ensure_supervisor = ensure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, quiet_home(Path(name)):
        fuzz = Fuzz(Path(name), asked.seed)
        fuzz.throw(asked.count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("| inputs | outcomes | problems | most memory |")
    print("|---|---|---|---|")
    outcomes = ", ".join(f"{count} {name}" for name, count in fuzz.outcomes.most_common())
    print(f"| {asked.count} | {outcomes} | {len(fuzz.problems)} | {peak:.0f} MB |")
    for problem in fuzz.problems[:50]:
        print("-", problem)
    sys.exit(bool(fuzz.problems))


if __name__ == "__main__":
    main()
