"""Fetching from a real HTTP server on this machine, and converters on small archives made here."""

import bz2
import dataclasses
import gzip
import hashlib
import http.server
import io
import json
import re
import socket
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lieaug.cli import main
from lieaug.errors import DataError, StoreError
from lieaug.tasks import Dimuon, Hurricane, Mnist
from lieaug.tasks.assets import fetched
from lieaug.tasks.downloads import BRING_YOUR_OWN, DATASETS, DataSet
from lieaug.tasks.downloads.fetch import CONVERTERS, FIRST_HASHES, bytes_kept, fetch, sources_of
from lieaug.tasks.downloads.molecules import FREE_ATOMS, HARTREE, PROPERTIES, parse_molecule
from lieaug.tasks.downloads.storms import displacement
from lieaug.tasks.downloads.transfer import part_of

rng = np.random.default_rng(7)


class Server(http.server.ThreadingHTTPServer):
    """Serves bytes by name, with Range and If-Range; `cut` breaks transfers off after so many bytes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content: dict[str, bytes] = {}
        self.tags = True
        self.cut: list[int | None] = []
        self.statuses: list[int] = []
        self.asked: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        self.server.asked.append((name, self.headers.get("Range")))
        body = self.server.content.get(name)
        if self.server.statuses or body is None:
            self.send_error(self.server.statuses.pop(0) if self.server.statuses else 404)
            return
        tag = '"' + hashlib.md5(body).hexdigest() + '"'
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        if self.headers.get("If-Range", tag) != tag:
            start = 0
        if start >= len(body) > 0:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(body)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        if self.server.tags:
            self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        cut = self.server.cut.pop(0) if self.server.cut else None
        self.wfile.write(body[start:] if cut is None else body[start : start + cut])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIEAUG_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def idx(values: np.ndarray) -> bytes:
    head = bytes([0, 0, 8, values.ndim]) + b"".join(n.to_bytes(4, "big") for n in values.shape)
    return gzip.compress(head + values.tobytes(), mtime=0)


IMAGES = rng.integers(0, 256, (300, 28, 28), dtype=np.uint8), rng.integers(0, 256, (210, 28, 28), dtype=np.uint8)
LABELS = np.arange(300, dtype=np.uint8) % 10, np.arange(210, dtype=np.uint8) % 10
DIGITS = {
    "train-images-idx3-ubyte.gz": idx(IMAGES[0]),
    "train-labels-idx1-ubyte.gz": idx(LABELS[0]),
    "t10k-images-idx3-ubyte.gz": idx(IMAGES[1]),
    "t10k-labels-idx1-ubyte.gz": idx(LABELS[1]),
}
BIGGEST = "train-images-idx3-ubyte.gz"


def small(name: str, content: dict[str, bytes], *, checksums: bool = True) -> DataSet:
    """The registry's entry, for small files of the same names."""
    files = tuple(
        dataclasses.replace(
            file,
            size=len(content[file.name]),
            checksum=f"md5:{hashlib.md5(content[file.name]).hexdigest()}" if checksums and file.checksum else None,
        )
        for file in DATASETS[name].files
    )
    return dataclasses.replace(DATASETS[name], files=files, least={})


def get(server: Server, dataset: DataSet, **options):
    waits: list[float] = []
    return fetch(dataset, mirror=server.url, wait=waits.append, **options)


