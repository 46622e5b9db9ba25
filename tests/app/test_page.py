"""The page as Streamlit runs it: what a link shows, and what the browser's words change."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from map_app.atlas import GEODATA
from map_app.site import site

PAGE = Path(__file__).parents[2] / "map_app" / "page.py"
BOCHUM = "municipality-05911000"


class Visit:
    """One visitor's page: the data its component holds, and a way to answer as the browser does."""

    def __init__(self, **query: str) -> None:
        self.app = AppTest.from_file(str(PAGE), default_timeout=30)
        for key, value in query.items():
            self.app.query_params[key] = value
        self.app.run()

    @property
    def component(self) -> Any:
        assert not self.app.exception, self.app.exception
        [element] = self.app.get("bidi_component")
        return element.proto

    @property
    def data(self) -> dict[str, Any]:
        """What the browser is given."""
        data: dict[str, Any] = json.loads(self.component.json)
        return data

    @property
    def query(self) -> dict[str, str]:
        return dict(self.app.query_params)

    def hear(self, message: Any) -> None:
        """Send a message as the bridge's `setTriggerValue("act", message)` does."""
        states = WidgetStates()
        state = states.widgets.add()
        state.id = f"$$STREAMLIT_INTERNAL_KEY_{self.component.id}__events"
        state.json_trigger_value = json.dumps([{"event": "act", "value": message}])
        self.app._run(states)

    def say(self, *actions: dict[str, Any], run: str = "first") -> None:
        """Do what the bridge does on clicks: say them from the URL as it is now."""
        base = f"?{urlencode(self.query)}"
        numbered = [{"n": number, **action} for number, action in enumerate(actions, start=1)]
        self.hear({"run": run, "base": base, "actions": numbered})


