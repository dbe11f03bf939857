"""A letter's author, role, organisation, date, signature and addresses, wherever people put them."""

from datetime import date

import pytest

from proof_of_talent.judging.letters.reading import LetterReading, read_letter
from tests.assessors.applications import make_paper

TEXT = """I have known Ms Okafor since 2019, when we worked together on the harbour charts of Bergen.
She wrote the routing engine alone, and it has been in use in thirty-one ports since then."""


def read(*pages: str) -> LetterReading:
    return read_letter(make_paper(1, "recommendation_letter", *pages))


def write(head: str, tail: str, text: str = TEXT) -> str:
    return f"{head}\n{text}\n{tail}"


@pytest.mark.parametrize(
    ("tail", "author"),
    [
        ("Yours faithfully,\nInes Varga\nInes Varga, Northfield Institute, Leeds", "Ines Varga"),
        ("Yours sincerely\nProf. Dr. Miriam van der Jessop FRS", "Miriam van der Jessop"),
        ("Kind regards, Dr Tomasz Brandt, Chief Technology Officer", "Tomasz Brandt"),
        ("[signed] Kwabena Osei-Tutu\nGroup CIO", "Kwabena Osei-Tutu"),
        ("Director A. Abrahamyan      [round stamp]", "A. Abrahamyan"),
        ("Secretary, 'Ofa Lātū", "Ofa Lātū"),
        ("Mit freundlichen Grüßen\nJörg Weiß\nLeiter Forschung", "Jörg Weiß"),
        ("Regards,\nFor and on behalf of Kestrel Automation\nAnne Hall\nDirector", "Anne Hall"),
        ("She will do well. Zaza Mchedlidze", "Zaza Mchedlidze"),
        ("Sincerely,\nOLIVER STANNAGE\nHead of Talent", "OLIVER STANNAGE"),
    ],
)
def test_the_author_is_who_signs(tail, author):
    assert read(write("Open Charts Institute\n3 March 2026\nDear all,", tail)).author.value == author


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("From: Gwen Hollis <gwen@severnjam.example>\nTo: Maya Okafor\nDate: 2 October 2026", TEXT),
        ("Croydon, 14th Sept 2026", f"Dear Sir, I am Gwen Hollis, founder of Severn Jam. {TEXT}"),
        ("Programme Director: Gwen Hollis\nSevern Jam Festival", TEXT),
        ("(Translation from Welsh)\nTechnical Director HOLLIS Gwen", TEXT),
        ("Dr Gwen Hollis\nReader in Design, Severn College", TEXT),
    ],
)  # fmt: skip
def test_without_a_signature_block_head_and_text_name_the_author(head, text):
    assert read(write(head, "", text)).author.value in {"Gwen Hollis", "HOLLIS Gwen"}


@pytest.mark.parametrize(
    "footer",
    [
        "cc: maya@okafor.example",
        "Copy to Maya Okafor, maya@okafor.example",
        "DocuSign Envelope ID: 4C1B-77 · no-reply@docusign.example",
        "Sent via Registered Mail Service support@mailer.example",
        "Page 1 of 1",
        "Enc: CV of the author",
    ],
)
def test_copies_and_footers_of_services_do_not_name_the_author(footer):
    head = "Harbour Trust, Bristol\nt.ade@harbour.example\nDear panel,"
    letter = read(write(head, f"Yours faithfully,\nTom Ade\n{footer}"))
    assert letter.author.value == "Tom Ade"
    assert [part.value for part in letter.contacts] == ["t.ade@harbour.example"]


def test_letters_that_share_a_last_address_have_their_own_authors():
    letters = [
        read(write(f"{house}\nDear panel,", f"Yours faithfully,\n{name}\ncc: maya@okafor.example"))
        for house, name in (
            ("Harbour Trust", "Tom Ade"),
            ("Tide Society", "Ana Reis"),
            ("Chart Fund", "Bo Lind"),
        )
    ]
    assert len({letter.author_key for letter in letters}) == 3


def test_one_author_in_two_spellings_is_one():
    first = read(write("Dear panel,", "Yours faithfully,\nProfessor Helen M. Ashworth"))
    second = read(write("Dear panel,", "Helen Ashworth, Professor of Computing"))
    assert first.author_key == second.author_key


def test_an_initial_is_spelt_out_where_the_head_has_the_name():
    letter = read(write("Head of Volcanology: Dr Priya Anand\nGeohazards Observatory", "P. Anand"))
    assert letter.author.value == "Priya Anand"


def test_the_applicant_at_the_end_of_the_text_is_not_the_author():
    letter = read(
        write("Dear panel,", "I recommend Okafor for this.\nMaya Okafor", "I recommend Maya Okafor to you.")
    )
    assert letter.author is None


