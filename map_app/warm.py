"""Work done before anybody asks for it: slow imports, and quiet for the garbage collector.

Streamlit collects garbage after every run, and the answer to a click waits for it. What lives as
long as the server (the atlas, the libraries) is frozen: the collector no longer looks through it.
"""

from __future__ import annotations

import gc
from threading import Timer

from map_app.atlas import Atlas
from map_app.catalog import LANGUAGES
from map_app.charts import charts_json
from map_app.choropleth import classifiers
from map_app.figures import REGION
from map_app.search_entries import search_index

# Seconds after the start: the first visitor's first view has the machine to itself.
_DELAY = 5.0


def settle() -> None:
    """Free what is garbage and leave everything else out of later collections.

    Frozen objects are still freed when nothing refers to them; only those that refer to each
    other stay. So this is for start-up, not for every run.
    """
    gc.collect()
    gc.freeze()


def prepare(atlas: Atlas) -> None:
    """Load what classes, charts and the search need, then settle again."""
    classifiers()
    for language in LANGUAGES:
        charts_json(REGION, language, atlas)
        search_index(atlas, language).find("-- typing error --")
    settle()


def warm_up(atlas: Atlas) -> None:
    """Prepare later and beside the visitors."""
    timer = Timer(_DELAY, prepare, [atlas])
    timer.daemon = True
    timer.start()
