"""Choose, write and tell the alignment of the postcode areas: `python -m geodata align`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from geodata.build import alignment, alignment_fit
from geodata.build.alignment import Alignment
from geodata.build.alignment_fit import County, Verdict


def align(sources: Path) -> str:
    """Write the simplest alignment that no other beats to `sources`; return what was compared."""
    found = alignment_fit.outlines(sources)
    judged = alignment_fit.verdicts(found, alignment_fit.models(found))
    chosen = alignment_fit.simplest_unbeaten(judged)
    made = alignment_fit.estimated(found, chosen.model)
    path = alignment.write(sources, made)
    return "\n".join(
        [*_comparison(judged, chosen), "", *_by_county(found, made), "", f"written: {path.name}"]
    )


def _comparison(judged: list[Verdict], chosen: Verdict) -> list[str]:
    best = min(judged, key=lambda one: one.mean_m)
    lines = [f"{'counties left out':20}{'mean m':>10}{'worse than the best by':>26}"]
    for one in judged:
        worse_m, error_m = alignment_fit.worse_m(one, best)
        mark = "  taken" if one is chosen else ""
        lines.append(
            f"{one.model.name:20}{one.mean_m:10.1f}{worse_m:17.1f} ± {error_m:.1f} m{mark}"
        )
    return lines


def _by_county(found: list[County], made: Alignment) -> list[str]:
    lines = [f"{'county':10}{'official to drawn border, median m':>36}{'aligned':>10}"]
    for county in found:
        before, after = (
            float(np.median(alignment_fit.distances_m(county, one))) for one in (None, made)
        )
        lines.append(f"{county.ags:10}{before:36.0f}{after:10.0f}")
    return lines