def read(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as archive:
        return dict(archive)


# --- transfers ---------------------------------------------------------------------------------------------------


def test_digits_come_as_they_were_put_into_their_files(server, folder):
    server.content = dict(DIGITS)
    result = get(server, small("mnist", DIGITS))
    assert result.new
    assert result.path == fetched("mnist") == folder / "mnist.npz"
    arrays = read(result.path)
    for part, (images, labels) in enumerate(zip(IMAGES, LABELS, strict=True)):
        which = ("train", "test")[part]
        assert np.array_equal(arrays[f"x_{which}"], images)
        assert np.array_equal(arrays[f"y_{which}"], labels)
    assert sorted(path.name for path in folder.iterdir()) == ["downloads", FIRST_HASHES, "mnist.npz"]
    assert bytes_kept(DATASETS["mnist"], folder) == 0


def test_what_is_here_is_not_fetched_again_unless_forced(server, folder):
    server.content = dict(DIGITS)
    dataset = small("mnist", DIGITS)
    get(server, dataset)
    asked = len(server.asked)
    assert not get(server, dataset).new
    assert len(server.asked) == asked
    assert get(server, dataset, force=True).new
    assert len(server.asked) == 2 * asked


def test_a_transfer_that_breaks_off_goes_on_where_it_was(server, folder):
    server.content = dict(DIGITS)
    server.cut = [100_000, 50_000]
    get(server, small("mnist", DIGITS))
    assert np.array_equal(read(fetched("mnist"))["x_train"], IMAGES[0])
    assert [span for name, span in server.asked if name == BIGGEST] == [None, "bytes=100000-", "bytes=150000-"]


def test_a_stopped_fetch_leaves_its_part_for_the_next(server, folder):
    server.content = dict(DIGITS)
    dataset = small("mnist", DIGITS)

    def stop(progress):
        if progress.what == BIGGEST and progress.done > 130_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get(server, dataset, report=stop)
    kept = bytes_kept(dataset, folder)
    assert 130_000 < kept < len(DIGITS[BIGGEST])
    assert not (folder / "mnist.npz").exists()
    get(server, dataset)
    assert server.asked[1] == (BIGGEST, f"bytes={kept}-")
    assert np.array_equal(read(fetched("mnist"))["x_train"], IMAGES[0])


def test_a_part_that_is_already_whole_is_taken(server, folder):
    server.content = dict(DIGITS)
    dataset = small("mnist", DIGITS)

    def stop(progress):
        if progress.what == BIGGEST and progress.done == progress.total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get(server, dataset, report=stop)
    get(server, dataset)
    assert server.asked[1] == (BIGGEST, f"bytes={len(DIGITS[BIGGEST])}-")
    assert np.array_equal(read(fetched("mnist"))["x_train"], IMAGES[0])


@pytest.mark.parametrize("tags", [True, False])
def test_a_file_that_changed_meanwhile_is_fetched_anew(server, folder, tags):
    """With tags If-Range sees it; without them the checksum of the two halves does."""
    server.tags = tags
    server.content = {name: content + b" old" for name, content in DIGITS.items()}
    dataset = small("mnist", DIGITS)

    def stop(progress):
        if progress.done > 60_000:
            raise KeyboardInterrupt

    server.content[BIGGEST] = bytes(len(DIGITS[BIGGEST]))
    with pytest.raises(KeyboardInterrupt):
        get(server, dataset, report=stop)
    server.content = dict(DIGITS)
    get(server, dataset)
    assert np.array_equal(read(fetched("mnist"))["x_train"], IMAGES[0])


def test_a_busy_server_is_asked_again(server, folder):
    server.content = dict(DIGITS)
    server.statuses = [503, 429]
    waits: list[float] = []
    fetch(small("mnist", DIGITS), mirror=server.url, wait=waits.append)
    assert waits == [1.0, 2.0]
    assert fetched("mnist").is_file()


def test_a_second_source_is_asked_where_the_first_has_nothing(server, folder):
    server.content = dict(DIGITS)
    dataset = small("mnist", DIGITS)
    sources = tuple(
        dataclasses.replace(file, urls=(f"{server.url}/gone/not-{file.name}", f"{server.url}/{file.name}"))
        for file in dataset.files
    )
    assert fetch(dataclasses.replace(dataset, files=sources)).new


def one_sentence(error: pytest.ExceptionInfo[Exception]) -> str:
    text = str(error.value)
    assert re.fullmatch(r"expected [^\n]+, got [^\n]+; [^\n]+", text)
    return text


def test_a_wrong_checksum_is_refused(server, folder):
    server.content = dict(DIGITS) | {"t10k-labels-idx1-ubyte.gz": idx(LABELS[1] + 1)}
    with pytest.raises(DataError) as error:
        get(server, small("mnist", DIGITS))
    text = one_sentence(error)
    assert "a file with the md5" in text
    assert hashlib.md5(DIGITS["t10k-labels-idx1-ubyte.gz"]).hexdigest() in text
    assert "--mirror" in text
    with pytest.raises(DataError, match="run `lieaug data fetch mnist`"):
        fetched("mnist")
    left = sources_of(DATASETS["mnist"], folder) / "t10k-labels-idx1-ubyte.gz"
    assert not left.exists()
    assert not part_of(left).exists()


def test_a_missing_file_is_said_to_be_missing(server, folder):
    with pytest.raises(DataError) as error:
        get(server, small("mnist", DIGITS))
    assert "status 404 (Not Found)" in one_sentence(error)
    assert len(server.asked) == 1  # it will not be there a second later


def test_no_network_is_one_sentence(folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DataError) as error:
        fetch(small("mnist", DIGITS), mirror=f"http://127.0.0.1:{port}", wait=lambda seconds: None)
    text = one_sentence(error)
    assert "no connection (Connection refused)" in text
    assert "check the network" in text


def test_a_full_disk_is_one_sentence_before_anything_is_sent(server, folder, monkeypatch):
    server.content = dict(DIGITS)
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 1000})())
    with pytest.raises(StoreError) as error:
        get(server, small("mnist", DIGITS))
    assert "got a full disk" in one_sentence(error)
    assert server.asked == []


