"""Applications written for tests: a sound technology application, and ways to spoil one."""

from datetime import date
from typing import Any

from proof_of_talent.assessors.rubric.assessor import RubricAssessor
from proof_of_talent.domain.application import Application, ApplicationDocument, Page
from proof_of_talent.domain.assessment import Assessment, Scored
from proof_of_talent.domain.criteria import load_rulebook
from proof_of_talent.judging.grounding import ground
from proof_of_talent.judging.judge import judge as judge_application

AS_OF = date(2026, 11, 22)
RULEBOOK = load_rulebook()
RUBRIC = RubricAssessor()

CV = """Maya Okafor
maya@example.org
Experience
Tidewater Maps, Founder and CTO, 2021 - present
• Architected the routing engine that serves 1.4 million monthly active users in 12 countries
• Led a team of 18 engineers and reduced latency by 62% during 2024
• Raised £3.2 million in a seed round led by Northgate Ventures in 2023
Talks
• Keynote at Geo Summit Berlin 2024 before an audience of 900
• Judge of the Open Data Hackathon in Lisbon, 2025
Education
BSc Computer Science, University of Lagos, 2016
"""
LETTER = """{org}
{place}
{email}
12 September 2026
Dear assessors,
I have known Maya Okafor since {year}, when we worked with her on open mapping standards. She is an
exceptional engineer and a leader of her field. In 2024 she designed the routing engine that {org}
adopted, and it cut our costs by {cut}%. She won the European Open Data award 2025. She will bring a
research office of 20 people to Manchester, and the United Kingdom gains from it.
Yours sincerely,
{name}, Director of Engineering
"""
PRESS = """The Mapping Review, 14 March 2025
Maya Okafor was named one of 20 leading figures of European mapping in 2025. Forbes featured her routing
engine, which 1.4 million people use. The keynote she gave at Geo Summit Berlin drew 900 people.
"""
AWARD = """European Open Data Awards, 3 June 2025
The jury awarded Maya Okafor the prize for Best Open Platform 2025 out of 310 entries from 28 countries.
She was also invited to the advisory board of the awards for 2026.
"""
FUNDING = """Northgate Ventures, 2 May 2023
Northgate led the seed round of £3.2 million in Tidewater Maps. Maya Okafor, founder, holds 54% of the shares.
Annual recurring revenue reached £1.9 million in 2025 with 240 paying customers.
"""
PATENT = """Patent register
European patent EP 3812345 was granted to Maya Okafor as inventor on 7 February 2024 for a novel algorithm for
tidal routing. Tidewater Maps launched the product in 2024 and sold it to 31 port authorities.
"""
STAFF = """Tidewater Maps, engineering report of 2025
Maya Okafor architected the routing pipeline alone, and its uptime was 99.98% in 2025. She led the engineering
team from 4 to 18 people. Daily active users grew from 20,000 to 310,000 in two years.
"""
METRICS = """Analytics report, January 2026
The release that Maya Okafor led reduced latency by 62% and lifted conversion from 2.1% to 4.8%. The platform
handled 90 million transactions in 2025.
"""


def make_paper(number: int, kind: str, *pages: str) -> ApplicationDocument:
    """Return a document with these pages."""
    return ApplicationDocument(
        id=f"d{number}",
        kind=kind,
        media_type="application/pdf",
        bytes=1000,
        pages=tuple(Page(number=at, text=text) for at, text in enumerate(pages, 1)),
    )


def write_letters(count: int = 3, **changes: str) -> list[tuple[str, str]]:
    """Return letters by different authors in the UK."""
    authors = (
        ("Ordnance Works", "Southampton, UK", "2019", "31", "Helen Marsh"),
        ("Harbour Trust", "Bristol, United Kingdom", "2020", "24", "Tom Ade"),
        ("Open Charts Institute", "London", "2018", "17", "Priya Nair"),
    )
    letters = []
    for org, place, year, cut, name in authors[:count]:
        values = {"org": org, "place": place, "year": year, "cut": cut, "name": name}
        values["email"] = f"{name.split()[0].lower()}@{org.split()[0].lower()}.example"
        letters.append(("recommendation_letter", LETTER.format(**(values | changes))))
    return letters


def make_application(
    papers: list[tuple[str, str]] | None = None, *, field: str = "digital_technology",
    route: str = "talent", **answers: Any,
) -> Application:  # fmt: skip
    """Return an application with these papers (the sound ones if None)."""
    if papers is None:
        evidence = (PRESS, AWARD, FUNDING, PATENT, STAFF, METRICS)
        papers = [("cv", CV), *write_letters(), *(("evidence", text) for text in evidence)]
    documents = tuple(make_paper(at, kind, text) for at, (kind, text) in enumerate(papers, 1))
    return Application(field=field, route=route, answers=answers, documents=documents, as_of=AS_OF)


def judge(application: Application) -> Assessment:
    """Return the rubric's grounded assessment."""
    assessed = RUBRIC.assess(application, RULEBOOK.field(application.field))
    return ground(assessed, application.documents)


def conclude_application(application: Application) -> tuple[Scored, dict[str, Any]]:
    """Return the rubric's scores, and its results in their wire form."""
    judged = judge_application(application, assessor=RUBRIC, rulebook=RULEBOOK)
    return judged.scored, judged.results.to_wire()


def list_codes(scored: Scored) -> set[str]:
    """Return the codes of all findings."""
    return {finding.code for finding in scored.findings}
