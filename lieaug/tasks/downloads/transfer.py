"""Fetching one file: with Range requests that go on where a broken transfer stopped, from mirrors, with checks."""

import errno
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pooch
import requests
import urllib3

from lieaug.errors import StoreError
from lieaug.tasks.downloads.progress import Progress, Report
from lieaug.tasks.downloads.registry import RemoteFile

_CHUNK = 1 << 16
_MOMENTARY = (408, 425, 429)
"""Client errors after which the same request may succeed; of the others only the server's own (500 and up) may."""


class SourceError(Exception):
    """A source did not deliver; `again` says whether it may do so a moment later."""

    def __init__(self, reason: str, *, again: bool = False, kind: str = "network") -> None:
        super().__init__(reason)
        self.again = again
        self.kind = kind


class ResumingDownloader:
    """A downloader for pooch that keeps what a broken transfer brought, in a .part file, and goes on from there.

    What the server said about the file (its ETag or date) is kept beside it, and sent along with If-Range, so that a
    file which has changed meanwhile is sent as a whole. Without such a word, or at another server, a file is continued
    only if a checksum can tell in the end.
    """

    def __init__(self, part: Path, checksum: str | None, report: Report, *, timeout: float = 30.0) -> None:
        self.part = part
        self.resumed = False
        self._checksum = checksum
        self._report = report
        self._timeout = timeout
        self._memo = part.with_name(part.name + ".json")

    def __call__(self, url: str, output_file: str, pooch: object, check_only: bool = False) -> None:
        """Brings the file from `url` to `output_file`.

        Raises:
            SourceError: The source is out of reach, broke off, or sent something else.
            OSError: The file cannot be written.
        """
        try:
            self._transfer(url)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise SourceError(f"no connection ({_innermost(error)})", again=True) from error
        self._check()
        self._memo.unlink(missing_ok=True)
        self.part.replace(output_file)

    def _transfer(self, url: str) -> None:
        kept, validator = self._kept(url)
        headers = {"Accept-Encoding": "identity", "User-Agent": "lieaug"}
        if kept:
            headers |= {"Range": f"bytes={kept}-"} | ({"If-Range": validator} if validator else {})
        with requests.get(url, headers=headers, stream=True, timeout=self._timeout) as response:
            if response.status_code == 416:
                self._past_the_end(response, kept)
                return
            code = response.status_code
            if code not in (200, 206):  # others below 400 are pages that ask for patience or for a browser
                again = code >= 500 or code in _MOMENTARY
                raise SourceError(f"status {code} ({response.reason})", again=again, kind="status")
            start = kept if code == 206 else 0
            if code == 206 and _first_byte(response) != kept:
                self.forget()
                raise SourceError("another part of the file than was asked for", again=True)
            self.resumed = start > 0
            self._remember(url, response)
            self._receive(response, start)

    def _receive(self, response: requests.Response, start: int) -> None:
        length = response.headers.get("Content-Length")
        total = start + int(length) if length else None
        done = start
        with self.part.open("r+b" if start else "wb") as file:
            file.seek(start)
            file.truncate()
            while chunk := response.raw.read(_CHUNK):
                file.write(chunk)
                done += len(chunk)
                self._report(Progress(self.part.stem, done, total))
        if total is not None and done != total:
            raise SourceError(f"a transfer that broke off after {done:,} of {total:,} bytes", again=True)

    def _past_the_end(self, response: requests.Response, kept: int) -> None:
        """Nothing is left to send: the part is the whole, or belongs to another file."""
        if response.headers.get("Content-Range", "") != f"bytes */{kept}":
            self.forget()
            raise SourceError("a shorter file than the part that is here", again=True)

    def _check(self) -> None:
        if self._checksum is None:
            return
        kind, _, expected = self._checksum.partition(":")
        found = pooch.file_hash(str(self.part), alg=kind)
        if found != expected:
            self.forget()
            raise SourceError(f"a file with the {kind} {found} in place of {expected}", kind="checksum")

    def _kept(self, url: str) -> tuple[int, str | None]:
        """How many bytes can be kept, and what the server called the file that they come from."""
        try:
            memo: dict[str, Any] = json.loads(self._memo.read_text())
            size = self.part.stat().st_size
        except (OSError, ValueError):
            return 0, None
        validator = memo.get("validator") if memo.get("url") == url else None
        return (size, validator) if validator or self._checksum else (0, None)

    def _remember(self, url: str, response: requests.Response) -> None:
        tag = response.headers.get("ETag", "")
        validator = tag if tag.startswith('"') else response.headers.get("Last-Modified")  # If-Range bars weak tags
        self._memo.write_text(json.dumps({"url": url, "validator": validator}))

    def forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self._memo.unlink(missing_ok=True)


