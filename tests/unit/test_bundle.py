"""The bundle: all modules in one, in the order they need each other, and nothing left behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from map_app.bundle import bundle

BRIDGE = Path(__file__).parents[2] / "map_app" / "bridge"
MODULES = {path.name: path.read_text(encoding="utf-8") for path in BRIDGE.glob("*.js")}


def test_every_module_of_the_bridge_is_in_it_after_those_it_needs():
    text = bundle(MODULES, "bridge.js")
    order = re.findall(r"^const \$(\w+) = \(\(\) => \{$", text, re.MULTILINE)
    assert sorted(f"{name}.js" for name in order) == sorted(MODULES.keys() - {"loader.js"})
    for name, source in MODULES.items():
        for needed in re.findall(r'^import .* from "\./(\w+)\.js"', source, re.MULTILINE):
            assert order.index(needed) < order.index(name.removesuffix(".js"))


def test_what_a_module_gives_reaches_the_one_that_asks():
    text = bundle(
        {
            "a.js": 'import { two, make } from "./b.js";\n'
            "export default function run() { return make(two); }\n",
            "b.js": "export const two = 2;\nexport async function make(n) { return n; }\n",
        },
        "a.js",
    )
    assert "const { two, make } = $b;" in text
    assert "return { two: two, make: make };" in text
    assert text.rstrip().endswith("export default $a.default;")
    assert "\nimport" not in text


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ({"a.js": 'import { b } from "./b.js";\n'}, "b.js, which is not there"),
        (
            {
                "a.js": 'import { b } from "./b.js";\n',
                "b.js": 'import { a } from "./a.js";\nexport const b = 1;\n',
            },
            "a.js > b.js > a.js",
        ),
        ({"a.js": 'import * as b from "./b.js";\n'}, "a form the bundle does not know"),
        ({"a.js": "export { b };\n"}, "a form the bundle does not know"),
    ],
)
def test_what_it_cannot_join_it_names(modules, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        bundle(modules, "a.js")
