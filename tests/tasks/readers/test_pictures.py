"""Images from folders and archives; an archive can do no harm."""

import io
import struct
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from lieaug.errors import DataError
from lieaug.tasks import Table
from lieaug.tasks.own import inspect
from lieaug.tasks.readers.pictures import labelled, read_pictures
from lieaug.tasks.readers.shelf import open_shelf


def png(size=(8, 8), mode="L", seed=0, kind="PNG"):
    """An image as bytes."""
    width, height = size
    shape = (height, width, 4)[: 2 if mode in ("L", "I;16") else 3]
    levels = np.random.default_rng(seed).integers(0, 65536 if mode == "I;16" else 256, shape)
    image = Image.fromarray(levels.astype(np.uint16 if mode == "I;16" else np.uint8))
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def files(rows=60, **changed):
    """Two classes in sub-folders."""
    return {f"{'ab'[row % 2]}/{row:03}.png": png(seed=row) for row in range(rows)} | changed


@pytest.fixture(params=["folder", "archive"])
def place(request, tmp_path):
    """Puts files into a folder, or an archive of it."""

    def put(content):
        if request.param == "archive":
            with zipfile.ZipFile(tmp_path / "data.zip", "w") as archive:
                for name, data in content.items():
                    archive.writestr(name, data)
            return tmp_path / "data.zip"
        for name, data in content.items():
            path = tmp_path / "data" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return tmp_path / "data"

    return put


def load(path, **settings):
    return Table(path=path, **settings).load(np.random.default_rng(0))


def test_sub_folders_name_classes(place):
    path = place(files() | {"__MACOSX/a/000.png": b"", ".DS_Store": b"", "a/notes.txt": b"hello"})
    data = load(path)
    assert (data.x_train.shape, data.action, data.kind) == ((48, 8, 8), "image.affine", "classification")
    assert data.classes == ("a", "b")
    assert 0 <= data.x_train.min() < 0.1 < 0.9 < data.x_train.max() <= 1


def test_a_table_names_labels(place):
    images = {f"images/{row}.png": png(seed=row) for row in range(61)}
    rows = [f"images/{row}.png;{row % 2};{row / 2};{row // 6}" for row in range(60)]
    path = place(images | {"labels.csv": "\n".join(["file;label;angle;person", *rows]).encode()})
    assert load(path, y=("label",)).kind == "classification"
    data = load(path, y=("angle",), group_column="person")
    assert (data.kind, data.y_train.shape[1]) == ("regression", 1)
    assert data.groups_train is not None
    assert data.warnings[0] == "Images without a label: 1 of 61 were left out."
    with pytest.raises(DataError, match="expected the name of a target with --y, got none; the labels of data"):
        load(path)


def test_rows_of_the_table_without_a_label_may_be_dropped(place):
    images = {f"{row}.png": png(seed=row) for row in range(64)}
    rows = [f"{row}.png,{'' if row in (3, 5) else 'ab'[row % 2]}" for row in range(64)]
    path = place(images | {"labels.csv": "\n".join(["file,label", *rows]).encode()})
    with pytest.raises(DataError, match="--missing drop"):
        load(path)
    data = load(path, missing="drop")
    assert len(data.x_train) + len(data.x_test) == 62
    assert "Rows without a value: 2 of 64 were left out." in data.warnings
    seen = inspect(path)
    assert (seen.rows, [(column.name, column.missing) for column in seen.columns]) == (62, [("label", 2)])


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_becomes_grey(place, mode):
    path = place({f"{'ab'[row]}/{row}.png": png(mode=mode, seed=row) for row in range(2)})
    with open_shelf(path) as shelf:
        x, warnings = read_pictures(shelf, labelled(shelf).files)
    assert (x.dtype, x.shape) == (np.float32, (2, 8, 8))
    assert 0 <= x.min() < 0.3 < 0.6 < x.max() <= 1
    assert bool(warnings) == (mode in ("RGB", "RGBA"))


def test_large_images_are_scaled_down_with_a_warning(place):
    path = place({"a/1.png": png((200, 100)), "b/2.jpg": png((200, 100), kind="JPEG")})
    with open_shelf(path) as shelf:
        x, warnings = read_pictures(shelf, labelled(shelf).files)
    assert x.shape == (2, 32, 64)
    assert "200 x 100 pixels were scaled down to 64 x 32" in warnings[0]
    assert abs(float(x.mean()) - 0.5) < 0.03