def test_a_disk_that_fills_up_keeps_the_part(server, folder, monkeypatch):
    server.content = dict(DIGITS)
    dataset = small("mnist", DIGITS)

    def fill(progress):
        if progress.done > 60_000:
            raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="LIEAUG_DATA"):
        get(server, dataset, report=fill)
    assert bytes_kept(dataset, folder) > 60_000


def test_a_cut_off_source_is_noticed_by_its_rows(server, folder):
    server.content = dict(DIGITS)
    dataset = dataclasses.replace(small("mnist", DIGITS), least={"x_train": 60_000})
    with pytest.raises(DataError, match="at least 60,000 rows of x_train in MNIST, got 300"):
        get(server, dataset)


# --- the registry ------------------------------------------------------------------------------------------------


def test_the_registry_is_whole():
    assert set(CONVERTERS) == set(DATASETS)
    for dataset in DATASETS.values():
        assert dataset.licence
        assert dataset.what.endswith(".")
        for file in dataset.files:
            assert all(url.startswith("https://") for url in file.urls)
            length = {"md5": 32, "sha256": 64}
            if file.checksum is not None:
                kind, _, digest = file.checksum.partition(":")
                assert re.fullmatch(r"[0-9a-f]+", digest)
                assert len(digest) == length[kind]
    assert all("licence" in own.what for own in BRING_YOUR_OWN)


# --- molecules ---------------------------------------------------------------------------------------------------

METHANE_IN_QM9S_FORM = """5
gdb 1\t157.7118\t157.70997\t157.70699\t0.\t13.21\t-0.3877\t0.1171\t0.5048\t35.3641\t0.044749\t-40.47893\t\
-40.476062\t-40.475117\t-40.498597\t6.469\t
C\t-0.0126981359\t 1.0858041578\t 0.0080009958\t-0.535689
H\t 0.002150416\t-2.1*^-6\t 0.0019761204\t 0.133921
H\t 1.0117308433\t 1.4637511618\t 1.5*^-5\t 0.133922
H\t-0.540815069\t 1.4475266138\t-0.8766437152\t 0.133923
H\t-0.5238136345\t 1.4379326443\t 0.9063972942\t 0.133923
1341.307\t1341.3284\t1341.365\t1562.6731\t1562.7453\t3038.3205\t3151.6034\t3151.6788\t3151.7078
C\tC\t
InChI=1S/CH4/h1H4\tInChI=1S/CH4/h1H4
"""


def molecule(index: int, elements: str) -> bytes:
    properties = "\t".join(f"{value:.6f}" for value in rng.normal(size=15))
    atoms = "".join(f"{e}\t" + "\t".join(f"{x:.8f}" for x in rng.normal(size=3)) + "\t0.1\n" for e in elements)
    return f"{len(elements)}\ngdb {index}\t{properties}\t\n{atoms}1.0\t2.0\nC\tC\nInChI\tInChI\n".encode()


def qm9(members: dict[int, bytes], failed: list[int]) -> dict[str, bytes]:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for index, content in members.items():
            info = tarfile.TarInfo(f"dsgdb9nsd_{index:06d}.xyz")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    introduction = "3054 molecules are listed\n" + "=\n" * 8
    rows = "".join(f"   {index}   C1CC1   C#C  1.2\n" for index in failed)
    return {
        "dsgdb9nsd.xyz.tar.bz2": bz2.compress(buffer.getvalue()),
        "uncharacterized.txt": (introduction + rows + "=====\n").encode(),
    }


