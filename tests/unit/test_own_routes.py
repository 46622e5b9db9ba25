"""The routes of a visitor's own data: limits, refusals in words, and nothing kept."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.applications import Starlette

from map_app.own import routes, work
from map_app.own.model import MAX_BYTES
from map_app.own.routes import Work, own_routes
from map_app.own.work import done, done_apart

HOME = (6.29, 51.19, 8.03, 51.81)
CSV = "name;lon;lat\nÄ;7,2;51,5\nB;x;51,5\n".encode("cp1252")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    def json(self) -> Any:
        packed = self.headers.get("content-encoding") == "gzip"
        return json.loads(gzip.decompress(self.content) if packed else self.content)


def ask(
    path: str, receive: Callable, *, method: str = "POST", work: Work = done, **named: str
) -> Answer:
    """What the routes answer to a request whose body `receive` brings in."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    address, _, query = path.partition("?")
    scope = {
        **{"type": "http", "method": method, "path": address, "query_string": query.encode()},
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in named.items()],
    }
    app = Starlette(routes=own_routes(HOME, work))
    # In a thread: the browser tests may hold a running loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], told, b"".join(part.get("body", b"") for part in sent[1:]))


def post(path: str, content: bytes, **options: Any) -> Answer:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content}

    return ask(path, receive, **options)


def test_a_file_comes_back_as_a_layer():
    answer = post("/ruhr/own?suffix=.csv", CSV)
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["layer"]["problems"] == [[3, "number", {"column": "lon", "value": "x"}]]
    assert told["geojson"]["features"][0]["properties"] == {"name": "Ä"}


def test_a_question_can_be_answered():
    body = b"x;y\n376181;5704899\n"
    assert post("/ruhr/own?suffix=.csv", body).json()["question"] == "crs"
    answered = post("/ruhr/own?suffix=.csv&crs=25832", body).json()
    assert answered["layer"]["how"] == "visitor"


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Fehler in Zeile 1, Spalte 9"), ("en", "error in line 1, column 9"), ("xx", "Fehler")],
)
def test_a_refusal_is_in_the_visitors_language(language, words):
    answer = post(f"/ruhr/own?suffix=.json&lang={language}", b'{"type":')
    assert answer.status == 422
    assert words in answer.json()["message"]
    assert answer.json()["key"] == "json"


def test_the_last_row_left_out_says_why_nothing_is_left():
    told = post("/ruhr/own?suffix=.csv", b"lon,lat\nx,1\n").json()
    assert told["problem"] == [2, "number", {"column": "lon", "value": "x"}]


@pytest.mark.parametrize("path", ["own?suffix=.csv", "own/save.csv"])
def test_another_site_may_not_post(path):
    for site, status in (("cross-site", 403), ("same-origin", 200)):
        body = b'{"type":"Point","coordinates":[7,51]}'
        answer = post(f"/ruhr/{path}", body, sec_fetch_site=site)
        assert answer.status == status


def post_blocks(blocks: int, **named: str) -> tuple[int, int]:
    """Status of an answer to a body of 1 MB blocks, and how many of them were asked for."""
    taken = 0

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": bytes(1_000_000), "more_body": taken < blocks}

    return ask("/ruhr/own?suffix=.x", receive, **named).status, taken


def test_more_than_the_limit_is_refused_without_reading_all_of_it():
    megabytes = MAX_BYTES // 1_000_000
    assert post_blocks(500) == (413, megabytes + 1)
    assert post_blocks(500, content_length=str(MAX_BYTES + 1)) == (413, 0)


@pytest.mark.parametrize(
    ("block", "seconds", "blocks", "status"),
    [(1_000, 15, 3, 408), (100_000, 15, 10, 422), (100_000, 15, 30, 408), (1_000, 1, 10, 422)],
)
def test_a_file_that_trickles_in_makes_room_for_others(block, seconds, blocks, status):
    """On a clock of our own: every block comes so many seconds after the one before."""
    taken = 0

    async def receive() -> dict[str, Any]:
        nonlocal taken
        loop = asyncio.get_running_loop()
        later = loop.time() + seconds
        loop.time = lambda: later
        for _ in range(9):
            await asyncio.sleep(0)
        taken += 1
        return {"type": "http.request", "body": b"x" * block, "more_body": taken < blocks}

    assert ask("/ruhr/own?suffix=.json", receive).status == status


