"""The kind of a document follows from what it says; its name only helps out."""

import pytest

from proof_of_talent.domain.application import Page
from proof_of_talent.intake.classification import classify_document

LETTER = """Dear Tech Nation,

I am writing to recommend Jane Roe for the Global Talent visa. I have worked with Jane for six years at
Northwind, where she led the platform team. Her education and experience are outstanding.

Yours sincerely,
Dr John Smith, Chief Technology Officer"""
LETTER_WITHOUT_GREETING = """Letter of recommendation
My name is Ann Lee and I am the director of research at Example Labs. I have supervised Jane since 2018.
I strongly recommend her for endorsement.
Kind regards, Ann Lee"""
CV = """Jane Roe
Experience
June 2019 \u2013 present  Head of Platform, Northwind
2015 - 2019 Engineer, Example Ltd
Education
2011 \u2013 2015 BSc Computer Science
Skills
Python, Go
References
Available from Tech Nation alumni; a recommendation letter is attached"""
STATEMENT = """Personal Statement
I am applying for the Global Talent visa because my work in the UK will help the sector. I plan to
found a company. My career began in 2012."""
ARTICLE = """Northwind raises 5m
The company, founded in 2015, said that Jane Roe had led the work. Investors welcomed the news."""
INVOICE = "Invoice 4711\nTotal due: 200.00\nPayment within 30 days"


HR_STATEMENT = """University of Aldermoor, Human Resources, statement of guarantee, 3 September 2026
The post of Lecturer was advertised. Dr Jane Roe has accepted the offer of the post. The interview panel had
three academic members."""
HR_LETTER = """University of Aldermoor, HR Services
To whom it may concern,
Statement of guarantee for the Royal Society
We confirm that Dr Jane Roe has accepted the offer of the post of Lecturer, which was advertised. We are
pleased to support her application for the Global Talent visa.
Yours sincerely,
J. Hale, HR Director"""
AWARD_LETTER = """The Royal Society, 4 May 2024
Dear Dr Roe,
We are pleased to confirm that you have been awarded a University Research Fellowship.
Yours sincerely, the grants team"""


def classify(text, name="document.pdf"):
    return classify_document([Page(number=1, text=text)], name)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (LETTER, "recommendation_letter"),
        (LETTER_WITHOUT_GREETING, "recommendation_letter"),
        (CV, "cv"),
        (STATEMENT, "personal_statement"),
        (ARTICLE, "evidence"),
        (HR_STATEMENT, "evidence"),
        (HR_LETTER, "evidence"),
        (AWARD_LETTER, "evidence"),
        (INVOICE, "evidence"),
        ("", "evidence"),
    ],
)
def test_the_content_decides(text, kind):
    assert classify(text) == kind


@pytest.mark.parametrize(("text", "kind"), [(LETTER, "recommendation_letter"), (CV, "cv")])
@pytest.mark.parametrize("name", ["cv.pdf", "letter.pdf", "statement.docx", "x"])
def test_a_misleading_name_does_not_matter(text, kind, name):
    assert classify(text, name) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Jane_CV_2026.pdf", "cv"),
        ("resume.docx", "cv"),
        ("R\u00e9sum\u00e9 Jane.pdf", "cv"),
        ("curriculum-vitae.pdf", "cv"),
        ("Reference from Dr Smith.pdf", "recommendation_letter"),
        ("recommendation.pdf", "recommendation_letter"),
        ("letter1.pdf", "recommendation_letter"),
        ("personal statement.docx", "personal_statement"),
        ("Bio-data of R. Alam.doc", "cv"),
        ("curriculo_en.pdf", "cv"),
        ("ref from Vane.pdf", "recommendation_letter"),
        ("Maison B - lettre (EN).pdf", "recommendation_letter"),
        ("sop.pdf", "personal_statement"),
        ("artist statement.pdf", "personal_statement"),
        ("royalty statement 2025.pdf", "evidence"),
        ("bank_statement.pdf", "evidence"),
        ("preference.txt", "evidence"),
        ("royalty statement from label.pdf", "evidence"),
        ("Grant_letter_CRF.pdf", "evidence"),
        ("share option letter.pdf", "evidence"),
        ("letter of award.pdf", "evidence"),
        ("Gutachten Prof. R.pdf", "recommendation_letter"),
        ("award.pdf", "evidence"),
        ("record.pdf", "evidence"),
        ("recital.pdf", "evidence"),
        ("newsletter.pdf", "evidence"),
        ("discovery.pdf", "evidence"),
        ("", "evidence"),
    ],
)
def test_the_name_decides_when_the_content_says_nothing(name, kind):
    assert classify(INVOICE, name) == kind