def test_molecules_are_read_in_order_without_those_that_failed(server, folder):
    members = {3: molecule(3, "CHHF"), 1: METHANE_IN_QM9S_FORM.encode(), 2: molecule(2, "OHH"), 4: molecule(4, "NHHH")}
    server.content = qm9(members, failed=[2])
    arrays = read(get(server, small("qm9", server.content)).path)
    assert arrays["qm9_index"].tolist() == [1, 3, 4]
    assert arrays["offsets"].tolist() == [0, 5, 9, 13]
    assert arrays["atomic_numbers"].tolist() == [6, 1, 1, 1, 1, 6, 1, 1, 9, 7, 1, 1, 1]
    assert arrays["positions"].shape == (13, 3)
    np.testing.assert_allclose(arrays["positions"][1], [0.002150416, -2.1e-6, 0.0019761204], rtol=1e-6)
    types = {name: array.dtype for name, array in arrays.items()}
    assert (types["positions"], types["atomic_numbers"], types["offsets"]) == (np.float32, np.uint8, np.int64)
    assert types["properties"] == np.float32
    named = dict(zip(arrays["property_names"].tolist(), arrays["properties"][0].tolist(), strict=True))
    assert list(named) == list(PROPERTIES)
    assert (named["alpha"], named["cv"], named["A"]) == pytest.approx((13.21, 6.469, 157.7118))
    # -395.999594 kcal/mol, the published energy of atomisation of methane
    assert named["u0_atom"] == pytest.approx(-395.999594 / 23.060547, abs=2e-3)


def test_atomisation_energies_are_additive_over_separate_molecules():
    _, (numbers, _, values) = parse_molecule(METHANE_IN_QM9S_FORM)
    free = sum(FREE_ATOMS[z, 0] for z in numbers)
    assert (values[10] - free) * HARTREE == pytest.approx(-17.172, abs=1e-3)


def test_a_damaged_archive_of_molecules_is_named(server, folder):
    server.content = qm9({1: METHANE_IN_QM9S_FORM.encode(), 2: b"5\ngdb 2\t1.0\n"}, failed=[])
    with pytest.raises(DataError, match=r"got a damaged dsgdb9nsd_000002.xyz \(a line is missing or cut off\)"):
        get(server, small("qm9", server.content))
    whole = qm9({1: METHANE_IN_QM9S_FORM.encode()}, failed=[])
    name = "dsgdb9nsd.xyz.tar.bz2"
    server.content = whole | {name: whole[name][:200]}
    with pytest.raises(DataError, match="expected QM9's molecules"):
        get(server, small("qm9", server.content))


# --- muons -------------------------------------------------------------------------------------------------------


def muon_table(rows: int, mass: float = 0.10566) -> bytes:
    p = rng.normal(scale=8.0, size=(rows, 2, 3))
    e = np.sqrt(np.square(p).sum(axis=2) + mass**2)
    lines = ["Run,Event,Type1,E1,px1 ,py1,pz1,pt1,eta1,phi1,Q1,Type2,E2,px2,py2,pz2,pt2,eta2,phi2,Q2,M"]
    for i in range(rows):
        first, second = (f"G,{e[i, k]:.7g}," + ",".join(f"{x:.7g}" for x in p[i, k]) + ",0,0,0" for k in (0, 1))
        lines.append(f"165617,{10_000_000_000 + i},{first},{1 if i % 3 else -1},{second},-1,0")
    return "\n".join(lines).encode()


def test_muon_pairs_of_opposite_charge_are_kept_and_feed_the_task(server, folder):
    server.content = {"Dimuon_DoubleMu.csv": muon_table(4000)}
    arrays = read(get(server, small("dimuon", server.content)).path)
    assert len(arrays["p4"]) == sum(1 for i in range(4000) if i % 3)
    assert (arrays["charge"].sum(axis=1) == 0).all()
    assert arrays["event"].max() > 2**31
    p4 = arrays["p4"].astype(float)
    np.testing.assert_allclose(p4[..., 0] ** 2 - np.square(p4[..., 1:]).sum(axis=2), 0.011164, atol=2e-3)
    data = Dimuon(rows=500, source="full").load(np.random.default_rng(0))
    total = data.x_train.astype(float).reshape(-1, 2, 4).sum(axis=1)
    assert (total[:, 0] < 2 * data.y_train[:, 0] * (1 + 1e-5)).all()
    with pytest.raises(DataError, match=r"expected at most [\d,]+ rows of dimuon"):
        Dimuon(rows=20_000, source="full").load(np.random.default_rng(0))


@pytest.mark.parametrize("content", [muon_table(50, mass=0.000511), b"a,b\n1,2\n", b"<html>no</html>", b""])
def test_another_table_than_muons_is_refused_and_not_kept(server, folder, content):
    server.content = {"Dimuon_DoubleMu.csv": content}
    with pytest.raises(DataError, match=r"Dimuon_DoubleMu\.csv"):
        get(server, small("dimuon", server.content))
    assert bytes_kept(DATASETS["dimuon"], folder) == 0