def test_too_many_at_a_time_are_asked_to_wait(monkeypatch):
    monkeypatch.setattr(routes, "_PRESENT", 0)
    answer = post("/ruhr/own?suffix=.csv&lang=en", CSV)
    assert answer.status == 503
    assert "many files" in answer.json()["message"]


def test_a_layer_goes_out_in_other_formats():
    body = json.dumps(post("/ruhr/own?suffix=.csv", CSV).json()["geojson"]).encode()
    for form, beginning in (("csv", b"\xef\xbb\xbfname"), ("gpkg", b"SQLite"), ("xlsx", b"PK")):
        answer = post(f"/ruhr/own/save.{form}?lang=de", body)
        assert answer.status == 200
        assert answer.headers["content-disposition"] == "attachment"
        assert answer.content.startswith(beginning)
    assert post("/ruhr/own/save.exe", body).status == 404
    assert post("/ruhr/own/save.csv", b"{}").status == 422


@pytest.mark.parametrize(
    ("language", "line"), [("de", "1,5;7,0"), ("en", "1.5,7.0"), ("x", "1,5;")]
)
def test_a_table_goes_out_as_the_visitors_spreadsheet_reads_it(language, line):
    place = {"type": "Point", "coordinates": [7.0, 51.0]}
    feature = {"type": "Feature", "properties": {"a": 1.5}, "geometry": place}
    answer = post(f"/ruhr/own/save.csv?lang={language}", json.dumps(feature).encode())
    assert answer.content.decode().splitlines()[1].startswith(line)


def test_the_choice_of_a_layer_comes_in_a_header():
    bodies = io.BytesIO()
    with zipfile.ZipFile(bodies, "w") as archive:
        for name in ("a.csv", "Ä.csv"):
            archive.writestr(name, CSV)
    body = bodies.getvalue()
    assert post("/ruhr/own?suffix=.zip", body).json()["question"] == "layer"
    assert (
        post("/ruhr/own?suffix=.zip", body, ruhr_layer="%C3%84.csv").json()["layer"]["shown"] == 1
    )
    assert (
        post("/ruhr/own?suffix=.zip", body, ruhr_layer="b%0d%0a").json()["key"] == "layer_unknown"
    )


@pytest.mark.parametrize("path", ["/ruhr/own", "/ruhr/own/save.csv"])
def test_nothing_can_be_fetched(path):
    assert post(path, b"", method="GET").status == 405


def test_the_work_is_done_in_a_process_of_its_own_with_the_same_result():
    here, apart = (post("/ruhr/own?suffix=.csv", CSV, work=work) for work in (done, done_apart))
    assert apart.json() == here.json()
    refused = post("/ruhr/own?suffix=.json", b"{", work=done_apart)
    assert (refused.status, refused.json()["key"]) == (422, "json")


@pytest.mark.parametrize("end", ["os.abort()", "time.sleep(60)"])
def test_a_crash_or_an_endless_file_is_a_refusal_and_leaves_nothing(tmp_path, monkeypatch, end):
    package = tmp_path / "map_app" / "own"
    package.mkdir(parents=True)
    (package / "__main__.py").write_text(f"import os, tempfile, time; tempfile.mkdtemp(); {end}")
    monkeypatch.setattr(work, "_ROOT", tmp_path)
    monkeypatch.setattr(work, "_SECONDS", 1)
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setenv("TMPDIR", str(kept))
    monkeypatch.setattr(tempfile, "tempdir", str(kept))
    assert post("/ruhr/own?suffix=.csv", CSV, work=done_apart).json()["key"] == "too_hard"
    assert list(kept.iterdir()) == []