def bomb_header(width, height):
    """The header of an image that announces a huge size, and nothing behind it."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


BAD = {
    "no images": ({"a.txt": b"hello"}, r"expected PNG or JPEG images in data.*, got 1 files of other kinds"),
    "no sub-folders": ({"1.png": png(), "a/2.png": png()}, "expected images in sub-folders .* got '1.png' in none"),
    "one class": ({"a/1.png": png(), "a/2.png": png()}, "got 'a' alone"),
    "two sizes": (files(**{"b/odd.png": png((8, 9))}), r"got 'b/odd.png' with 8 x 9 pixels and .* with 8 x 8"),
    "too large": (files(**{"a/big.png": png((600, 8))}), "at most 512 x 512 pixels, got 'a/big.png' with 600 x 8"),
    "a bomb of pixels": (files(**{"a/bomb.png": bomb_header(60_000, 60_000)}), "'a/bomb.png'"),
    "not an image": (files(**{"a/bad.png": b"hello"}), "got 'a/bad.png', which cannot be decoded"),
    "cut off": (files(**{"a/cut.png": png()[:60]}), "got 'a/cut.png', which cannot be decoded"),
    "a file that is not there": (
        {"1.png": png(), "labels.csv": b"file,label\n1.png,a\n2.png,b\n"},
        r"expected the image '2.png' of row 3 of labels.csv .* got no such file \(1 are missing\)",
    ),
    "a gap in the labels": (
        {"1.png": png(), "2.png": png(), "labels.csv": b"file,label\n1.png,\n2.png,a\n"},
        r"got '1.png, ' in row 2 \(1 of 2 rows have gaps\); fill them, or leave these rows out with --missing drop",
    ),
    "no labels": ({"1.png": png(), "labels.csv": b"file,label\n"}, "a row for every image"),
    "one column": ({"1.png": png(), "labels.csv": b"file\n1.png\n"}, "a header with several names"),
    "two tables": ({"1.png": png(), "labels.csv": b"", "a/labels.csv": b""}, "expected one labels.csv"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_bad_images_and_labels(place, case):
    content, message = case
    with pytest.raises(DataError, match=message) as caught:
        load(place(content))
    assert str(caught.value).startswith("expected ")


def member(name, **changed):
    info = zipfile.ZipInfo(name)
    for key, value in changed.items():
        setattr(info, key, value)
    return info


@pytest.mark.parametrize(
    ("info", "content", "message"),
    [
        (member("../a/1.png"), b"", "which climbs out"),
        (member("/etc/1.png"), b"", "which climbs out"),
        (member("a\\..\\..\\1.png"), b"", "which climbs out"),
        (member("C:/1.png"), b"", "which climbs out"),
        (member("a/1.png", external_attr=0o120777 << 16), b"/etc/passwd", "got the link 'a/1.png'"),
        (member("a/more.zip"), b"", "another archive 'a/more.zip'"),
        (member("a/1.png", compress_type=zipfile.ZIP_DEFLATED), bytes(2**22), "packed more than 200 times smaller"),
    ],
)
def test_archives_that_could_do_harm(tmp_path, info, content, message):
    with zipfile.ZipFile(tmp_path / "data.zip", "w") as archive:
        archive.writestr(info, content)
    with pytest.raises(DataError, match=message):
        load(tmp_path / "data.zip")


def test_encrypted_archives(tmp_path):
    path = tmp_path / "data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/1.png", png())
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag in the file's own header, and in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"got 'a/1.png' encrypted"):
        load(path)


def test_links_in_a_folder(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "1.png").symlink_to("/etc/passwd")
    with pytest.raises(DataError, match=r"got the link '1.png'"):
        load(tmp_path / "data")


@pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_BYTES"])
def test_limits_on_all_files_together(place, monkeypatch, limit):
    monkeypatch.setattr(f"lieaug.tasks.readers.shelf.{limit}", 50)
    with pytest.raises(DataError, match="expected at most"):
        load(place(files()))


def test_damaged_archives_end_in_a_sentence(tmp_path):
    path = tmp_path / "data.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files().items():
            archive.writestr(name, content)
    whole, rng, sentences = path.read_bytes(), np.random.default_rng(0), 0
    for _ in range(40):
        damaged = bytearray(whole)
        for place in rng.integers(len(damaged), size=20):
            damaged[place] = rng.integers(256)
        path.write_bytes(damaged)
        try:
            load(path)
        except DataError as error:
            sentences += str(error).startswith("expected ")
    assert sentences > 20
