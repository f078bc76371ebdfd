"""Which data sets can be fetched: sources, checksums and licences, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RemoteFile:
    """One file of a data set.

    Attributes:
        name: What it is called, here and in a mirror's folder.
        urls: Where it is, the official source first.
        size: Its length in bytes; about, if there is no checksum.
        checksum: "md5:..." or "sha256:..." as published; None if nobody publishes one. Such a file is verified by what
            is read from it, and its SHA-256 is noted when it is first fetched, so that a later change is noticed.
    """

    name: str
    urls: tuple[str, ...]
    size: int
    checksum: str | None


@dataclass(frozen=True)
class DataSet:
    """Files that are fetched together and become one .npz archive, which tasks read.

    Attributes:
        name: What `lieaug data fetch` calls it; the archive is NAME.npz.
        title: For people.
        what: What it holds, in one sentence.
        files: What is fetched.
        licence: Of the data.
        used_by: Tasks that can read it, with `--source full`.
        least: How many rows an array must have at least; fewer mean that the source is cut off or another one.
    """

    name: str
    title: str
    what: str
    files: tuple[RemoteFile, ...]
    licence: str
    used_by: tuple[str, ...]
    least: Mapping[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True)
class OwnFile:
    """A file that tasks can read, but that is not fetched: nobody publishes it under a licence that allows it.

    Attributes:
        name: How the file must be called in the data folder.
        what: What it holds, and why it is not fetched.
        arrays: Name -> shape, type and meaning of each array that is read.
        used_by: Tasks that can read it.
    """

    name: str
    what: str
    arrays: Mapping[str, str]
    used_by: tuple[str, ...]


def _mnist(name: str, size: int, md5: str) -> RemoteFile:
    """The official site serves these files no longer to programs; the two copies are those of PyTorch and Google.

    Checksums and the first copy: pytorch/vision, torchvision/datasets/mnist.py (`MNIST.resources`, `MNIST.mirrors`).
    """
    copies = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")
    return RemoteFile(name, tuple(copy + name for copy in copies), size, f"md5:{md5}")


def _qm9(number: int, name: str, size: int, sha256: str, *copies: str) -> RemoteFile:
    """Figshare under its three addresses.

    Sizes and checksums: tensorflow/datasets, tensorflow_datasets/datasets/qm9/checksums.tsv. They agree with the MD5
    that figshare publishes (ad1ebd51ee7f5b3a6e32e974e5d54012, a361887bacb427b8a0ce7903d92a53b4).
    """
    figshare = (
        f"https://ndownloader.figshare.com/files/{number}",
        f"https://springernature.figshare.com/ndownloader/files/{number}",
        f"https://api.figshare.com/v2/file/download/{number}",
    )
    return RemoteFile(name, figshare + copies, size, f"sha256:{sha256}")


DATASETS: dict[str, DataSet] = {
    dataset.name: dataset
    for dataset in (
        DataSet(
            "mnist",
            "MNIST",
            "All 60,000 training and 10,000 test images of handwritten digits, 28 x 28 grey levels.",
            (
                _mnist("train-images-idx3-ubyte.gz", 9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
                _mnist("train-labels-idx1-ubyte.gz", 28_881, "d53e105ee54ea40749a09fcbcd1e9432"),
                _mnist("t10k-images-idx3-ubyte.gz", 1_648_877, "9fb629c4189551a2d022fa330f9573f3"),
                _mnist("t10k-labels-idx1-ubyte.gz", 4_542, "ec29112dd5afa0611ce80d1b7f02629c"),
            ),
            "CC BY-SA 3.0",
            ("mnist",),
            {"x_train": 60_000, "y_train": 60_000, "x_test": 10_000, "y_test": 10_000},
        ),
        DataSet(
            "qm9",
            "QM9",
            "130,831 small organic molecules: geometries [Å] and 19 properties from density functional theory, "
            "without the 3,054 that failed their authors' consistency check.",
            (
                _qm9(
                    3195389,
                    "dsgdb9nsd.xyz.tar.bz2",
                    86_144_227,
                    "3a63848ac80691bdb8d41834b575afad345b9300d7a2db0c38adb7f6eaa8360c",
                    "https://s3-eu-west-1.amazonaws.com/pstorage-npg-968563215/3195389/dsgdb9nsd.xyz.tar.bz2",
                    "https://paddle-org.bj.bcebos.com/paddlematerials/datasets/qm9/dsgdb9nsd.xyz.tar.bz2",
                ),
                _qm9(
                    3195404,
                    "uncharacterized.txt",
                    486_752,
                    "3aa5115d540b356de94791d4a74c3bf1ed91c469ecf52a4f5d7cc0506fe02e24",
                ),
            ),
            "CC0 1.0",
            ("qm9",),
            {"properties": 130_000, "offsets": 130_001},
        ),
        DataSet(
            "dimuon",
            "CMS muon pairs",
            "Pairs of muons of opposite charge from 100,000 proton collisions of 2011 (CERN Open Data, record 545).",
            (
                # One public snapshot of the portal's listing gives 13,935,840 bytes and the Adler-32 5b87a72a. Neither
                # could be confirmed elsewhere, so they are not enforced.
                RemoteFile(
                    "Dimuon_DoubleMu.csv",
                    ("https://opendata.cern.ch/record/545/files/Dimuon_DoubleMu.csv",),
                    13_935_840,
                    None,
                ),
            ),
            "CC0 1.0",
            ("dimuon",),
            {"p4": 30_000},
        ),
        DataSet(
            "hurricane",
            "HURDAT2",
            "Atlantic hurricane tracks 1851 to 2025, of which every step since 1950 becomes a row.",
            (
                # NOAA renames the file with each release, and publishes no checksum.
                RemoteFile(
                    "hurdat2-1851-2025-02272026.txt",
                    ("https://www.nhc.noaa.gov/data/hurdat/hurdat2-1851-2025-02272026.txt",),
                    6_800_000,
                    None,
                ),
            ),
            "public domain (United States Government)",
            ("hurricane",),
            {"next_step_24h": 17_000},
        ),
    )
}

BRING_YOUR_OWN: tuple[OwnFile, ...] = (
    OwnFile(
        "qm9_mp2_dipole.npz",
        "Dipole vectors of QM9 molecules (RI-MP2). Published without a licence, so it is neither shipped nor fetched.",
        {
            "positions": "(atoms, 3) float32, Å, molecule after molecule",
            "atomic_numbers": "(atoms,) uint8",
            "offsets": "(molecules + 1,) int64: molecule i owns the atoms offsets[i]:offsets[i + 1]",
            "dipole": "(molecules, 3) float32, Debye, in the frame of the positions",
        },
        ("qm9",),
    ),
)