@pytest.mark.parametrize(
    ("tail", "signature"),
    [
        ("Yours sincerely,", None),
        ("Sincerely", None),
        ("Yours sincerely,\nFor the organising committee, [illegible]", None),
        ("Yours sincerely,\nInes Varga", "typed"),
        ("Yours sincerely,\n[signed]\nInes Varga", "marked"),
        ("(signed) Prof. Ines Varga", "marked"),
        ("/s/ Ines Varga", "marked"),
        ("Ines Varga\nDigitally signed by Ines Varga, 2026.09.03 12:14", "digital"),
        ("Dr. Ines Varga, Director (signed electronically)", "digital"),
    ],
)
def test_a_closing_formula_is_no_signature(tail, signature):
    letter = read(write("Dear panel,", tail))
    assert letter.signature == signature
    assert (letter.signed is None) == (signature is None)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12 September 2026", date(2026, 9, 12)),
        ("17th August, 2026", date(2026, 8, 17)),
        ("September 8 of 2026", date(2026, 9, 8)),
        ("Cairo, 6-10-2026", date(2026, 10, 6)),
        ("Date: 10/13/2026", date(2026, 10, 13)),
        ("2026-09-30", date(2026, 9, 30)),
        ("Kraków, 1 X 2026", date(2026, 10, 1)),
        ("Lyon, le 3 octobre 2026", date(2026, 10, 3)),
        ("15 de mayo de 2026", date(2026, 5, 15)),
        ("20.8.26", date(2026, 8, 20)),
        ("October 2026", date(2026, 10, 1)),
    ],
)
def test_dates_are_read_as_people_write_them(written, day):
    assert read(write(f"Harbour Trust\n{written}\nDear panel,", "Tom Ade")).date.value == day
    assert (
        read(write("Harbour Trust\nDear panel,", f"Yours faithfully,\nTom Ade\n{written}")).date.value == day
    )


def test_a_date_within_the_text_is_not_the_letters_own():
    text = (
        "On 3 May 2019 I met her for the first time at the harbour, where she was measuring tides.\n" + TEXT
    )
    assert read(write("Harbour Trust\nDear panel,", "Yours faithfully,\nTom Ade", text)).date is None


def test_role_and_organisation_come_with_their_words():
    head = "Department of Geography, University of Wexcombe\n14 Priory Road, Wexcombe\nDear panel,"
    letter = read(write(head, "Yours faithfully,\nHelen Ashworth\nProfessor of Tidal Science"))
    assert letter.role.value == "Professor of Tidal Science"
    assert letter.organisation.value == "University of Wexcombe"
    assert letter.letterhead is not None
    assert letter.role.evidence.quote == "Professor of Tidal Science"
    assert letter.role.evidence.grounded


def test_role_and_organisation_are_taken_from_the_text_where_the_frame_has_none():
    text = "I have been Chief Technology Officer of Meridian Grid since 2017. " + TEXT.replace("\n", " ")
    letter = read(write("Dear panel,", "Yours faithfully,\nChidi Okonjo", text))
    assert letter.role.value.startswith("Chief Technology Officer of Meridian Grid")
    assert letter.organisation.value == "Meridian Grid"


def test_an_organisation_without_an_address_is_no_letterhead():
    assert read(write("Harbour Trust\nDear panel,", "Tom Ade")).letterhead is None
    assert read(write("Harbour Trust\nt.ade@harbour.example\nDear panel,", "Tom Ade")).letterhead is not None


def test_the_authors_credentials_behind_the_letter_are_not_the_letter():
    letter = read(
        write("Harbour Trust\nDear panel,", "Yours faithfully,\nTom Ade"),
        "Curriculum vitae\nTom Ade\n1999 Master of navigation, Plymouth\ntom@home.example",
        "Publications\nCharts for everybody, 2012",
    )
    assert letter.pages == 1
    assert letter.credentials.evidence.page == 2
    assert letter.contacts == ()
    assert letter.uk is None


@pytest.mark.parametrize(
    ("head", "is_from_uk"),
    [
        ("Harbour Trust, Bristol", True),
        ("Harbour Trust\nt.ade@harbour.co.uk", True),
        ("Harbour Trust\n+44 113 496 0101", True),
        ("Harbour Trust, Concord, New Hampshire", False),
        ("Harbour Trust, London, Ontario", False),
    ],
)
def test_head_and_signature_say_whether_a_letter_comes_from_the_uk(head, is_from_uk):
    text = TEXT.replace("Bergen", "Leeds, England")  # the text may speak of the UK without coming from it
    assert (read(write(f"{head}\nDear panel,", "Tom Ade", text)).uk is not None) == is_from_uk


def test_an_empty_paper_reads_as_nothing():
    letter = read("")
    assert letter.author is letter.date is letter.signed is None
    assert letter.pages == 0