def test_signs_may_stand_on_any_page():
    first, last = LETTER.split("Northwind")
    pages = [Page(number=1, text=first), Page(number=2, text=last)]
    assert classify_document(pages, "x.pdf") == "recommendation_letter"


def test_a_letter_that_greets_the_assessors_and_knows_the_person_is_a_letter():
    text = """Open Timetables project, 9 July 2026
To the assessors,
I maintain the library and have worked with Leila online since 2024. She wrote the parser for night services.
Kind regards,
Karel Vrba"""
    assert classify(text) == "recommendation_letter"


SPOKEN_OF = """LOOM HOUSE, Osu
Ada came to me from school, and I put her on collars because she thought she knew collars. Within the year
she cut for our best clients. She has an eye, and she is stubborn. London will cure that.
E. Larteh"""
OF_ONESELF = """Why the UK. My cousin and I made our game with no money. I like that people there play
odd things. I want to set up my studio in Leeds, where we have a desk. I will speak at two shows."""
QUOTED = """THE LEDGER, 3 May 2025. "I was lucky," said Quill. "We had no money, and my brother gave us his
flat." She and her firm won the prize. Her partner says: "We never met anybody like her." He laughs."""


@pytest.mark.parametrize(
    ("text", "kind"),
    [(SPOKEN_OF, "recommendation_letter"), (OF_ONESELF, "personal_statement"), (QUOTED, "evidence")],
)
def test_who_speaks_of_whom_decides_when_neither_phrases_nor_the_name_do(text, kind):
    assert classify(text, "scan0042.pdf") == kind


LETTERS_APART = """Amara Osei
WORKEXPERIENCE
2019 - 2024 Staff engineer, Halden Robotics
EDUCATION
2012 - 2016 BSc Computer Science"""
OTHER_HEADINGS = """Ines Varga
ines@varga.example | Leeds
Where I worked
Mar 2019 \u2013 Jun 2021, Halden Robotics
2016 - 2019 Kestrel Automation
What I learned
BSc, Leeds 09/2012 - 06/2016"""
ARTIST = """Solo exhibitions
2021 - 2022 Maison B, Paris
Residencies
2019 - 2020 Loom House
Collections
Tate"""
CONTRACT = """This agreement of 3 March 2021 between Kestrel plc (legal@kestrel.example) and the contractor
covers the periods
2019 - 2020
2020 - 2021
2021 - 2022"""


@pytest.mark.parametrize(
    ("text", "kind"),
    [(LETTERS_APART, "cv"), (OTHER_HEADINGS, "cv"), (ARTIST, "cv"), (CV, "cv"), (CONTRACT, "evidence")],
)
@pytest.mark.parametrize("name", ["main.pdf", "Resume final (2).pdf", "scan0042.pdf"])
def test_a_cv_is_known_by_its_layout_and_not_by_its_name(text, kind, name):
    assert classify(text, name) == (kind if name != "Resume final (2).pdf" else "cv")


@pytest.mark.parametrize(
    "name",
    [
        "HR statement.pdf",
        "Statement of guarantee.pdf",
        "hr_statement_signed.docx",
        "statement.pdf",
        "letter.pdf",
    ],
)
@pytest.mark.parametrize("text", [HR_STATEMENT, HR_LETTER, AWARD_LETTER])
def test_an_employers_or_funders_confirmation_is_evidence_whatever_it_is_called(text, name):
    assert classify(text, name) == "evidence"


def test_an_unreadable_hr_statement_is_no_personal_statement_by_its_name():
    assert classify("", "HR statement.pdf") == "evidence"
    assert classify("", "Statement of guarantee.pdf") == "evidence"
    assert classify("", "personal statement.pdf") == "personal_statement"
