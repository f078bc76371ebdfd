"""NOAA's best tracks (HURDAT2) to a table of steps: how a storm moved, and how it will.

Format: C. W. Landsea, J. L. Franklin, Mon. Wea. Rev. 141, 3576 (2013). A line per storm ("AL092011, IRENE, 39,") is
followed by as many lines of fixes: date, hour [UTC], record, status, latitude, longitude, wind [kt], and more.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from lieaug.errors import DataError
from lieaug.tasks.downloads.progress import Report

FIRST_YEAR = 1950
EARTH_RADIUS = 6371.0088
"""Mean radius [km]."""
_SIX_HOURS = 6 * 3600
_STORM_STATUS, _STORM_WIND = ("TS", "HU", "SS"), 34

_Fix = tuple[str, int, float, float]
"""Status, wind [kt], latitude and longitude [°]."""


def convert_storms(files: Mapping[str, Path], report: Report) -> dict[str, ndarray]:
    """One row for each six-hourly fix of a storm since 1950 with an unbroken half day before and day after it.

    Returns:
        year, day_of_year, lat and lon [°], past_step_6h, past_step_12h and next_step_24h, the last three [km east, km
        north].

    Raises:
        DataError: A line is not in the format.
    """
    (path,) = files.values()
    days: list[tuple[int, int]] = []
    centres: list[tuple[float, float]] = []
    steps: list[tuple[Float[ndarray, " two"], ...]] = []
    for fixes in read_tracks(path):
        for time, (status, wind, *_) in fixes.items():
            around = [fixes.get(time + i * _SIX_HOURS) for i in range(-2, 5)]
            day = datetime.fromtimestamp(time, UTC).timetuple()
            if day.tm_year < FIRST_YEAR or status not in _STORM_STATUS or wind < _STORM_WIND or None in around:
                continue
            places = [fix[2:] for fix in around if fix is not None]
            hops = [displacement(*hop) for hop in pairwise(places[:3])]
            days.append((day.tm_year, day.tm_yday))
            centres.append(places[2])
            steps.append((hops[1], hops[0], displacement(places[2], places[6])))
    columns = np.array(steps, dtype=np.float32).reshape(-1, 3, 2)
    year, day_of_year = np.array(days, dtype=np.int16).reshape(-1, 2).T
    latitude, longitude = np.array(centres, dtype=np.float32).reshape(-1, 2).T
    return {
        "year": year,
        "day_of_year": day_of_year,
        "lat": latitude,
        "lon": longitude,
        "past_step_6h": columns[:, 0],
        "past_step_12h": columns[:, 1],
        "next_step_24h": columns[:, 2],
    }


def read_tracks(path: Path) -> Iterator[dict[int, _Fix]]:
    """Each storm's fixes at 0, 6, 12 and 18 hours, by their time [s since 1970].

    Raises:
        DataError: A line is not in the format.
    """
    left, fixes, number = 0, {}, 0
    try:
        for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), start=1):  # noqa: B007
            cells = [cell.strip() for cell in line.split(",")]
            if left == 0:
                left, fixes = int(cells[2]), {}
                continue
            moment = datetime.strptime(cells[0] + cells[1], "%Y%m%d%H%M").replace(tzinfo=UTC)
            if moment.minute == 0 and moment.hour % 6 == 0:
                place = _degrees(cells[4], "NS"), _degrees(cells[5], "EW")
                fixes[int(moment.timestamp())] = cells[3], int(cells[6]), *place
            left -= 1
            if left == 0:
                yield fixes
        if left:
            raise ValueError("cut off in the middle of a storm")
    except (ValueError, IndexError) as error:
        raise DataError(
            f"expected HURDAT2 tracks, got another line {number} of {path.name} ({error}); fetch it again, or name a "
            "copy with --mirror"
        ) from error


def displacement(start: tuple[float, float], end: tuple[float, float]) -> Float[ndarray, " two"]:
    """Kilometres to the east and to the north between (latitude, longitude) [°], equirectangular at mid latitude."""
    east = (end[1] - start[1] + 180) % 360 - 180
    north = end[0] - start[0]
    shrunk = np.cos(np.radians((start[0] + end[0]) / 2))
    return np.radians([east * shrunk, north]) * EARTH_RADIUS


def _degrees(text: str, ends: str) -> float:
    value, end = float(text[:-1]), text[-1]
    if end not in ends:
        raise ValueError(f"{text} ends neither in {ends[0]} nor in {ends[1]}")
    return value if end in "NE" else -value
