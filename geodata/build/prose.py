"""The brochure's prose as fingerprints, so that texts can be kept from running along it.

The brochure is not ours to pass on. What is kept of it are the digests of its runs of WORDS
words, sorted: enough to find a copied run, not to read one. Made anew from the brochure's text:

    python -m geodata.build.prose brochure.txt
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Collection, Iterator
from hashlib import blake2b
from pathlib import Path

WORDS = 8
FILE = Path(__file__).parent.parent / "sources" / "brochure_runs.txt"
_DIGEST_BYTES = 5  # 100,000 words against 10,000 runs: one chance hit in a thousand such files
_BREAK = "\0"
_HYPHENS = re.compile(r"[-\u00ad\u2010\u2011]\s*\n\s*|[-\u00ad\u2010\u2011*]")


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared: without case, hyphens and punctuation.

    A word divided at the end of a line is one word; "Einwohner*innen" is one, too.
    """
    plain = _HYPHENS.sub("", unicodedata.normalize("NFKC", text))
    return re.findall(r"\w+", plain.casefold())


def digests(text: str) -> list[str]:
    """Return the digest of every run of WORDS words, in the order of the text."""
    found = words(text)
    runs = (found[start : start + WORDS] for start in range(len(found) - WORDS + 1))
    return [blake2b(" ".join(run).encode(), digest_size=_DIGEST_BYTES).hexdigest() for run in runs]


def copied(text: str, known: Collection[str], names: Collection[str] = ()) -> Iterator[str]:
    """Yield every run of WORDS words of `text` that stands in the brochure too.

    `known` are the brochure's digests. `names` may be said as the brochure says them: names,
    titles and lists; a run that needs one of them is none.
    """
    for piece in _without(text, names).split(_BREAK):
        found = words(piece)
        for start, digest in enumerate(digests(piece)):
            if digest in known:
                yield " ".join(found[start : start + WORDS])


def _without(text: str, names: Collection[str]) -> str:
    for name in names:
        text = text.replace(name, _BREAK)
    return text


def known(file: Path = FILE) -> frozenset[str]:
    """Return the digests kept of the brochure."""
    return frozenset(file.read_text(encoding="ascii").split())


def keep(brochure: Path, file: Path = FILE) -> int:
    """Write the digests of a brochure's text (UTF-8) to `file`; return how many there are."""
    found = sorted(set(digests(brochure.read_text(encoding="utf-8"))))
    file.write_text("\n".join(found) + "\n", encoding="ascii")
    return len(found)


if __name__ == "__main__":
    print(f"{FILE.name}: {keep(Path(sys.argv[1]))} runs of {WORDS} words")