def test_a_source_without_a_checksum_that_changes_is_noticed(server, folder):
    server.content = {"Dimuon_DoubleMu.csv": muon_table(100)}
    dataset = small("dimuon", server.content)
    assert get(server, dataset).notices == ()
    assert get(server, dataset, force=True).notices == ()
    server.content = {"Dimuon_DoubleMu.csv": muon_table(100)}
    (notice,) = get(server, dataset, force=True).notices
    assert "Dimuon_DoubleMu.csv has changed since it was first fetched" in notice


# --- storms ------------------------------------------------------------------------------------------------------


def storm(name: str, fixes: list[str]) -> str:
    return "\n".join([f"{name}, UNNAMED, {len(fixes):>6},", *(f"{fix}, 1000, -999," for fix in fixes)]) + "\n"


def steady(year: int, hours: range, wind: int = 50) -> list[str]:
    """A storm that moves half a degree north and across the date line's other side every hour of six."""
    return [
        f"{year}08{1 + hour // 24:02d}, {hour % 24:02d}00,  , TS, {20 + hour / 12:.1f}N, {60 + hour / 6:.1f}W, {wind}"
        for hour in hours
    ]


def test_steps_are_those_of_storms_with_a_past_and_a_future(server, folder):
    whole = steady(2011, range(0, 60, 6))
    landfall = "20110801, 0930, L, HU, 27.0N,  10.0E,  90"
    text = (
        storm("AL012011", [*whole[:2], landfall, *whole[2:]])
        + storm("AL021949", steady(1949, range(0, 60, 6)))
        + storm("AL032011", steady(2011, range(0, 60, 6), wind=30))
        + storm("AL042012", [fix for i, fix in enumerate(steady(2012, range(0, 60, 6))) if i != 5])
    )
    server.content = {"hurdat2-1851-2025-02272026.txt": text.encode()}
    arrays = read(get(server, small("hurricane", server.content)).path)
    assert arrays["year"].tolist() == [2011] * 4  # at 12, 18, 24 and 30 hours
    np.testing.assert_allclose(arrays["past_step_6h"][:, 1], 55.6, atol=0.1)  # half a degree
    np.testing.assert_allclose(arrays["past_step_6h"][0], displacement((20.5, -61.0), (21.0, -62.0)), rtol=1e-5)
    np.testing.assert_allclose(arrays["past_step_12h"][0], displacement((20.0, -60.0), (20.5, -61.0)), rtol=1e-5)
    np.testing.assert_allclose(arrays["next_step_24h"][0], displacement((21.0, -62.0), (23.0, -66.0)), rtol=1e-5)
    assert len(Hurricane(source="full").load(np.random.default_rng(0)).x_test) == 4
    placed = Hurricane(source="full", inputs="position and season").load(np.random.default_rng(0)).x_test
    np.testing.assert_allclose(placed[0, :2], (-62.0, 21.0))
    assert arrays["day_of_year"].min() >= 1


def test_a_step_over_the_date_line_is_short():
    np.testing.assert_allclose(displacement((0.0, 179.5), (0.0, -179.5)), [111.195, 0], atol=1e-2)
    np.testing.assert_allclose(displacement((60.0, 0.0), (60.0, 1.0)), [111.195 / 2, 0], atol=1e-2)


@pytest.mark.parametrize("text", ["<html>moved</html>", storm("AL012011", steady(2011, range(0, 60, 6)))[:300]])
def test_another_text_than_tracks_is_refused(server, folder, text):
    server.content = {"hurdat2-1851-2025-02272026.txt": text.encode()}
    with pytest.raises(DataError, match="expected HURDAT2 tracks, got another line"):
        get(server, small("hurricane", server.content))


# --- digits, tasks and the command line --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no gzip", "expected a gzipped IDX file"),
        (gzip.compress(b"\0\0\x0d\1\0\0\0\1\0\0\0\0", mtime=0), "expected an IDX file of unsigned bytes"),
        (gzip.compress(b"\0\0\x08\1\0\0\0\5\1\2\3", mtime=0), r"expected \(5,\) values"),
        (idx(LABELS[0][:7]), "expected as many labels as images"),
    ],
)
def test_other_files_than_digits_are_refused(server, folder, content, reason):
    server.content = dict(DIGITS) | {"train-labels-idx1-ubyte.gz": content}
    with pytest.raises(DataError, match=reason):
        get(server, small("mnist", server.content))


