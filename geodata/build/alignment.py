"""Where the postcode areas really lie: metres to add to what the package says, by place.

The polygons in reegis are displaced, by about 165 m and by another amount everywhere. What has to
be added is known at the control points of geodata/sources/postcode_alignment.csv, which
`python -m geodata align` estimates (see alignment_fit.py); between them it is a thin-plate spline.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator

from map_app.errors import BuildError

Metres = NDArray[np.float64]
Polygons = NDArray[np.object_]

FILE = "postcode_alignment.csv"
COLUMNS = ["east_m", "north_m", "add_east_m", "add_north_m"]
FEWEST = 3  # control points: fewer do not say how the ground turns


@dataclass(frozen=True, eq=False)
class Alignment:
    """What to add at control points: both (n, 2), metres east and north in EPSG:25832."""

    control_m: Metres
    add_m: Metres

    def moved(self, polygons: Polygons) -> Polygons:
        """Return the geometries (EPSG:25832) where they really lie.

        Thin-plate spline through the control points (Bookstein 1989), which with three of them
        is an affine transformation.
        """
        spline = RBFInterpolator(self.control_m, self.add_m, kernel="thin_plate_spline")
        return np.asarray(shapely.transform(polygons, lambda metres: metres + spline(metres)))


def read(sources: Path) -> Alignment:
    """Return the alignment kept in `sources`; raises BuildError if the file is none."""
    path = sources / FILE
    try:
        frame = pd.read_csv(path)[COLUMNS].astype(float)
    except (OSError, KeyError, ValueError) as error:
        raise _fault(f"cannot be read: {error}.") from error
    if len(frame) < FEWEST or not np.isfinite(frame.to_numpy()).all():
        raise _fault(f"needs at least {FEWEST} control points, every cell a number.")
    values = frame.to_numpy()
    places = values[:, :2] - values[:, :2].mean(axis=0)
    if len(np.unique(places, axis=0)) < len(places) or np.linalg.matrix_rank(places) < 2:
        raise _fault("has two control points at one place, or all on one line.")
    return Alignment(values[:, :2], values[:, 2:])


def write(sources: Path, alignment: Alignment) -> Path:
    """Write the control points to `sources`, to the decimetre, and return the path."""
    rows = np.column_stack([alignment.control_m, alignment.add_m])
    path = sources / FILE
    frame = pd.DataFrame(rows.round(1) + 0.0, columns=COLUMNS)
    frame.to_csv(path, index=False, lineterminator="\n")
    return path


def _fault(problem: str) -> BuildError:
    return BuildError(
        problem,
        file=f"geodata/sources/{FILE}",
        remedy="Estimate it again: python -m geodata align",
    )
