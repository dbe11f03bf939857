"""Letters of awarding bodies, funders and employers in their own words, and dates at the borders of windows."""

# ruff: noqa: E501 - papers as they are written

from datetime import date
from typing import NamedTuple

import pytest

from proof_of_talent.domain.routing import ChecklistResult
from proof_of_talent.judging.routing.checklists import decide_checklist
from tests.assessors.applications import RULEBOOK, make_application

DAY = date(2026, 11, 28)
CV = "Ama Boateng\nPhysicist\n2022 - present  Research fellow, University of Aldermoor\n2019  PhD, University of Accra\n"


class Probe(NamedTuple):
    """A paper about a route, and the state of one item that follows from it; `says` stands in its words."""

    name: str
    item: str
    state: str
    paper: str
    says: str = ""
    cv: str = CV
    day: date = DAY


def decide(route: str, probe: Probe, body: str | None = None) -> ChecklistResult:
    papers = [("cv", probe.cv), ("evidence", probe.paper)]
    application = make_application(papers, field="science_research", route=route, active_researcher=True)
    application = application.model_copy(update={"as_of": probe.day})
    return decide_checklist(application, RULEBOOK.checklist("science_research", route, body), RULEBOOK)


def expect(result: ChecklistResult, probe: Probe) -> None:
    item = next(item for item in result.items if item.id == probe.item)
    assert item.state == probe.state, item
    assert probe.says in item.text, item


