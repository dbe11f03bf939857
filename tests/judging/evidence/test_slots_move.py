"""One fact of a paper changes, in plain words of each field: what the paper weighs moves the way it must."""

# ruff: noqa: E501 - a pair is read side by side

import pytest

from proof_of_talent.judging.evidence.reading import read_evidence
from tests.assessors.applications import make_application

CV = """Ravi Menon
{trade}

Employment
2019 - now {employer}
2014 - 2018 {before}
Works
"Tidewater", 2024
Education
MSc, Kochi, 2013
"""
TRADES = {
    "digital_technology": ("Software engineer", "Halcyon Grid Ltd, senior engineer", "Pallas Data, engineer"),
    "arts_culture": ("Composer", "Ensemble Orfeo, composer in residence", "Teatro Lirio, arranger"),
}
LETTER = "Dear assessors,\nI am a professor of the field. {0}\nYours sincerely\nAgnes Tollemache"
WORSE = {
    "digital_technology": [
        ("share", "Commits\nRavi Menon 2,914\nAna Dobre 402\nS. Okonedo 377", "Commits\nAna Dobre 2,914\nRavi Menon 102\nS. Okonedo 377"),
        ("share", "Inventors: Ravi Menon; Ann Leery; Bo Kimble; Cy Rowe; Di Foxton; Ed Poetry; Flo Dayton", "Inventors: Ann Leery; Bo Kimble; Cy Rowe; Di Foxton; Ravi Menon; Ed Poetry; Flo Dayton"),
        ("selectivity", "Speaker: Ravi Menon.\nSubmissions in the track: 511.\nAccepted lectures: 38", "Speaker: Ravi Menon.\nSubmissions in the track: 51.\nAccepted lectures: 38"),
        ("host", "Talk by Ravi Menon. Host and drinks: Tesla Club, Leeds.", "Talk by Ravi Menon. Host and drinks: Halcyon Grid, Leeds."),
        ("role", "The search engine was designed by Ravi Menon.", "Ravi Menon assisted with the search engine."),
        ("role", "Ravi Menon led the migration of 4,100 servers.", "Ravi Menon supported the migration of 4,100 servers."),
        ("role", "Speaker: Ravi Menon, keynote, main stage.", "Ravi Menon helped at the registration desk, main stage."),
        ("namesake", "Best thesis in computing: Ravi Menon, Delft.", "Best thesis in computing: Rohan Menon, Delft."),
        ("level", "Prize of the national engineering academy to Ravi Menon.", "Prize for our own staff: Ravi Menon."),
        ("level", "The international jury chose Ravi Menon.", "The employee of the quarter is Ravi Menon."),
        ("selectivity", "Ravi Menon was one of 12 fellows chosen from 1,900 applicants.", "Ravi Menon was one of 12 fellows chosen from 14 applicants."),
        ("selectivity", "The programme had 640 proposals for 20 slots; Ravi Menon is in.", "The programme had 24 proposals for 20 slots; Ravi Menon is in."),
        ("selectivity", "Selected: 8 of 420 entries. Winner Ravi Menon.", "Selected: 8 of 9 entries. Winner Ravi Menon."),
        ("magnitude", "Menon's library was downloaded 3,400,000 times; author Ravi Menon.", "Menon's library was downloaded 340 times; author Ravi Menon."),
        ("magnitude", "Turnover of Ravi Menon's product: GBP 8.4 million.", "Turnover of Ravi Menon's product: GBP 8,400."),
        ("magnitude", "Ravi Menon spoke before 1,250 people.", "Ravi Menon spoke before 25 people."),
        ("status", "The patent of Ravi Menon was granted on 3 May 2024.", "The patent of Ravi Menon was revoked on 3 May 2024."),
        ("status", "The standard body adopted the format of Ravi Menon.", "The standard body has not adopted the format of Ravi Menon."),
        ("status", "The contract with Ravi Menon was signed in 2025.", "The contract with Ravi Menon is under negotiation."),
        ("status", "Ravi Menon received the award in June 2025.", "Ravi Menon hopes to receive the award in June 2027."),
        ("date", "Ravi Menon won the prize of the society in 2025.", "Ravi Menon won the prize of the society in 2011."),
        ("who paid", "Winner: Ravi Menon. Entry is free of charge.", "Winner: Ravi Menon. The entry fee of EUR 450 was paid by Ravi Menon."),
        ("who paid", "Award to Ravi Menon, decided by nine judges.", "Award to Ravi Menon. Your gold package includes: trophy, certificate, profile."),
        ("who paid", "Magazine profile of Ravi Menon by our reporter.", "Magazine profile of Ravi Menon. Sponsored content."),
        ("place", "Winner of the prize: Ravi Menon.", "Finalist of the prize: Ravi Menon."),
        ("examined", "European patent, inventor Ravi Menon, granted after examination.", "Utility model, inventor Ravi Menon, registered and not examined."),
        ("series", "The medal goes to Ravi Menon, London, 2025.", "The medal goes to Ravi Menon, London, 2025. Category 17 of 52. Digital badge."),
    ],
    "arts_culture": [
        ("who paid", "Agreement. The festival pays the composer Ravi Menon a fee of EUR 900.", "Agreement. The composer pays the festival a fee of EUR 900. For Ravi Menon."),
        ("who paid", "Gala with Ravi Menon. Fee of the artist: EUR 980, paid by the house.", "Gala with Ravi Menon. Contribution of the artist: EUR 980, by 30 April."),
        ("selectivity", "First prize 1 · Second prize 2 · Entries 236. First prize: Ravi Menon.", "First prize 118 · Second prize 71 · Entries 236. First prize: Ravi Menon."),
        ("role", "The opera was composed and conducted by Ravi Menon.", "Ravi Menon assisted the composer of the opera."),
        ("role", "Soloist: Ravi Menon, with the city orchestra.", "In the chorus: Ravi Menon, with the city orchestra."),
        ("namesake", "Review: Ravi Menon gives us an evening of rare force.", "Review: Leela Menon gives us an evening of rare force."),
        ("level", "Jury from nine countries: first prize to Ravi Menon.", "Jury of our own members: first prize to Ravi Menon, in house."),
        ("selectivity", "Of 730 scores received the jury chose six, among them that of Ravi Menon.", "Of 7 scores received the jury chose six, among them that of Ravi Menon."),
        ("selectivity", "Residency: 3 places, 512 applications. Ravi Menon is invited.", "Residency: 3 places, 4 applications. Ravi Menon is invited."),
        ("magnitude", "Ravi Menon's album sold 52,000 copies.", "Ravi Menon's album sold 52 copies."),
        ("magnitude", "Ravi Menon: 48,000 visitors came to the sound installation.", "Ravi Menon: 480 visitors came to the sound installation."),
        ("status", "The hall performed the quartet by Ravi Menon on 4 May 2025.", "The hall intends to perform the quartet by Ravi Menon on 4 May 2027."),
        ("status", "The museum bought the work of Ravi Menon in 2024.", "The museum returned the work; the purchase from Ravi Menon was cancelled in 2024."),
        ("status", "Grand prix to Ravi Menon.", "The grand prix was not given to Ravi Menon."),
        ("date", "Ravi Menon performed the concerto in Vienna in 2025.", "Ravi Menon performed the concerto in Vienna in 2008."),
        ("who paid", "The festival paid Ravi Menon a fee of EUR 4,000.", "Ravi Menon paid a hall hire of EUR 4,000."),
        ("who paid", "The museum purchased the score of Ravi Menon.", "Donation of the artist: score of Ravi Menon, permanent collection of the museum."),
        ("who paid", "Exhibition with Ravi Menon, curated by invitation.", "Exhibition with Ravi Menon. Invoice 22/17 for £900, wall package, due in 7 days."),
        ("place", "First prize: Ravi Menon.", "Nominated for the first prize: Ravi Menon."),
        ("series", "Prize to Ravi Menon, Trieste, 2025.", "Prize to Ravi Menon, Trieste, 2025. 240 laureates. Commemorative volume."),
    ],
}  # fmt: skip
LETTERS_WORSE = [
    ("relation", "I have no ties to Ravi Menon. He designed the engine.", "I was Ravi Menon's line manager since 2019. He designed the engine."),
    ("relation", "We share no paper or grant. Ravi Menon led it.", "I supervised Ravi Menon and we share nine papers. He led it."),
    ("relation", "I have never met Ravi Menon. He wrote the work.", "I am married to Ravi Menon. He wrote the work."),
    ("relation", "I know Ravi Menon only by his work, which he wrote.", "I report to Ravi Menon every day. He wrote the work."),
    ("relation", "I owe Ravi Menon nothing. He led the group.", "Ravi Menon's agent since 2020 is me. He led the group."),
    ("standing", "Ravi Menon is among the five strongest in Europe.", "Ravi Menon is a diligent and honest worker with potential."),
    ("standing", "I would place him in the first three in the world: Ravi Menon.", "I hope that he will one day do more: Ravi Menon."),
    ("standing", "Ravi Menon changed how we all work.", "Ravi Menon is at the start and not yet a leader."),
    ("selectivity", "We chose Ravi Menon from 310 applicants.", "We chose Ravi Menon from 5 applicants."),
    ("payment", "Nobody paid me to write. Ravi Menon led it.", "This letter was prepared for a fee. Ravi Menon led it."),
]  # fmt: skip


