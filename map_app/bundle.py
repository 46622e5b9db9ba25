"""The bridge's modules as one file: the page asks once instead of sixty times.

Each module becomes a function that gives back what it exports, after those it needs. That holds
for the plain forms the bridge keeps to - named imports of neighbours, exported declarations - and
anything else is refused. The single modules are served too, for whoever reads or tests them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(
    r"^export (default )?((?:async )?(?:class|function\*?|const) ([\w$]+))", re.MULTILINE
)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def bundle(modules: Mapping[str, str], entry: str) -> str:
    """One module with the default export of `entry`, from texts by file name.

    Raises ValueError for a module that is missing, imports in a circle, or has an import or
    export of another form.
    """
    done: dict[str, str] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in done:
            return
        if name in above:
            raise ValueError(f"modules import in a circle: {' > '.join((*above, name))}")
        if name not in modules:
            raise ValueError(f"{above[-1]} imports {name}, which is not there")
        for _, needed in _IMPORT.findall(modules[name]):
            add(needed, (*above, name))
        done[name] = _wrapped(name, modules[name])

    add(entry, ())
    return "\n".join([*done.values(), f"export default {_variable(entry)}.default;\n"])


def _wrapped(name: str, text: str) -> str:
    given = {
        "default" if default else exported: exported
        for default, _, exported in _EXPORT.findall(text)
    }
    body = _IMPORT.sub(lambda m: f"const {{{m[1]}}} = {_variable(m[2])};\n", text)
    body = _EXPORT.sub(r"\2", body)
    if left := _LEFT.search(body):
        raise ValueError(f"{name}: a form the bundle does not know: {left[0]}")
    pairs = ", ".join(f"{key}: {value}" for key, value in given.items())
    return f"const {_variable(name)} = (() => {{\n{body}\nreturn {{ {pairs} }};\n}})();"


def _variable(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))