LISTED, HELD, CONFIRMED = "award_on_list", "held_within_five_years", "written_confirmation"
HODGKIN = "The Royal Society, grants team, 9 May 2022\nDear Dr Boateng, your application to the Dorothy Hodgkin Fellowship scheme has been successful. The tenure starts on 1 January 2023 and finishes on 31 December 2027.\nYours sincerely, R. Hale, for the Royal Society\n"
FELLOWSHIPS = [
    Probe("success in a scheme", LISTED, "look_up", HODGKIN, "Dorothy Hodgkin"),
    Probe("finishes on", HELD, "shown", HODGKIN, "31 December 2027"),
    Probe("success is a confirmation", CONFIRMED, "shown", HODGKIN),
    Probe("fellow for fellowship", LISTED, "look_up", "UK Research and Innovation. This is to certify that Dr Ama Boateng took up her post as a UKRI Future Leaders Fellow in 2021.", "Future Leaders Fellow"),
    Probe("holder between", HELD, "excluded", "Leverhulme Trust. We write to confirm that Ama Boateng was the holder of a Leverhulme Early Career Fellowship between September 2018 and August 2021.", "2021"),
    Probe("ended five years ago tomorrow", HELD, "shown", "Leverhulme Trust. Dr Boateng's Leverhulme Early Career Fellowship ended on 29 November 2021."),
    Probe("ended five years ago yesterday", HELD, "excluded", "Leverhulme Trust. Dr Boateng's Leverhulme Early Career Fellowship ended on 27 November 2021."),
    Probe("ended five years ago by its year", HELD, "look_up", "Leverhulme Trust. Dr Boateng's Leverhulme Early Career Fellowship ended in 2021.", "2021"),
    Probe("ended in that month", HELD, "look_up", "Leverhulme Trust. Dr Boateng's Leverhulme Early Career Fellowship ended in November 2021."),
    Probe("ended in the month before", HELD, "excluded", "Leverhulme Trust. Dr Boateng's Leverhulme Early Career Fellowship ended in October 2021."),
    Probe("numbers for dates", HELD, "shown", "EMBO. Postdoctoral Fellowship of Ama Boateng, 01/03/2023 - 28/02/2025."),
    Probe("tenable for years", HELD, "shown", "Royal Society. Dr Boateng's University Research Fellowship is tenable for five years from 1 October 2022.", "2027"),
    Probe("extended without costs", HELD, "shown", "Wellcome. The award to Dr Boateng was due to end in March 2021; the fellowship was extended to 31 March 2023."),
    Probe("given up early", HELD, "excluded", "Wellcome. Dr Boateng relinquished her fellowship on 31 May 2020.", "2020"),
    Probe("declined", LISTED, "open", "Royal Society. Thank you for telling us that you decline the University Research Fellowship that we offered to Dr Ama Boateng."),
    Probe("turned down", LISTED, "open", "Royal Society. Dr Ama Boateng was offered a University Research Fellowship and turned it down."),
    Probe("under review", LISTED, "open", "British Academy. Dear Dr Boateng, your proposal to the Newton International Fellowship is under review. You will hear about awards in May."),
    Probe("shortlisted", LISTED, "open", "Royal Society. Dr Boateng has been shortlisted for interview for the award of a University Research Fellowship."),
    Probe("nominated", LISTED, "open", "We have nominated Dr Boateng for a Future Leaders Fellowship, to be awarded in 2027."),
    Probe("reserve list", LISTED, "open", "Royal Society. Dr Boateng has been placed on the reserve list for the award of a University Research Fellowship."),
    Probe("unsuccessful", CONFIRMED, "open", "Royal Society. We are sorry to confirm that the application of Dr Boateng to the fellowship was unsuccessful."),
    Probe("namesake", LISTED, "open", "Royal Society. We confirm that Dr Kwame Boateng has been awarded a University Research Fellowship from 2024 to 2029."),
    Probe("namesake with initial", LISTED, "open", "Royal Society. We confirm that Dr K. Boateng has been awarded a University Research Fellowship from 2024 to 2029."),
    Probe("own initial", LISTED, "look_up", "Royal Society. We confirm that Dr A. Boateng has been awarded a University Research Fellowship from 2024 to 2029."),
    Probe("surname first", LISTED, "look_up", "Royal Society. Award holder: BOATENG, Ama. Award: University Research Fellowship, 2024 to 2029."),
    Probe("fellow of a society", LISTED, "open", "The Royal Society. Dr Ama Boateng was elected a Fellow of the Royal Society in 2024."),
    Probe("honorary", LISTED, "open", "University of Aldermoor. The Senate has awarded Dr Ama Boateng an Honorary Research Fellowship from 2024 to 2027.", "onorary"),
    Probe("unknown to us", LISTED, "open", "Harlow Trust. We are pleased to inform you that Dr Ama Boateng has been awarded a Harlow Advanced Fellowship, 2024 to 2028.", "not on our list"),
    Probe("member of staff on somebody's fellowship", LISTED, "open", "Dr Ama Boateng works as a research associate on the University Research Fellowship awarded to Professor Ann Lee."),
    Probe("awarding committee agreed", LISTED, "look_up", "British Academy. The awarding committee agreed to make you, Dr Ama Boateng, an award under the British Academy Postdoctoral Fellowship scheme. It is held at the University of Leeds."),
    Probe("congratulations", CONFIRMED, "shown", "Wellcome. Dear Ama Boateng, congratulations! We will fund your Early-Career Award from 1 May 2025 for 60 months."),
    Probe("60 months", HELD, "shown", "Wellcome. Dear Ama Boateng, congratulations! We will fund your Early-Career Award from 1 May 2025 for 60 months."),
    Probe("concluded", HELD, "excluded", "ERC. The Starting Grant of Ama Boateng, an award of the European Research Council, concluded on 31.12.2019."),
    Probe("current holder", HELD, "look_up", "Royal Society. Dr Boateng currently holds a University Research Fellowship."),
    Probe("dates in a table", HELD, "shown", "Award details\nHolder: Dr Ama Boateng\nAward: University Research Fellowship\nStart date: 01/10/2023\nEnd date: 30/09/2028\n"),
    Probe("a listed name in a table", LISTED, "look_up", "Award details\nHolder: Dr Ama Boateng\nAward: University Research Fellowship\nStart date: 01/10/2023\nEnd date: 30/09/2028\n"),
    Probe("revoked", LISTED, "open", "Royal Society. The award of the University Research Fellowship to Dr Boateng has been revoked."),
    Probe("withdrawn offer", LISTED, "open", "Royal Society. The offer of a University Research Fellowship to Dr Boateng has been withdrawn."),
    Probe("invites to apply", LISTED, "open", "Royal Society. We invite Dr Boateng to apply for the award of a University Research Fellowship."),
    Probe("interview", LISTED, "open", "Royal Society. Dr Boateng is invited to an interview for a University Research Fellowship, to be held on 3 May."),
    Probe("mentor of", LISTED, "open", "Dr Ama Boateng mentored Dr Ito, who was awarded a University Research Fellowship."),
    Probe("panel member", LISTED, "open", "Royal Society. Dr Boateng sat on the panel that awards University Research Fellowships."),
]  # fmt: skip


