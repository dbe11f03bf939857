"""What browsers draw with is made once and kept by version."""

import threading

import orjson
import pytest

from proof_of_talent.charts.catalogue import CHARTS
from proof_of_talent.charts.kit import ChartKit
from proof_of_talent.domain.errors import SetupError


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kit")
    (folder / "charts-0123456789abcdef").mkdir()
    kit = ChartKit(folder)
    callers = [threading.Thread(target=kit.prepare) for _ in range(3)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    return folder


def test_the_kit_holds_vega_alone_and_a_specification_for_every_chart(cache):
    kit = ChartKit(cache)
    specs = orjson.loads(kit.read("specs.json")[0])
    assert set(specs) == {chart.name for chart in CHARTS}
    for spec in specs.values():
        assert any(source["name"] == "rows" for source in spec["data"])
    library, packed = kit.read("vega.js")
    assert b"window.vega" in library
    assert len(packed) < 200_000


def test_only_the_present_version_is_kept(cache):
    assert [folder.name for folder in cache.iterdir()] == [f"charts-{ChartKit(cache).digest}"]


def test_a_kit_that_is_there_is_not_made_again(cache):
    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*.*")}
    ChartKit(cache).prepare()
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*.*")} == before


def test_a_kit_that_cannot_be_made_says_what_still_works(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SetupError, match="tables work"):
        ChartKit(tmp_path / "file").prepare()
