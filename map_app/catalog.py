"""The catalogue: themes, layers, kinds, sources and basemaps, read from one TOML file.

Everything the map shows is declared there; this module reads it into frozen,
validated models and refuses a wrong entry by file, table and key. It knows
neither geometry nor Streamlit.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from map_app.catalog_faults import dangling, entry_faults
from map_app.errors import CatalogError, FaultList

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")

PropertyName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
View = Literal["region", "world"]
Geometry = Literal[
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"
]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Entry):
    """One text in both languages; a bare string stands for both."""

    de: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __call__(self, language: Language) -> str:
        return self.en if language == "en" else self.de


def _same_in_both(value: Any) -> Any:
    return {"de": value, "en": value} if isinstance(value, str) else value


Words = Annotated[Text, BeforeValidator(_same_in_both)]


class Paint(_Entry):
    """A colour for the light and one for the dark ground."""

    light: Colour
    dark: Colour


class Source(_Entry):
    """A data set: who made it, under which licence, and the credit people must see."""

    id: Slug
    title: Words
    publisher: str
    url: str | None = None
    licence: str
    licence_url: str | None = None
    attribution: Words
    credit: Words | None = None
    date: date

    def credit_line(self, language: Language) -> str:
        """The short credit at the foot of the map; the whole attribution where there is none."""
        return (self.credit or self.attribution)(language)


class Told(Text):
    """What the brochure says of a theme, in our words, and the lines it says it in."""

    lines: str = Field(pattern=r"^\d+(-\d+)?(, \d+(-\d+)?)*$")


class Theme(_Entry):
    """A chapter of the map with its colour, its symbol and what it is about.

    `told` is what the brochure says of the whole theme; the panel shows it as of its time.
    """

    id: Slug
    title: Words
    colour: Paint
    symbol: Slug
    summary: Words | None = None
    told: Told | None = None


class Kind(_Entry):
    """What a feature is, in the singular."""

    id: Slug
    label: Words


class Relation(_Entry):
    """How a feature belongs to another: `label` heads the object in the subject's profile
    ("Member of"), `inverse` the subjects in the object's ("Members").
    """

    id: Slug
    label: Words
    inverse: Words


class State(_Entry):
    """What a stretch or a place can be in a year: its name, what it means, and how it is drawn.

    Features name it in their `states`; see geodata/README.md. `dash` is for lines.
    """

    id: Slug
    label: Words
    meaning: Words
    colour: Paint
    dash: str | None = Field(default=None, pattern=r"^\d+( \d+)*$")


class Stop(_Entry):
    """A year the time control marks, and what happened in it."""

    year: int
    label: Words


class Time(_Entry):
    """The time control: its first and last year, its marked stops, and the layers it brings along.

    The last year stands for today.
    """

    first: int
    last: int
    layers: tuple[Slug, ...] = ()
    stop: tuple[Stop, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _runs_forwards(self) -> Self:
        if self.first >= self.last:
            raise ValueError(f"the years run backwards: {self.first} to {self.last}")
        if [stop.year for stop in self.stop] != sorted({stop.year for stop in self.stop}):
            raise ValueError("the stops must stand in the order of their years, each once")
        for stop in self.stop:
            if not self.first <= stop.year <= self.last:
                raise ValueError(f"stop {stop.year} lies beyond {self.first} to {self.last}")
        return self


class Lifetime(_Entry):
    """Which properties of a layer's features say from which year to which they are there.

    Without a first year a feature has always been there, without a last one it still is; the
    last year no longer belongs to it.
    """

    since: PropertyName = "from_year"
    until: PropertyName = "to_year"


class FieldEntry(_Entry):
    """A fact of a feature as the profile shows it.

    `unit` follows the value, `year` is the year the value stands for, `source`
    the data set it comes from when that differs from the layer's. `rank` names an
    indicator ("inhabitants", "inhabitants/km2") in which municipalities are ranked.
    """

    name: PropertyName
    label: Words
    format: Literal["number", "year", "date", "text"] = "number"
    decimals: Annotated[int, Field(ge=0, le=3)] = 0
    unit: Words | None = None
    year: int | None = None
    source: Slug | None = None
    rank: Annotated[str, Field(pattern=r"^[a-z0-9-]+(/(km2|inhabitants))?$")] | None = None


class Style(_Entry):
    """How a layer is drawn; sizes in CSS pixels, opacity 0 to 1.

    `marks = false` shows the names of points without a symbol; `alone = true` keeps a
    point out of the counted bubbles, which step aside for it.
    """

    symbol: Slug | None = None
    colour: Paint | None = None
    weight: Annotated[float, Field(ge=0, le=12)] = 1.0
    dash: str | None = Field(default=None, pattern=r"^\d+( \d+)*$")
    opacity: Annotated[float, Field(ge=0, le=1)] = 1.0
    marks: bool = True
    alone: bool = False


class Labels(_Entry):
    """From which zoom names appear and who gives way: the higher rank stays.

    `rank_by` names a numeric property that orders features within the layer;
    `first` names kinds that may appear `first_zoom` already.
    """

    min_zoom: float = 12
    first: tuple[Slug, ...] = ()
    first_zoom: float = 0
    rank: int = 0
    rank_by: str | None = None
    look: Literal["city", "site", "quiet", "water", "line", "faint"] = "site"


class Layer(_Entry):
    """One GeoJSON file on the map.

    `role` decides how it behaves: `ground` is the land itself (a filtered-out
    feature pales but stays), `sites` are the things to find (filtered-out ones
    go), `orientation` helps to find one's way and takes no part in filters,
    `entries` have no one place and no geometry: they are found, read and linked.
    `view` is the map it belongs on: the region's or the world's.
    `credits` names data sets besides `source` that people must see credited.
    `time` makes it follow the time control.
    """

    id: Slug
    theme: Slug
    title: Words
    file: str
    geometry: tuple[Geometry, ...] = ()
    role: Literal["ground", "sites", "orientation", "entries"] = "sites"
    view: View = "region"
    source: Slug
    credits: tuple[Slug, ...] = ()
    date: date
    accuracy_m: float | None = Field(default=None, gt=0)
    kind: Slug | None = None
    show: bool = True
    min_zoom: float = 0
    style: Style = Style()
    labels: Labels | None = None
    time: Lifetime | None = None
    field: tuple[FieldEntry, ...] = ()

    @model_validator(mode="after")
    def _field_names_are_unique(self) -> Self:
        _unique("field", (entry.name for entry in self.field))
        return self

    @model_validator(mode="after")
    def _geometry_fits_the_role(self) -> Self:
        if self.role == "entries" and self.geometry:
            raise ValueError("a layer of entries has no geometry; leave the key out")
        if self.role != "entries" and not self.geometry:
            raise ValueError('geometry is missing; only a layer with role = "entries" has none')
        return self


class Indicator(_Entry):
    """A figure with a value for every municipality, or nearly: ranks, comparisons, choropleths.

    `measure`: a `count` grows with the municipality, so it is shown per km² or per
    `per_inhabitants` people, raw only when asked for; a `rate` (a share, a mean) or a `change`
    stands as it is. `source` is where the latest values come from; a state may name its own.
    `middle` is the value a diverging palette parts at. `note` says why some have no value.
    Its values, each with its date, stand in geodata/tables/indicators.json.
    """

    id: Slug
    title: Words
    meaning: Words
    unit: Words
    measure: Literal["count", "rate", "change"]
    per_inhabitants: Annotated[int, Field(ge=1)] | None = None
    decimals: Annotated[int, Field(ge=0, le=3)] = 0
    middle: float | None = None
    group: Slug
    source: Slug
    note: Words | None = None


class Palette(_Entry):
    """A colour-blind-safe ColorBrewer scheme, by the name branca knows it under."""

    id: Slug
    title: Words
    scheme: str
    diverging: bool = False


class Basemap(_Entry):
    """A third-party tile layer; asked for only when the visitor chooses it."""

    id: Slug
    title: Words
    url: str = Field(pattern=r"^https://")
    attribution: Words
    licence: str
    max_zoom: Annotated[int, Field(ge=1, le=22)] = 18
    dims_in_dark: bool = True


class Region(_Entry):
    """A view's home and limits: west, south, east, north in degrees (EPSG:4326)."""

    extent: tuple[float, float, float, float]
    limits: tuple[float, float, float, float]
    min_zoom: float = 7
    max_zoom: float = 18

    @model_validator(mode="after")
    def _limits_hold_the_extent(self) -> Self:
        west, south, east, north = self.extent
        if not (west < east and south < north):
            raise ValueError("extent must be west, south, east, north in degrees")
        if not (
            self.limits[0] <= west
            and self.limits[1] <= south
            and self.limits[2] >= east
            and self.limits[3] >= north
        ):
            raise ValueError("limits must contain extent")
        return self


