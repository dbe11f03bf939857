"""The step before judging: prize, stop, fast track, body and level, from a few answers and the papers.

Pure. It says who would assess the application and by which rules, or why we do not score it, with reasons.
"""

from collections.abc import Iterable
from typing import NamedTuple

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.criteria import FieldCriteria, Rulebook
from proof_of_talent.domain.freshness import find_notices
from proof_of_talent.domain.routing import Alternative, ChecklistResult, Reason, RouteVerdict
from proof_of_talent.domain.routing_rules import Body, Decision, Stop
from proof_of_talent.judging.checks import read_number
from proof_of_talent.judging.routing.checklists import decide_checklist
from proof_of_talent.judging.routing.prizes import PrizeHit, find_prize
from proof_of_talent.judging.routing.stops import find_other_body, find_stop

UNSURE = "unsure"
_FIELD_QUESTION = "route_preference"
_PRIZE_KNOWN = (
    "The named recipient of a listed prize applies for the visa at once, without stage 1. A prize given to a "
    "group or an organisation does not count, and it must not have been withdrawn."
)
_PRIZE_ASK = (
    "Check the list on GOV.UK. If the prize is not yours, answer no to the question about listed prizes and "
    "analyse again."
)


class Plan(NamedTuple):
    """What to do with an application: the verdict, the application as it is to be judged, and the levels that
    are to be judged beside it.
    """

    verdict: RouteVerdict
    application: Application
    others: tuple[Application, ...] = ()


def plan_route(application: Application, rulebook: Rulebook) -> Plan:
    """Return the route of an application.

    Args:
        application: its `route` is the level that was asked for; the answer "unsure" asks for every level.
        rulebook: all rules; the application's day decides which hold.
    """
    return _Router(application, rulebook).plan()


