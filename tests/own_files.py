"""Small files of the kinds that people bring, as bytes."""

import io
import zipfile

import numpy as np
from PIL import Image


def table(rows: int = 120, *, gaps: bool = False, seed: int = 0) -> bytes:
    """A spring in the plane: velocity, place, a mass, and whether its energy is high; with `gaps` some have no mass."""
    rng = np.random.default_rng(seed)
    lines = ["vx,vy,qx,qy,mass,status"]
    for index, (vx, vy, qx, qy) in enumerate(rng.normal(size=(rows, 4))):
        status = "high <b>" if vx**2 + vy**2 + qx**2 + qy**2 > 3.5 else "low"
        mass = "" if gaps and index % 10 == 3 else f"{1 + index % 7 / 10}"
        lines.append(f"{vx:.4f},{vy:.4f},{qx:.4f},{qy:.4f},{mass},{status}")
    return "\n".join(lines).encode()


def arrays(rows: int = 120) -> bytes:
    """Two vectors in the plane and the length of the first, as .npz."""
    x = np.random.default_rng(0).normal(size=(rows, 4))
    buffer = io.BytesIO()
    np.savez(buffer, x=x, y=np.hypot(x[:, 0], x[:, 1]))
    return buffer.getvalue()


def molecules(rows: int = 60) -> bytes:
    """Bent molecules of three atoms, each with a vector and a number, as extended XYZ."""
    rng = np.random.default_rng(0)
    frames = []
    for _ in range(rows):
        places = rng.normal(size=(3, 3))
        dipole = places[1] + places[2] - 2 * places[0]
        about = f'dipole="{" ".join(f"{value:.4f}" for value in dipole)}" energy={np.linalg.norm(dipole):.4f}'
        atoms = [
            f"{kind} " + " ".join(f"{value:.4f}" for value in place) for kind, place in zip("OHH", places, strict=True)
        ]
        frames.append("\n".join(["3", about, *atoms]))
    return "\n".join(frames).encode()


def images(rows: int = 60) -> bytes:
    """Bright and dark squares, one folder each, as .zip."""
    buffer = io.BytesIO()
    rng = np.random.default_rng(0)
    with zipfile.ZipFile(buffer, "w") as archive:
        for index in range(rows):
            bright = index % 2
            pixels = (rng.uniform(0, 60, (12, 12)) + 180 * bright).astype(np.uint8)
            picture = io.BytesIO()
            Image.fromarray(pixels).save(picture, "PNG")
            archive.writestr(f"{'bright' if bright else 'dark'}/{index}.png", picture.getvalue())
    return buffer.getvalue()
