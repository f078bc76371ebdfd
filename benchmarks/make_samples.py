"""Makes the files that people can try on the page *My data*; the same input gives the same bytes.

    python benchmarks/make_samples.py assets/data

water.extxyz is made up: bent molecules of three atoms with random bond lengths, angle and orientation; its dipole [e Å]
comes from fixed charges, its energy [kcal/mol] from springs. digits.zip holds digits of mnist.npz in the same folder,
each turned by a random angle. line.csv, for a lesson, has points along one line through the centre, and half their
squared distance from it. assets/data/README.md carries the printed hashes.
"""

import argparse
import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

SEED = 20260105
MOLECULES, PER_DIGIT, DIGITS = 1500, 220, (0, 1, 8)
CHARGES = np.array([-0.834, 0.417, 0.417])  # of O, H, H [e], as the TIP3P model of water has them
LENGTH, ANGLE = 0.957, np.radians(104.5)  # at rest [Å], [rad]
POINTS, SLOPE, LINE_SEED = 800, np.radians(35), 4
EPOCH = (1980, 1, 1, 0, 0, 0)


def random_rotations(count: int, rng: np.random.Generator) -> np.ndarray:
    """Rotations of space, all equally likely."""
    q, r = np.linalg.qr(rng.normal(size=(count, 3, 3)))
    q = q * np.sign(np.einsum("nii->ni", r))[:, None, :]
    q[:, :, 0] *= np.linalg.det(q)[:, None]
    return q


def write_water(target: Path) -> None:
    rng = np.random.default_rng(SEED)
    lengths = LENGTH + 0.08 * rng.normal(size=(MOLECULES, 2))
    angles = ANGLE + 0.2 * rng.normal(size=MOLECULES)
    places = np.zeros((MOLECULES, 3, 3))
    places[:, 1, 0] = lengths[:, 0]
    places[:, 2, 0], places[:, 2, 1] = lengths[:, 1] * np.cos(angles), lengths[:, 1] * np.sin(angles)
    places = np.einsum("nij,naj->nai", random_rotations(MOLECULES, rng), places)
    places = (places - places.mean(axis=1, keepdims=True)).round(3)
    dipoles = np.einsum("a,nai->ni", CHARGES, places)
    energies = 450 * ((lengths - LENGTH) ** 2).sum(axis=1) + 55 * (angles - ANGLE) ** 2
    with target.open("w", encoding="ascii", newline="\n") as file:
        for molecule, dipole, energy in zip(places, dipoles, energies, strict=True):
            file.write(f'3\ndipole="{" ".join(f"{value:.4f}" for value in dipole)}" energy={energy:.3f}\n')
            for kind, place in zip("OHH", molecule, strict=True):
                file.write(f"{kind} " + " ".join(f"{value:.3f}" for value in place) + "\n")


def write_digits(source: Path, target: Path) -> None:
    rng = np.random.default_rng(SEED)
    with np.load(source, allow_pickle=False) as shipped, zipfile.ZipFile(target, "w") as archive:
        images, labels = shipped["x_train"], shipped["y_train"]
        for digit in DIGITS:
            for row in np.flatnonzero(labels == digit)[:PER_DIGIT]:
                turned = Image.fromarray(images[row]).rotate(rng.uniform(0, 360), Image.Resampling.BILINEAR)
                picture = io.BytesIO()
                turned.quantize(16).convert("L").save(picture, "PNG", optimize=True)
                archive.writestr(zipfile.ZipInfo(f"{digit}/{row}.png", EPOCH), picture.getvalue())


def write_line(target: Path) -> None:
    places = np.random.default_rng(LINE_SEED).normal(0, 1.2, POINTS)
    x, y = places * np.cos(SLOPE), places * np.sin(SLOPE)
    answers = np.sqrt(x * x + y * y) ** 2 / 2
    rows = [f"{a:.4f},{b:.4f},{c:.4f}" for a, b, c in zip(x, y, answers, strict=True)]
    target.write_text("\n".join(["x,y,answer", *rows]) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="Where mnist.npz is and the samples go.")
    folder = parser.parse_args().folder
    write_water(folder / "water.extxyz")
    write_digits(folder / "mnist.npz", folder / "digits.zip")
    write_line(folder / "line.csv")
    for name in ("water.extxyz", "digits.zip", "line.csv"):
        path = folder / name
        print(hashlib.sha256(path.read_bytes()).hexdigest(), name, path.stat().st_size)


if __name__ == "__main__":
    main()