@pytest.mark.parametrize("probe", FELLOWSHIPS, ids=lambda probe: probe.name)
def test_letters_about_fellowships(probe):
    expect(decide("fellowship", probe), probe)


def test_an_award_that_we_do_not_know_says_where_to_look_and_excludes_nobody():
    probe = next(probe for probe in FELLOWSHIPS if probe.name == "unknown to us")
    result = decide("fellowship", probe)
    item = next(item for item in result.items if item.id == LISTED)
    assert "Harlow Advanced Fellowship" in item.text
    assert "Royal Society" in item.text
    assert result.verdict == "open"
    assert item.evidence


FUNDER = "EPSRC award letter. {} Principal investigator: Professor Ann Lee. Dr Ama Boateng, named researcher."
HR = "University of Aldermoor, HR Services\nDeclaration about Dr Ama Boateng. {}\n"
GRANTS = [
    Probe("a pound short", "grant_size", "excluded", FUNDER.format("The total value of the grant is £29,999."), "29,999"),
    Probe("just enough", "grant_size", "shown", FUNDER.format("The total value of the grant is £30,000.")),
    Probe("k", "grant_size", "shown", FUNDER.format("This grant is worth £31k over its term.")),
    Probe("spaces in figures", "grant_size", "shown", FUNDER.format("Value of the award: GBP 412 000.")),
    Probe("pounds in words", "grant_size", "shown", FUNDER.format("We fund the project with 45,000 pounds.")),
    Probe("euros", "grant_size", "open", FUNDER.format("Value of the award: EUR 1,500,000."), "euro"),
    Probe("a fee beside it", "grant_size", "shown", FUNDER.format("The grant is £250,000; of the award £4,000 are for travel.")),
    Probe("two calendar years", "grant_term", "shown", FUNDER.format("The grant runs from January 2026 to December 2027.")),
    Probe("a month short", "grant_term", "excluded", FUNDER.format("The grant runs from 1 March 2025 to 31 January 2027."), "23 months"),
    Probe("twenty-four months", "grant_term", "shown", FUNDER.format("The project is funded for twenty-four months.")),
    Probe("twenty-three months", "grant_term", "excluded", FUNDER.format("The project is funded for 23 months.")),
    Probe("years alone at the border", "grant_term", "look_up", FUNDER.format("The grant runs from 2025 to 2026.")),
    Probe("numbers for dates", "grant_term", "shown", FUNDER.format("Grant period 01/04/2025 - 31/03/2028.")),
    Probe("funder unknown to us", "endorsed_funder", "open", "Harlow Charitable Trust. We have awarded the grant of Dr Ama Boateng.", "not on our list"),
    Probe("grant applied for", "endorsed_funder", "open", "EPSRC. The grant application of Dr Ama Boateng was submitted and will be decided in May."),
    Probe("grant rejected", "endorsed_funder", "open", "EPSRC. The panel decided not to fund the grant proposal of Dr Ama Boateng."),
    Probe("permanent", "year_remaining", "shown", HR.format("Her contract of employment is permanent.")),
    Probe("open-ended", "year_remaining", "shown", HR.format("The employment contract is open-ended.")),
    Probe("a day short", "year_remaining", "excluded", HR.format("The contract ends on 26 November 2027."), "11 months"),
    Probe("to the day", "year_remaining", "shown", HR.format("The contract ends on 28 November 2027.")),
    Probe("numbers for the end", "year_remaining", "shown", HR.format("The fixed-term contract runs until 31/12/2028.")),
    Probe("month of the border", "year_remaining", "look_up", HR.format("The contract ends in November 2027.")),
    Probe("ended already", "year_remaining", "excluded", HR.format("The contract ended on 30 June 2026.")),
    Probe("full-time equivalent", "share_of_time", "shown", HR.format("She spends 0.5 FTE of her time on the grant.")),
    Probe("just under half", "share_of_time", "open", HR.format("She spends 49 per cent of her time on the grant."), "49"),
    Probe("half in words", "share_of_time", "shown", HR.format("She will spend one half of her working time on the grant.")),
    Probe("an offer declined", "accepted", "open", HR.format("She has declined the offer of the post.")),
    Probe("an offer not accepted yet", "accepted", "open", HR.format("She has yet to accept the offer of the post.")),
    Probe("acceptance as a noun", "accepted", "shown", HR.format("We received her acceptance of our offer on 3 June 2026.")),
    Probe("peer review from time to time", "won_in_competition", "shown", FUNDER.format("The grant was not won in open competition: it is part of a core award that is subject to peer review every five years.")),
    Probe("bachelor in full", "degree", "shown", HR.format("She holds a Bachelor of Science of the University of Accra, 2016."), "", "Ama Boateng\nEngineer\n2016 Bachelor of Science, University of Accra\n"),
    Probe("doctor in full", "doctorate", "shown", HR.format("x"), "", "Ama Boateng\nEngineer\n2019 Doctor of Philosophy, University of Accra\n"),
    Probe("degree of somebody else", "qualification", "open", HR.format("Her supervisor, Ann Lee, holds a PhD of the University of Leeds."), "", "Ama Boateng\nEngineer\n"),
    Probe("budget table", "grant_size", "shown", "EPSRC\nGrant EP/X012345/1, Dr Ama Boateng\nTotal awarded: £1,204,331.55\n"),
    Probe("3-year", "grant_term", "shown", "EPSRC\nGrant EP/X012345/1, Dr Ama Boateng\nThis is a 3-year grant.\n"),
    Probe("eighteen", "grant_term", "excluded", "EPSRC\nGrant EP/X012345/1, Dr Ama Boateng\nThe grant lasts eighteen months.\n"),
    Probe("start and end lines", "grant_term", "shown", "EPSRC\nGrant EP/X012345/1, Dr Ama Boateng\nGrant start: 1 March 2025. Grant end: 28 February 2028.\n"),
    Probe("contract until", "year_remaining", "shown", HR.format("Her appointment is for a fixed term until 31 August 2029.")),
    Probe("contract from for", "year_remaining", "shown", HR.format("The contract is for three years from 1 September 2026.")),
    Probe("listed on the award", "named_on_grant", "shown", "EPSRC\nThe award lists Dr Ama Boateng as named researcher co-investigator.\n"),
    Probe("critical contributions", "critical_contributions", "shown", HR.format("She will make critical contributions to the work under the grant.")),
    Probe("not essential", "essential", "open", HR.format("She is not essential to the grant.")),
    Probe("days a week", "share_of_time", "open", HR.format("She spends two days a week of her time on the grant.")),
    Probe("fee page", "grant_size", "open", "EPSRC\nDr Ama Boateng applied for a grant of £500,000.\n"),
]  # fmt: skip


