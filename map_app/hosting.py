"""Who runs this copy of the map: address, contact, imprint. The operator's to fill in.

Read from `site.toml` beside the code, or the file that RUHR_MAP_SITE names. Without one the map
runs, and its pages say what is still to be filled in; nothing is ever made up.
"""

from __future__ import annotations

import logging
import os
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from map_app.catalog import Words
from map_app.errors import FaultList, SiteError

SITE_FILE = Path(__file__).resolve().parent.parent / "site.toml"
EXAMPLE = "docs/site.example.toml"
_LOG = logging.getLogger("map_app")

Line = Annotated[str, Field(min_length=1, max_length=200)]
Email = Annotated[str, Field(pattern=r"^[^@\s<>\"?&]+@[^@\s<>\"?&]+\.[^@\s<>\"?&]+$")]
Url = Annotated[str, Field(pattern=r"^https?://[^\s\"<>]+$")]
# The map's own address: no query or hash, since the views bring theirs.
Home = Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9._:\[\]-]+(/[A-Za-z0-9._~/-]*)?$")]
# A source of a Content-Security-Policy; a semicolon or space would begin another rule.
Ancestor = Annotated[
    str, Field(pattern=r"^('self'|https?:|(https?://)?(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d+)?)$")
]  # fmt: skip


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Operator(_Entry):
    """Who answers for the map: `postal` is the address line by line, all of it shown in public."""

    name: Line
    postal: tuple[Line, ...] = Field(min_length=1)
    email: Email
    phone: Line | None = None


class Imprint(_Entry):
    """What the law of the operator's country asks for beyond name and address."""

    text: Words | None = None
    url: Url | None = None


class Privacy(_Entry):
    """`url`: the operator's own notice; `officer`: lines on the data protection officer;
    `logs`: what the operator's servers keep of a visit, and for how long.
    """

    url: Url | None = None
    officer: tuple[Line, ...] = ()
    logs: Words | None = None


class Enforcement(_Entry):
    """The body to turn to where the operator does not answer on accessibility."""

    name: Words
    url: Url


class Accessibility(_Entry):
    """The statement's date and ways; without `enforcement` it names the one for public bodies
    of North Rhine-Westphalia.
    """

    assessed: date | None = None
    email: Email | None = None
    form: Url | None = None
    enforcement: Enforcement | None = None


class Hosting(_Entry):
    """All the operator says; every part may be missing.

    `address` is where visitors reach the map, with the path before it if it has one.
    `frame_ancestors` are the sites that may embed it: None is everybody, none of them nobody.
    """

    address: Home | None = None
    frame_ancestors: tuple[Ancestor, ...] | None = None
    operator: Operator | None = None
    imprint: Imprint = Imprint()
    privacy: Privacy = Privacy()
    accessibility: Accessibility = Accessibility()

    @property
    def contact(self) -> str | None:
        """The e-mail address for all that has no other."""
        return self.operator.email if self.operator else None


def hosting() -> Hosting:
    """What the operator of this process says; raises FaultList or SiteError for a faulty file."""
    named = os.environ.get("RUHR_MAP_SITE")
    if named:
        return read_hosting(Path(named))
    if SITE_FILE.exists():
        return read_hosting(SITE_FILE)
    _LOG.warning(
        "There is no site.toml: imprint, contact and accessibility statement show that they are "
        "to be filled in. %s says how.",
        EXAMPLE,
    )
    return Hosting()


def read_hosting(file: Path) -> Hosting:
    """Read and validate the operator's file; raises FaultList of SiteError naming each key."""
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SiteError(
            f"cannot be read ({error.strerror}).",
            file=file.name,
            remedy="Correct RUHR_MAP_SITE or unset it.",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SiteError(
            f"is not valid TOML: {error}.", file=file.name, remedy="Mend the line it names."
        ) from error
    try:
        return Hosting.model_validate(raw)
    except ValidationError as error:
        raise FaultList([_fault(one, file.name) for one in error.errors()]) from error


def _fault(fault: Mapping[str, Any], name: str) -> SiteError:
    value = fault.get("input")
    shown = f" (found {value!r})" if isinstance(value, str | int | float | bool) else ""
    return SiteError(
        f"{fault['msg']}{shown}.",
        file=name,
        field=".".join(str(step) for step in fault["loc"]),
        remedy=f"Correct the entry; {EXAMPLE} shows each key.",
    )
