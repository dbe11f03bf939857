"""What the documents say is true: generated pages are current, links lead somewhere, endpoints are named."""

import re
from pathlib import Path

import pytest

from proof_of_talent.web.app import create_app
from proof_of_talent.wiring.bootstrap import build_services
from scripts.write_clients import write_clients
from scripts.write_docs import PAGES

ROOT = Path(__file__).parent.parent
MARKDOWN = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_current(name):
    assert (ROOT / name).read_text() == PAGES[name](), "run `make docs`"


def test_generated_clients_are_current():
    for name, text in write_clients().items():
        assert (ROOT / name).read_text() == text, "run `make docs`"


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_endpoint_is_named_in_the_documents(settings):
    services = build_services(settings)
    try:
        paths = create_app(services).openapi()["paths"]
    finally:
        services.close()
    text = "\n".join(page.read_text() for page in MARKDOWN)
    # Pages for people say {id} where the machine-readable description has a speaking name.
    missing = [
        path
        for path in paths
        if path not in text and re.sub(r"\{(session|record)_id\}", "{id}", path) not in text
    ]
    assert missing == []