def test_the_digits_task_reads_the_full_source(server, folder):
    with pytest.raises(DataError, match="run `lieaug data fetch mnist`"):
        Mnist(source="full").load(np.random.default_rng(0))
    with pytest.raises(DataError, match=r"expected at most 12,000 rows of mnist, .* got 20,000; lower --rows"):
        Mnist(rows=20_000).load(np.random.default_rng(0))
    server.content = dict(DIGITS)
    get(server, small("mnist", DIGITS))
    data = Mnist(rows=250, rotation=0, source="full").load(np.random.default_rng(0))
    np.testing.assert_allclose(data.x_train * 255, IMAGES[0][:250], atol=1e-3)
    assert np.array_equal(data.y_test, LABELS[1])


@pytest.fixture
def registry(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, DataSet]:
    server.content = DIGITS | {"Dimuon_DoubleMu.csv": muon_table(60)}
    sets = {name: small(name, server.content) for name in ("mnist", "dimuon")}
    monkeypatch.setattr("lieaug.cli.data.DATASETS", sets)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    return sets


def test_fetching_from_the_command_line(server, folder, registry, capsys):
    assert main(["data", "fetch", "--all", "--mirror", server.url]) == 0
    captured = capsys.readouterr()
    assert [line.split(":")[0] for line in captured.out.splitlines()] == ["mnist", "dimuon"]
    size = f"{len(DIGITS[BIGGEST]) / 1000:.1f} kB"
    assert f"{BIGGEST}: {size} of {size}" in captured.err
    assert main(["data", "fetch", "mnist", "--mirror", server.url]) == 0
    assert "was here; --force fetches it again" in capsys.readouterr().out
    server.content["Dimuon_DoubleMu.csv"] = muon_table(60)
    assert main(["data", "fetch", "dimuon", "--force", "--mirror", server.url]) == 0
    assert "note: Dimuon_DoubleMu.csv has changed" in capsys.readouterr().err


def test_listing_says_what_is_here(server, folder, registry, capsys):
    main(["data", "fetch", "dimuon", "--mirror", server.url])
    capsys.readouterr()
    assert main(["data"]) == 0
    text = capsys.readouterr().out
    assert re.search(r"mnist: MNIST, .*, not fetched", text)
    assert f"fetched: {folder / 'dimuon.npz'}" in text
    assert "qm9_mp2_dipole.npz: not here" in text
    assert "dipole: (molecules, 3) float32" in text
    (folder / "qm9_mp2_dipole.npz").touch()
    assert main(["data", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["path"] for entry in listed["data_sets"]] == [None, str(folder / "dimuon.npz")]
    assert listed["bring_your_own"][0]["path"] == str(folder / "qm9_mp2_dipole.npz")
    assert main(["data", "where"]) == 0
    assert capsys.readouterr().out.strip() == str(folder)


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(server, folder, registry, capsys, monkeypatch):
    from lieaug.tasks.downloads import transfer

    def stop(file, *rest, **options):
        path = folder / "downloads" / "mnist" / f"{file.name}.part"
        path.write_bytes(bytes(5000))
        raise KeyboardInterrupt

    monkeypatch.setattr("lieaug.tasks.downloads.fetch.retrieve", stop)
    assert transfer.retrieve is not stop
    assert main(["data", "fetch", "mnist", "--mirror", server.url]) == 130
    assert "stopped by Ctrl-C with 5.0 kB kept; `lieaug data fetch mnist` goes on" in capsys.readouterr().err
    main(["data", "list"])
    assert "begun, 5.0 kB here" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("data fetch mnits", "did you mean mnist?"),
        ("data fetch", "or --all, got neither"),
        ("data fetch mnist --mirror http://127.0.0.1:9/none", "check the network"),
    ],
)
def test_mistakes_are_one_sentence(folder, registry, capsys, line, expected):
    assert main(line.split()) == 2
    text = capsys.readouterr().err.splitlines()[-1]
    assert text.startswith("expected")
    assert expected in text


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setenv("LIEAUG_DATA", str(tmp_path / "file" / "data"))
    assert main(["data", "fetch", "mnist"]) == 2
    assert "LIEAUG_DATA" in capsys.readouterr().err


def test_two_fetches_at_once_do_not_share_a_part(server, folder, registry, capsys):
    from lieaug.runs.lock import FileLock

    folder.mkdir()
    with FileLock(folder / ".lock"):
        assert main(["data", "fetch", "mnist", "--mirror", server.url]) == 2
    assert "another process" in capsys.readouterr().err
    assert server.asked == []