def part_of(target: Path) -> Path:
    """Where an unfinished file waits."""
    return target.with_name(target.name + ".part")


def retrieve(
    file: RemoteFile,
    folder: Path,
    report: Report,
    *,
    urls: tuple[str, ...],
    wait: Callable[[float], None],
    attempts: int = 4,
) -> tuple[Path | None, dict[str, SourceError]]:
    """Brings one file into a folder, from the first source that delivers it.

    Args:
        file: What to fetch.
        folder: Where to; it exists.
        report: Told how far the transfer is.
        urls: Where from, in this order.
        attempts: How often a source may fail in a row without having sent anything.
        wait: Waits some seconds; between attempts 1, 2, 4, ...

    Returns:
        The file, or None if no source delivered; and why each of those asked before did not.

    Raises:
        StoreError: The disk is full, or the folder cannot be written.
    """
    pooch.get_logger().setLevel("WARNING")  # the caller shows progress
    target = folder / file.name
    failures: dict[str, SourceError] = {}
    try:
        _require_room(file, folder)
        for url in urls:
            try:
                return _from_source(url, file, target, report, attempts, wait), failures
            except SourceError as error:
                failures[url] = error
    except OSError as error:
        raise _store_error(file, folder, error) from error
    return None, failures


def _from_source(
    url: str, file: RemoteFile, target: Path, report: Report, attempts: int, wait: Callable[[float], None]
) -> Path:
    part = part_of(target)
    failed = 0
    while True:
        downloader = ResumingDownloader(part, file.checksum, report)
        before = _length(part)
        try:
            pooch.retrieve(
                url,
                file.checksum,
                target.name,
                target.parent,
                downloader=downloader,  # pyright: ignore[reportArgumentType]
            )
        except SourceError as error:
            if error.kind == "checksum" and downloader.resumed:
                continue  # two halves of different files; the next attempt starts anew
            failed = 1 if _length(part) > before else failed + 1
            if not error.again or failed >= attempts:
                raise
            wait(2.0 ** (failed - 1))
        else:
            return target


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _require_room(file: RemoteFile, folder: Path) -> None:
    missing = file.size - _length(part_of(folder / file.name))
    if not (folder / file.name).exists() and shutil.disk_usage(folder).free < missing:
        raise OSError(errno.ENOSPC, "disk full")


def _store_error(file: RemoteFile, folder: Path, error: OSError) -> StoreError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(
            f"expected room for {file.name} ({file.size / 1e6:.1f} MB) in {folder}, got a full disk; free some space "
            "or name another folder in the environment variable LIEAUG_DATA, then fetch again: what is here is kept"
        )
    return StoreError(
        f"expected to write {file.name} in {folder}, got: {error.strerror or error}; make the folder writable or name "
        "another one in the environment variable LIEAUG_DATA"
    )


def _first_byte(response: requests.Response) -> int | None:
    found = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(found[1]) if found else None


def _innermost(error: BaseException) -> str:
    """The system's own words at the bottom of a chain of wrapped errors: "Connection refused", say."""
    text = str(error)
    system = re.findall(r"\[Errno -?\d+\] ([\w ]+)", text)
    return system[-1] if system else " ".join(text.split())[:100] or type(error).__name__