@pytest.fixture
def geodata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the data that the page reads instead of the real one."""
    copy = tmp_path / "geodata"
    for folder in ("layers", "tables"):
        shutil.copytree(GEODATA / folder, copy / folder)
    shutil.copy(GEODATA / "catalog.toml", copy)
    monkeypatch.setenv("RUHR_MAP_GEODATA", str(copy))
    site.cache_clear()
    yield copy
    site.cache_clear()


def test_the_first_view_shows_the_whole_region_in_german():
    data = Visit().data
    assert data["language"] == "de"
    assert {"municipalities", "research", "quarters", "emscher-river"} <= set(data["layers"])
    assert (data["passing"], data["selected"], data["profile"]) == (None, None, None)
    assert data["notes"] == []
    assert data["map"].startswith("ruhr/map.")
    assert data["ui"].startswith("ruhr/frame-de.")


def test_nothing_but_the_component_is_on_the_page():
    app = Visit().app
    assert [element.type for element in app.main][1:] == ["bidi_component"]
    assert len(app.sidebar) == 0


def test_the_message_to_the_browser_is_small_and_carries_no_geometry():
    component = Visit(id=BOCHUM).component
    assert len(component.json) + len(component.js_content) < 8_000
    assert "coordinates" not in component.json


def test_a_full_link_shows_what_it_names():
    data = Visit(
        lang="en",
        off="waters",
        themes="research",
        kinds="institute",
        q="museum",
        basemap="topplus-grey",
        id="research-dbm",
        **{"in": "05911000"},
    ).data
    assert data["language"] == "en"
    assert "waters" not in data["layers"]
    assert data["filter"] == {
        "themes": ["research"],
        "places": [BOCHUM],
        "kinds": ["institute"],
        "text": "museum",
    }
    assert data["matches"] == 1
    assert data["basemap"] == "topplus-grey"
    assert data["profile"]["title"] == "German Mining Museum Bochum"
    assert data["ui"].startswith("ruhr/frame-en.")
    assert data["notes"] == []


def test_unknown_values_in_a_link_get_a_note_and_the_rest_applies():
    data = Visit(id="research-atlantis", kinds="castle.institute").data
    assert data["selected"] is None
    assert data["filter"]["kinds"] == ["institute"]
    assert len(data["notes"]) == 2
    assert any("„research-atlantis“" in note for note in data["notes"])


def test_a_note_stands_in_the_language_of_the_link():
    [note] = Visit(lang="en", id="<b>x</b>").data["notes"]
    assert note.startswith("The link names an entry that does not exist here: “<b>x</b>”.")


def test_a_click_opens_the_profile_and_stands_in_the_link():
    visit = Visit()
    visit.say({"do": "select", "id": BOCHUM})
    assert visit.data["profile"]["title"] == "Bochum"
    assert visit.query == {"id": BOCHUM}
    visit.say({"do": "select", "id": None})
    assert visit.data["profile"] is None
    assert visit.query == {}


def test_a_filter_changes_matches_and_link_and_leaves_the_open_profile_alone():
    visit = Visit(id=BOCHUM)
    before = visit.data
    visit.say({"do": "filter", "group": "kinds", "value": "institute", "on": True})
    assert visit.data["matches"] == 24
    assert visit.query == {"id": BOCHUM, "kinds": "institute"}
    assert visit.data["profile"]["facts"] == before["profile"]["facts"]
    assert (visit.data["map"], visit.data["layers"]) == (before["map"], before["layers"])


def test_a_circle_filters_and_is_given_up():
    visit = Visit(near="51.4818_7.2162_2")
    everything = Visit().data["matches"]
    assert 0 < visit.data["matches"] < everything
    assert visit.data["near"]["km"] == 2
    visit.say({"do": "near", "lat": 51.4818, "lon": 7.2162, "km": 5})
    assert visit.query == {"near": "51.4818_7.2162_5"}
    visit.say({"do": "near", "value": None})
    assert visit.query == {}
    assert (visit.data["near"], visit.data["matches"]) == (None, everything)


def test_the_component_stays_the_same_element_whatever_is_clicked():
    visit = Visit()
    first = visit.component
    visit.say({"do": "theme", "id": "research", "on": False}, {"do": "text", "value": "bochum"})
    assert visit.component.id == first.id
    assert visit.component.js_content == first.js_content


def test_the_language_changes_in_place_and_keeps_everything_else():
    visit = Visit(id=BOCHUM, kinds="institute")
    visit.say({"do": "language", "value": "en"})
    assert visit.query == {"lang": "en", "id": BOCHUM, "kinds": "institute"}
    assert visit.data["profile"]["kicker"] == "Independent city · Cities & districts"


def test_clicks_in_quick_succession_are_all_heard_in_their_order():
    visit = Visit()
    visit.say(
        {"do": "filter", "group": "themes", "value": "research", "on": True},
        {"do": "filter", "group": "themes", "value": "emscher", "on": True},
        {"do": "filter", "group": "themes", "value": "research", "on": False},
    )
    assert visit.data["filter"]["themes"] == ["emscher"]
    assert (visit.data["run"], visit.data["done"]) == ("first", 3)


def test_a_message_that_repeats_an_unanswered_click_does_it_once():
    visit = Visit()
    on = {"do": "layer", "id": "waters", "on": False}
    visit.say(on)
    visit.hear(
        {
            "run": "first",
            "base": "",
            "actions": [{"n": 1, **on}, {"n": 2, "do": "select", "id": BOCHUM}],
        }
    )
    assert visit.query == {"off": "waters", "id": BOCHUM}
    assert visit.data["done"] == 2


def test_a_rerun_without_a_click_shows_the_same():
    visit = Visit(id=BOCHUM, q="bochum")
    before = visit.data
    visit.app.run()
    assert visit.data == before


def test_back_to_an_earlier_link_shows_what_it_showed():
    visit = Visit(kinds="institute")
    before = visit.data
    visit.say({"do": "reset"})
    assert visit.data["passing"] is None
    visit.app.query_params = {"kinds": "institute"}
    visit.app.run()
    assert visit.data["passing"] == before["passing"]


def test_two_visitors_do_not_see_each_others_filters():
    one, other = Visit(), Visit()
    one.say({"do": "text", "value": "emscher"})
    other.app.run()
    assert one.data["filter"]["text"] == "emscher"
    assert other.data["filter"]["text"] == ""


NONSENSE: list[Any] = [
    None,
    5,
    "select",
    [],
    {},
    {"actions": None},
    {"base": 5, "actions": []},
    {"base": "?kinds=castle&%zz&=&", "actions": []},
    {"base": "?q=%ed%a0%80", "actions": []},
    {"actions": ["select", None, {"do": "fly", "n": 1}]},
    {"actions": 5},
    {"actions": [{"n": "x", "do": "reset"}]},
    {"actions": [{"n": None, "do": "reset"}]},
    {"actions": [{"n": 1e400, "do": "reset"}]},
    {"actions": [{"n": 1, "do": "filter", "group": "kinds", "value": []}]},
    {"actions": [{"n": 1, "do": "text", "value": "emscher \ud83d"}]},
]


@pytest.mark.parametrize("message", NONSENSE, ids=ascii)
def test_nonsense_from_a_browser_does_not_stop_the_page(message):
    visit = Visit()
    visit.hear(message)
    assert visit.data["matches"] > 0


def test_a_broken_layer_is_named_and_everything_else_works(geodata, caplog):
    (geodata / "layers" / "waters.geojson").write_text('{"type": "FeatureColl')
    with caplog.at_level(logging.ERROR, logger="map_app"):
        visit = Visit(id=BOCHUM)
    assert visit.data["notes"] == [
        "Die Ebene „Gewässer“ fehlt gerade: Ihre Daten sind fehlerhaft. Alles andere funktioniert."
    ]
    assert "waters" not in visit.data["layers"]
    assert visit.data["profile"]["title"] == "Bochum"
    assert "layers/waters.geojson" in caplog.text
    visit.say({"do": "language", "value": "en"})
    assert visit.data["notes"][0].startswith("The layer “Waters” is missing for now")


@pytest.mark.parametrize("lost", ["municipalities", "districts"])
def test_even_without_the_ground_the_sites_are_shown(geodata, lost):
    (geodata / "layers" / f"{lost}.geojson").unlink()
    visit = Visit(id="research-dzne-witten", **{"in": "05954036"})
    assert visit.data["profile"]["title"]
    assert visit.data["matches"] >= 1
    assert any("fehlt gerade" in note for note in visit.data["notes"])


def test_html_in_a_layer_reaches_the_browser_as_text(geodata):
    file = geodata / "layers" / "research.geojson"
    name = "<img src=x onerror=alert(1)>"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["features"][0]["properties"]["name_de"] = name
    file.write_text(json.dumps(content), encoding="utf-8")
    assert Visit(id=content["features"][0]["id"]).data["profile"]["title"] == name