@pytest.mark.parametrize("probe", GRANTS, ids=lambda probe: probe.name)
def test_letters_about_grants(probe):
    expect(decide("endorsed_funder", probe, "ukri"), probe)


POST = "University of Aldermoor, People and Culture\nStatement about Dr Ama Boateng, Reader in the School of Physics. {}\n"
POSTS = [
    Probe("not only teaching", "leads_research", "shown", POST.format("This is not a teaching-only post: she will direct a research programme on thin films.")),
    Probe("teaching and scholarship", "leads_research", "excluded", POST.format("The post is on a teaching and scholarship contract and has no research component."), "teaching"),
    Probe("an earlier teaching post", "active_researcher", "shown", POST.format("She will direct a research group."), "", CV + "2015 - 2017  Teaching-only lecturer, University of Accra\n"),
    Probe("principal investigator", "leads_research", "shown", POST.format("As principal investigator she is in charge of the research project and its budget.")),
    Probe("supports research", "leads_research", "open", POST.format("She will support the research of Professor Lee, who leads the programme.")),
    Probe("no leading", "leads_research", "excluded", POST.format("The postholder does not lead research.")),
    Probe("accepted our offer", "accepted", "shown", POST.format("Dr Boateng accepted our offer of employment on 2 June 2026.")),
    Probe("turned the offer down", "accepted", "open", POST.format("Dr Boateng turned down the offer; she had accepted another post.")),
    Probe("honorary post", "accepted", "open", POST.format("Dr Boateng accepted the offer of an honorary appointment without pay.")),
    Probe("vacancy published", "open_competition", "shown", POST.format("The vacancy was published on jobs.ac.uk and open to all.")),
    Probe("why not advertised", "open_competition", "shown", POST.format("There was no open competition, because the post came with the transfer of the group.")),
    Probe("two referees", "two_references", "shown", POST.format("Two referees sent references to the university.")),
    Probe("one reference", "two_references", "open", POST.format("We hold one reference; two others were asked for.")),
    Probe("panel of two", "panel_of_three", "open", POST.format("The interview panel had two academic members.")),
    Probe("panel of four", "panel_of_three", "shown", POST.format("Four academics sat on the interview panel.")),
    Probe("external assessor", "expert_on_panel", "shown", POST.format("Professor Ito, an independent expert in thin films, was consulted before the offer was made.")),
    Probe("no expert", "expert_on_panel", "open", POST.format("No expert in her field was on the panel.")),
    Probe("about a namesake", "accepted", "open", "University of Aldermoor, Human Resources\nDr Kojo Boateng accepted the offer of the post.\n"),
    Probe("heads a laboratory", "leads_research", "shown", "Job description\nDr Ama Boateng, Senior Lecturer. The holder heads the laboratory and directs its research programme.\n"),
    Probe("lead teaching", "leads_research", "open", "Job description\nDr Ama Boateng. The holder leads the undergraduate teaching programme.\n"),
    Probe("signed contract", "accepted", "shown", POST.format("We confirm that she has accepted the position of Reader.")),
    Probe("offered", "accepted", "open", POST.format("We have offered Dr Boateng the position of Reader; her answer is due in May.")),
    Probe("three references", "two_references", "shown", POST.format("References: three were received before the appointment.")),
    Probe("panel list", "panel_of_three", "shown", POST.format("The panel consisted of five members, of whom three are academics in the field.")),
    Probe("internal promotion", "open_competition", "shown", POST.format("The post was not advertised because Dr Boateng was appointed by internal promotion.")),
    Probe("a centre", "host", "look_up", "Offer of appointment\nThe John Innes Centre offers Dr Ama Boateng the post of Group Leader.\n"),
    Probe("an institute of another kind", "host", "look_up", "Offer of appointment\nRothamsted Research offers Dr Ama Boateng the post of Group Leader.\n"),
]  # fmt: skip


