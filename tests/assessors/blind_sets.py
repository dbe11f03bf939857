"""Applications that somebody wrote without sight of the rubric, one text file each, judged as they come."""

import re
from functools import cache
from pathlib import Path

from proof_of_talent.domain.application import Page
from proof_of_talent.domain.assessment import Scored
from proof_of_talent.intake.classification import classify_document
from tests.assessors.applications import conclude_application, make_application

FIELDS = ("digital_technology", "arts_culture", "science_research")
ROUTES = {"strong": "talent", "middling": "promise", "weak": "promise"}


@cache
def assess_file(path: Path) -> Scored:
    """Judge one application; what each paper is, is recognised and not told.

    A file's name starts with its field and its level; its papers follow lines of `=== NAME`.
    """
    field, level = path.name.split(".")[:2]
    parts = re.split(r"^=== (.+)$", path.read_text("utf-8"), flags=re.MULTILINE)
    papers = [
        (classify_document([Page(number=1, text=text.strip())], name), text.strip())
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    ]
    return conclude_application(make_application(papers, field=field, route=ROUTES[level]))[0]