class Catalog(_Entry):
    """The whole catalogue; every reference in it is known to lead somewhere.

    `headline` are the ids of the figures that stand first in the figures panel.
    """

    title: Words
    region: Region
    world: Region | None = None
    time: Time | None = None
    symbols: Mapping[Slug, str]
    theme: tuple[Theme, ...]
    kind: tuple[Kind, ...]
    relation: tuple[Relation, ...] = ()
    state: tuple[State, ...] = ()
    source: tuple[Source, ...]
    layer: tuple[Layer, ...]
    indicator: tuple[Indicator, ...] = ()
    indicator_group: tuple[Kind, ...] = ()
    palette: tuple[Palette, ...] = ()
    headline: tuple[Slug, ...] = ()
    basemap: tuple[Basemap, ...] = ()

    def theme_of(self, theme_id: str) -> Theme:
        return next(theme for theme in self.theme if theme.id == theme_id)

    def kind_of(self, kind_id: str) -> Kind:
        return next(kind for kind in self.kind if kind.id == kind_id)

    def relation_of(self, relation_id: str) -> Relation:
        return next(relation for relation in self.relation if relation.id == relation_id)

    def indicator_of(self, indicator_id: str) -> Indicator:
        return next(entry for entry in self.indicator if entry.id == indicator_id)

    def view_of(self, layer: Layer) -> Region:
        """The home and limits of the map a layer belongs on."""
        return self.world if layer.view == "world" and self.world else self.region

    def source_of(self, source_id: str) -> Source:
        return next(source for source in self.source if source.id == source_id)

    def layer_of(self, layer_id: str) -> Layer:
        return next(layer for layer in self.layer if layer.id == layer_id)

    def colour_of(self, layer: Layer) -> Paint:
        return layer.style.colour or self.theme_of(layer.theme).colour

    def symbol_of(self, layer: Layer) -> str:
        return layer.style.symbol or self.theme_of(layer.theme).symbol


def _unique(table: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for entry_id in ids:
        if entry_id in seen:
            raise ValueError(f'{table} "{entry_id}" is declared twice')
        seen.add(entry_id)


def read_catalog(file: Path) -> Catalog:
    """Read and validate the catalogue at `file`.

    Raises FaultList with one CatalogError per wrong entry, each naming the
    file, the table and the key.
    """
    name = f"{file.parent.name}/{file.name}"
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogError(
            f"cannot be read ({error.strerror}).",
            file=name,
            remedy="Restore it from the repository.",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(
            f"is not valid TOML: {error}.", file=name, remedy="Mend the line it names."
        ) from error
    try:
        catalog = Catalog.model_validate(raw)
    except ValidationError as error:
        raise FaultList(entry_faults(error, raw, name)) from error
    faults = list(dangling(catalog, name))
    if faults:
        raise FaultList(faults)
    return catalog