@pytest.mark.parametrize("probe", POSTS, ids=lambda probe: probe.name)
def test_letters_about_posts(probe):
    expect(decide("appointment", probe), probe)


OTHERS_FELLOWSHIPS = [
    Probe("rotary global grant",LISTED,"open","Rotary International. Dr Ama Boateng has been awarded a Rotary Peace Fellowship from 2024 to 2027."),
    Probe("fulbright",LISTED,"open","Fulbright Commission. Dr Ama Boateng was awarded a Fulbright Fellowship, 2024."),
    Probe("turing scheme",LISTED,"open","The Turing Scheme awarded Dr Ama Boateng a grant for a stay in Lisbon."),
    Probe("teaching fellow",LISTED,"open","University of Aldermoor. Dr Ama Boateng was appointed Teaching Fellow in 2024."),
    Probe("visiting fellow",LISTED,"open","University of Aldermoor. Dr Ama Boateng has been awarded a Visiting Fellowship for 2024."),
    Probe("college fellow",LISTED,"open","Kings College. Dr Ama Boateng was elected to a Junior Research Fellowship, held until 2028."),
    Probe("frsa",LISTED,"open","The RSA. Dr Ama Boateng has been awarded Fellowship of the Royal Society of Arts."),
    Probe("HEA",LISTED,"open","Advance HE. Dr Ama Boateng was awarded Fellowship of the Higher Education Academy in 2024."),
    Probe("chartered",LISTED,"open","Institute of Physics. Dr Ama Boateng was awarded the status of Fellow of the Institute of Physics."),
    Probe("studentship epsrc",LISTED,"open","EPSRC. Ama Boateng was awarded an EPSRC Doctoral Studentship in 2015."),
    Probe("internal URF",LISTED,"look_up","University of Aldermoor. Dr Ama Boateng was awarded a University Research Fellowship of the University of Aldermoor, 2024 to 2027."),
    Probe("employed on ERC",LISTED,"open","Dr Ama Boateng is employed as a postdoc on the ERC Starting Grant held by Dr Ann Lee."),
    Probe("employed on ERC2",LISTED,"open","The ERC Starting Grant awarded to the laboratory pays the salary of Dr Ama Boateng."),
    Probe("4 months",HELD,"shown","Royal Society. Dr Boateng's University Research Fellowship runs from 1 April 2022 to 31 March 2027."),
    Probe("future start",HELD,"shown","Royal Society. Dr Boateng has been awarded a University Research Fellowship; it starts on 1 March 2027 and ends on 28 February 2032."),
    Probe("early end by answer",HELD,"excluded","Royal Society. Dr Boateng's University Research Fellowship terminated on 1 May 2019."),
    Probe("completed",HELD,"excluded","Royal Society. Dr Boateng completed her University Research Fellowship (2012-2017)."),
    Probe("was a fellow 2010-2015",HELD,"excluded","Royal Society. From 2010 to 2015 Dr Ama Boateng held a University Research Fellowship."),
    Probe("email from colleague",CONFIRMED,"open","From Ann Lee, University of Leeds. Everybody knows that Dr Ama Boateng has a fellowship; well done!"),
    Probe("place at a summer school", LISTED, "open", "Royal Society. Dr Ama Boateng was awarded a place at the University Research Fellowship summer school."),
]  # fmt: skip
POSTS = [
    Probe("teaching only","leads_research","excluded","Job description: Lecturer, Dr Ama Boateng\nDuties: the post is teaching only."),
    Probe("teaching-focused","leads_research","excluded","Job description: Lecturer, Dr Ama Boateng\nDuties: this is a teaching-focused appointment on the education pathway."),
    Probe("teaching and scholarship","leads_research","excluded","Job description: Dr Ama Boateng\nDuties: a Teaching and Scholarship contract. The holder has no research duties."),
    Probe("no research allocation","leads_research","excluded","Job description: Dr Ama Boateng\nDuties: there is no research allocation in this role."),
    Probe("lead the course","leads_research","open","Job description: Dr Ama Boateng\nDuties: the holder will lead the degree programme in physics."),
    Probe("assist","leads_research","open","Job description: Dr Ama Boateng\nDuties: the holder will carry out experiments for the research project led by Professor Lee."),
    Probe("support the lead","leads_research","open","Job description: Dr Ama Boateng\nDuties: the holder will support the PI who leads the research programme."),
    Probe("PI","leads_research","shown","Job description: Dr Ama Boateng\nDuties: the holder will be principal investigator of two grants."),
    Probe("leads a project","leads_research","shown","Job description: Dr Ama Boateng\nDuties: leads a research project on thin films and its team of five."),
    Probe("independent research","leads_research","shown","Job description: Dr Ama Boateng\nDuties: the holder will establish and direct an independent research programme."),
    Probe("marketing","leads_research","open","Job description: Dr Ama Boateng\nDuties: leads the marketing project."),
    Probe("offer conditional","accepted","open","University of Aldermoor, Human Resources. We have made an offer to Dr Ama Boateng; she has not accepted the offer."),
    Probe("verbal","accepted","shown","University of Aldermoor, Human Resources. Dr Ama Boateng accepted the post on 3 May 2026."),
    Probe("one reference","two_references","open","University of Aldermoor, Human Resources. For Dr Ama Boateng one reference was received."),
    Probe("2 refs","two_references","shown","University of Aldermoor, Human Resources. For Dr Ama Boateng 2 satisfactory references were received."),
    Probe("panel two","panel_of_three","open","University of Aldermoor, Human Resources. For Dr Ama Boateng the panel had two academic members."),
    Probe("panel no digits","panel_of_three","open","University of Aldermoor, Human Resources. The panel met on 3 May 2026 about Dr Ama Boateng."),
    Probe("panel of two and 3 candidates","panel_of_three","open","University of Aldermoor, Human Resources. The panel saw three candidates, among them Dr Ama Boateng."),
    Probe("panel 4","panel_of_three","shown","University of Aldermoor, Human Resources. Dr Ama Boateng: the selection panel consisted of four senior academics."),
    Probe("host company","host","open","Offer letter. Halden Ltd offers Dr Ama Boateng the post of engineer."),
    Probe("not advertised","open_competition","open","University of Aldermoor, Human Resources. The post of Dr Ama Boateng was not advertised."),
    Probe("not advertised because","open_competition","shown","University of Aldermoor, Human Resources. The post of Dr Ama Boateng was not advertised because she is named on the grant."),
]  # fmt: skip
SHARES_AND_SIZES = [
    Probe("29,500","grant_size","excluded",FUNDER.format("The grant is worth £29,500.")),
    Probe("in total two grants","grant_size","excluded",FUNDER.format("The grant is worth £25,000.")),
    Probe("usd","grant_size","open",FUNDER.format("The grant is worth $1.2 million.")),
    Probe("1.2m","grant_size","shown",FUNDER.format("The grant is worth £1.2m.")),
    Probe("18 months","grant_term","excluded",FUNDER.format("The grant runs for 18 months.")),
    Probe("one year renewable","grant_term","excluded",FUNDER.format("The grant covers one year, renewable once.")),
    Probe("two-year","grant_term","shown",FUNDER.format("This is a two-year grant.")),
    Probe("part-time 40","share_of_time","open",HR.format("She will spend 40% of her time on the grant.")),
    Probe("part-time 0.4","share_of_time","open",HR.format("She works 0.4 FTE on the award.")),
    Probe("half-time","share_of_time","shown",HR.format("She will spend half of her time on the award.")),
    Probe("80% teaching","share_of_time","open",HR.format("She spends 80% of her time on teaching and 20% on the grant.")),
    Probe("two days","share_of_time","open",HR.format("She spends two days a week of her time on the grant.")),
    Probe("11 months","year_remaining","excluded",HR.format("The contract has 11 months remaining.")),
    Probe("4 months","year_remaining","excluded",HR.format("The contract ends on 31 March 2027.")),
    Probe("not essential","essential","open",HR.format("She is not essential to the grant.")),
    Probe("nat lottery","endorsed_funder","open","National Lottery Community Fund. We have awarded a grant of £40,000 for Dr Ama Boateng."),
    Probe("innovate","endorsed_funder","look_up","Innovate UK. The grant is awarded to Dr Ama Boateng."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("route", "body", "probe"),
    [
        *(("fellowship", None, probe) for probe in OTHERS_FELLOWSHIPS),
        *(("appointment", None, probe) for probe in POSTS),
        *(("endorsed_funder", "ukri", probe) for probe in SHARES_AND_SIZES),
    ],
    ids=lambda value: value.name if isinstance(value, Probe) else None,
)
def test_near_misses_of_fast_tracks(route, body, probe):
    expect(decide(route, probe, body), probe)


FILM_CV = "Lena Marsh\nFilm editor\n"
FILMS = [
    Probe("an award of one's own", "main_award_won", "shown", "Academy of Motion Picture Arts and Sciences, 2009. Winner of the Academy Award for Film Editing: Lena Marsh."),
    Probe("nominated eleven years ago", "recognition", "open", "British Academy of Film and Television Arts. Lena Marsh was nominated for a BAFTA in February 2015."),
    Probe("nominated in the year of the border", "nominated_ten_years", "look_up", "British Academy of Film and Television Arts. Lena Marsh was nominated for a BAFTA in 2016.", "2016"),
    Probe("nominated twice", "two_nominations", "shown", "Lena Marsh was nominated for a BAFTA in 2013. Lena Marsh was nominated for an Emmy in 2014."),
    Probe("a namesake", "recognition", "open", "Rob Marsh was nominated for a BAFTA in 2024."),
    Probe("a film school's award", "recognition", "open", "Lena Marsh won the BAFTA Student Film Award in 2024."),
    Probe("longlisted", "recognition", "open", "The editing of Lena Marsh was longlisted for a BAFTA in 2024."),
    Probe("BAFTA, 2024 nominations. Lena Marsh was", "nominated_ten_years", "shown", "BAFTA, 2024 nominations. Lena Marsh was nominated in 2024 for the BAFTA Film Award for editing."),
    Probe("BAFTA nominations 2024", "nominated_ten_years", "shown", "BAFTA nominations 2024\n\nEditing: Lena Marsh"),
    Probe("Lena Marsh edited The Tide. The Tide was", "nominated_ten_years", "look_up", "Lena Marsh edited The Tide. The Tide was nominated for a BAFTA in 2024 for its music by Ann Lee."),
    Probe("Lena Marsh won a BAFTA Student Award in", "recognition", "open", "Lena Marsh won a BAFTA Student Award in 2024."),
    Probe("Lena Marsh won the BAFTA for best editin", "main_award_won", "shown", "Lena Marsh won the BAFTA for best editing in 2008."),
    Probe("Lena Marsh was nominated for a BAFTA in", "recognition", "open", "Lena Marsh was nominated for a BAFTA in 2012."),
    Probe("Lena Marsh is a BAFTA member and receive", "recognition", "open", "Lena Marsh is a BAFTA member and received a BAFTA scholarship."),
    Probe("Lena Marsh received a grant of BAFTA Cre", "recognition", "open", "Lena Marsh received a grant of BAFTA Crew."),
    Probe("Lena Marsh is a BAFTA Breakthrough parti", "recognition", "open", "Lena Marsh is a BAFTA Breakthrough participant, awarded in 2023."),
    Probe("Lena Marsh won the Royal Television Soci", "recognition", "open", "Lena Marsh won the Royal Television Society student award. BAFTA members attended."),
    Probe("Lena Marsh won a local Emmy award in 201", "recognition", "open", "Lena Marsh won a local Emmy award in 2019."),
    Probe("Lena Marsh was on the jury that awarded", "recognition", "open", "Lena Marsh was on the jury that awarded the Golden Globe in 2020."),
    Probe("Lena Marsh contributed significantly as", "nominated_ten_years", "shown", "Lena Marsh contributed significantly as editor to The Tide, which won the Academy Award in 2020."),
    Probe("Lena Marsh will be awarded an Oscar, we", "recognition", "open", "Lena Marsh will be awarded an Oscar, we hope."),
    Probe("Ann Lee won the Oscar in 2020, thanking", "recognition", "open", "Ann Lee won the Oscar in 2020, thanking Lena Marsh."),
]  # fmt: skip


@pytest.mark.parametrize("probe", FILMS, ids=lambda probe: probe.name)
def test_awards_for_film_and_television(probe):
    papers = [("cv", FILM_CV), ("evidence", probe.paper)]
    application = make_application(papers, field="arts_culture").model_copy(update={"as_of": probe.day})
    expect(
        decide_checklist(application, RULEBOOK.checklist("arts_culture", "talent", "pact"), RULEBOOK), probe
    )
