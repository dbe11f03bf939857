"""The evidence graph on pages: drawn and in words for advisers, what decided in words for applicants."""

import re
from html import unescape

from proof_of_talent.domain.graph import EvidenceGraph
from proof_of_talent.web.dashboard.graph_picture import PICTURE_WIDTH, draw_picture
from tests.conftest import write_docx
from tests.factories import make_graph
from tests.judging.evidence.test_graph import PAPERS
from tests.web.test_applicant import finish, start


def test_the_graph_is_drawn_for_advisers_told_to_applicants_and_erased(client, services):
    base = start(client, "arts_culture")
    files = [(f"{n}.docx", write_docx(*text.split("\n"))) for n, (_, text) in enumerate(PAPERS, 1)]
    client.post(f"{base}/documents", files=[("files", file) for file in files])
    report = unescape(finish(client, base).text)
    assert "Bruno Castelli, who wrote “2.docx”, is named as chair or president in “3.docx”." in report
    assert "counts as one voice" in report
    record = services.store.records.find(base.rpartition("/")[2], 1)
    adviser = unescape(client.get(f"/dashboard/analyses/{record.id}").text)
    picture = adviser[adviser.index('<svg class="graph-picture"') :].partition("</svg>")[0]
    listed = adviser[adviser.index('<ul class="small graph-list"') :].partition("</ul>")[0]
    edges = record.read_results().graph.edges
    assert picture.count("<path") == listed.count("<li") == len(edges)
    assert "<title>Bruno Castelli</title>" in picture
    assert re.search(r"read\?page=1&mark=1-\d+#page", listed), "a quote leads to its page"
    assert "the applicant" in listed
    client.delete(f"/api/session/{record.session_id}")
    assert services.store.records.find(record.session_id, 1) is None


def test_a_picture_is_as_narrow_as_a_telephone_and_cuts_long_names():
    graph = EvidenceGraph.model_validate(make_graph())
    long = graph.nodes[-1].model_copy(update={"name": "Wolfeschlegelsteinhausenbergerdorff Augustus"})
    picture = draw_picture(graph.model_copy(update={"nodes": (*graph.nodes[:-1], long)}), {"d1": "Letter 1"})
    assert picture.width == PICTURE_WIDTH < 390
    assert all(
        node.x + node.width <= PICTURE_WIDTH and node.y + node.height <= picture.height
        for node in picture.nodes
    )
    assert {node.label for node in picture.nodes if node.kind == "paper"} == {"Letter 1", "d2"}
    (person,) = (node for node in picture.nodes if node.kind == "person")
    assert person.label.endswith("…")
    assert person.title == long.name


def test_without_edges_there_is_no_picture():
    assert draw_picture(EvidenceGraph(), {}) is None