def weigh(field: str, kind: str, text: str) -> int:
    trade, employer, before = TRADES[field]
    cv = CV.format(trade=trade, employer=employer, before=before)
    papers = [
        ("cv", cv),
        (kind, text),
        ("evidence", "City Courier\nRavi Menon, of this town, is known abroad."),
    ]
    frames = read_evidence(make_application(papers, field=field)).frames
    return sum(frame.weight for frame in frames if frame.paper.id.endswith("2"))


PAIRS = [(field, *pair) for field, pairs in WORSE.items() for pair in pairs]


@pytest.mark.parametrize(("field", "kind", "better", "worse"), PAIRS, ids=[f"{p[1]}: {p[3]}" for p in PAIRS])
def test_a_paper_weighs_less_when_one_fact_of_it_is_worse(field, kind, better, worse):
    head = "Society of the field\n12 June 2025\n"
    assert weigh(field, "evidence", head + worse) < weigh(field, "evidence", head + better)


@pytest.mark.parametrize(("kind", "better", "worse"), LETTERS_WORSE, ids=[p[2] for p in LETTERS_WORSE])
def test_a_letter_weighs_less_when_one_fact_of_it_is_worse(kind, better, worse):
    field = "digital_technology"
    assert weigh(field, "recommendation_letter", LETTER.format(worse)) < weigh(
        field, "recommendation_letter", LETTER.format(better)
    )