class _Router:
    """One application on its way through the steps."""

    def __init__(self, application: Application, rulebook: Rulebook) -> None:
        self.application = application
        self.rulebook = rulebook
        self.field: FieldCriteria = rulebook.edition(application.field, application.as_of)
        self.answers = application.answers
        self.is_unsure = self.answers.get(_FIELD_QUESTION) == UNSURE
        self.reasons: list[Reason] = []

    def plan(self) -> Plan:
        prize = self._find_prize()
        if prize is not None:
            return self._tell_prize(prize)
        if self.is_unsure:
            return self._plan_unsure()
        return self._plan_level(self.application.route)

    def _plan_unsure(self) -> Plan:
        """Try the fast tracks, then judge each level that exists, the likelier one first."""
        tracks = [self._decide(route.id) for route in self.field.routes if route.checklist]
        shown = [track for track in tracks if track is not None and track.verdict == "every_item_shown"]
        if shown:
            return self._plan_level(shown[0].route)
        first = self._guess_level()
        plan = self._plan_level(first)
        alternatives = [self._describe_track(track) for track in tracks if track is not None]
        others = []
        for level in self._list_levels():
            if level == plan.application.route:
                continue
            other = self._plan_level(level)
            if other.verdict.decision == "judged" and plan.verdict.decision == "judged":
                others.append(other.application)
            else:
                alternatives.append(_describe_stop(other.verdict))
        verdict = plan.verdict.model_copy(update={"alternatives": tuple(alternatives)})
        return Plan(verdict, plan.application, tuple(others))

    def _plan_level(self, level: str) -> Plan:
        body = self._find_body(level)
        application = self.application.model_copy(update={"route": level, "body": body.id if body else None})
        stop = find_stop(self.application, self.rulebook, level)
        if stop is not None:
            return Plan(self._tell_stop(stop[0], stop[1], body, level), application)
        track = self._decide(level)
        if track is not None:
            verdict = self._make("checklist", body, level, track.name, checklist=track)
            return Plan(verdict, application)
        reasons = [*self.reasons, *self._explain_body(body)]
        verdict = self._make(
            "judged",
            body,
            level,
            self.field.route(level).name,
            reasons=reasons,
            alternatives=self._suggest_tracks(),
        )
        return Plan(verdict, application)

    # ------------------------------------------------------------------ prize

    def _find_prize(self) -> PrizeHit | None:
        """Return a listed prize that the applicant holds; note one that does not count."""
        if self.answers.get("listed_prize") is False:
            return None
        hit = find_prize(self.application, self.rulebook.prize_tables)
        if hit is None:
            if self.answers.get("listed_prize") is True:
                text = "You answered that you hold a listed prize. No paper or answer that we read names one."
                self.reasons.append(Reason(text=text))
            return None
        if hit.by_group:
            text = f"“{hit.name}” is on the list, but here a group has it. Only a named recipient counts."
            self.reasons.append(Reason(text=text, evidence=hit.evidence))
            return None
        if not hit.is_sure and self.answers.get("listed_prize") is not True:
            text = (
                f"No endorsement may be needed, if your “{hit.words}” is the “{hit.name}” "
                f"({hit.prize.body}) of the Home Office's list. If it is, answer yes to the question about "
                "listed prizes."
            )
            self.reasons.append(Reason(text=text, evidence=hit.evidence))
            return None
        return hit

    def _tell_prize(self, hit: PrizeHit) -> Plan:
        source = self.rulebook.source(hit.table.source)
        reason = Reason(
            text=f"No endorsement may be needed: “{hit.name}” ({hit.prize.body}) is in table "
            f"{hit.table.number} of the Home Office's prestigious prizes.",
            evidence=hit.evidence,
        )
        verdict = self._make(
            "no_endorsement_needed",
            None,
            self.application.route,
            "Prestigious prize",
            reasons=[reason],
            title="No endorsement may be needed",
            known=_PRIZE_KNOWN,
            ask=_PRIZE_ASK,
            source=source.title if source else None,
            link=source.link if source else None,
        )
        return Plan(verdict, self.application)

    # ------------------------------------------------------------------ bodies and stops

    def _find_body(self, level: str) -> Body | None:
        bodies = [body for body in self.rulebook.bodies if body.field == self.field.id]
        for body in bodies:
            if (
                body.question is not None
                and self.answers.get(body.question) in body.answers
                and (level in body.levels or not self._takes(bodies, level))
            ):
                return body
        return next((body for body in bodies if body.question is None and level in body.levels), None)

    def _takes(self, bodies: Iterable[Body], level: str) -> bool:
        """Tell whether a body that is not chosen by a question takes this level."""
        return any(body.question is None and level in body.levels for body in bodies)

    def _tell_stop(
        self, stop: Stop, evidence: tuple[Evidence, ...], body: Body | None, level: str
    ) -> RouteVerdict:
        source = self.rulebook.source(stop.source)
        text = (
            "We hold no rules for this route"
            if stop.kind == "no_rules"
            else "This work is reported as not eligible"
        )
        reason = Reason(text=f"{text}: {stop.title}.", evidence=evidence)
        return self._make(
            stop.kind,
            None if stop.kind == "no_rules" else body,
            level,
            self.field.route(level).name,
            reasons=[*self.reasons, reason],
            title=stop.title,
            known=stop.known,
            ask=stop.ask,
            source=source.title if source else None,
            link=source.link if source else None,
        )

    def _explain_body(self, body: Body | None) -> list[Reason]:
        if body is None:
            return []
        by_answers = "By your answers, " if body.question is not None else ""
        text = f"{by_answers}{body.name} would assess this application."
        reasons = [Reason(text=text[:1].upper() + text[1:])]
        other = find_other_body(self.application, self.rulebook, body)
        if other is not None:
            told = (
                f"Your CV names a profession that {other[0].name} takes. Is it the right body for your work?"
            )
            reasons.append(Reason(text=f"{told} {other[0].ask}", evidence=other[1]))
        return reasons

    # ------------------------------------------------------------------ levels and fast tracks

    def _list_levels(self) -> list[str]:
        """Return the levels of the field that are weighed, whether or not the body knows them."""
        return [route.id for route in self.field.routes if not route.checklist]

    def _guess_level(self) -> str:
        """Return the level that the years of experience fit; a body's only level where it has one."""
        levels = self._list_levels()
        years = read_number(self.answers.get("years_experience"))
        for level in levels:
            most = self.field.route(level).maximum_years
            if (
                most is not None
                and years is not None
                and years <= most
                and find_stop(self.application, self.rulebook, level) is None
            ):
                return level
        return self.field.default_route

    def _decide(self, level: str) -> ChecklistResult | None:
        body = self._find_body(level)
        checklist = self.rulebook.checklist(self.field.id, level, body.id if body else None)
        return None if checklist is None else decide_checklist(self.application, checklist, self.rulebook)

    def _suggest_tracks(self) -> list[Alternative]:
        """Return the fast tracks that an answer speaks for, as far as they are shown."""
        asked = {
            "appointment": self.answers.get("uk_job_offer") is True,
            "fellowship": bool(self.answers.get("fellowships")),
            "endorsed_funder": self.answers.get("grant_endorsed_funder") is True,
        }
        tracks = [
            self._decide(route.id) for route in self.field.routes if route.checklist and asked.get(route.id)
        ]
        return [self._describe_track(track) for track in tracks if track is not None]

    def _describe_track(self, track: ChecklistResult) -> Alternative:
        return Alternative(
            route=track.route, name=track.name, decision="checklist", text=track.text, open=track.open
        )

    def _make(
        self,
        decision: Decision,
        body: Body | None,
        level: str,
        name: str,
        *,
        reasons: list[Reason] | None = None,
        title: str | None = None,
        known: str | None = None,
        ask: str | None = None,
        source: str | None = None,
        link: str | None = None,
        alternatives: list[Alternative] | None = None,
        checklist: ChecklistResult | None = None,
    ) -> RouteVerdict:
        return RouteVerdict(
            decision=decision,
            title=title or name,
            body=body.id if body else None,
            body_name=body.name if body else None,
            route=level,
            route_name=name,
            is_unsure=self.is_unsure,
            reasons=tuple(self.reasons if reasons is None else reasons),
            known=known,
            ask=ask or (body.ask if body else None),
            source=source,
            link=link,
            rules_version=self.field.rules_version,
            notices=find_notices(self.rulebook, self.field, level, self.application.as_of),
            alternatives=tuple(alternatives or ()),
            checklist=checklist,
        )


def _describe_stop(verdict: RouteVerdict) -> Alternative:
    text = verdict.known or (verdict.checklist.text if verdict.checklist else verdict.title)
    return Alternative(
        route=verdict.route,
        name=verdict.route_name,
        decision=verdict.decision,
        text=f"{verdict.title}. {text}" if verdict.known else text,
        open=verdict.checklist.open if verdict.checklist else None,
    )
