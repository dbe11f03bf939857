"""Every call of the API. Made from the OpenAPI document by `make docs`; do not edit."""

from collections.abc import Mapping
from typing import Any, Unpack, cast
from urllib.parse import quote

from proof_of_talent.client import types
from proof_of_talent.client.sending import AsyncSender, Call, Sender


class Calls(Sender):
    """Each call, that waits for its answer."""

    def list_fields(self) -> types.FieldList:
        """List the fields one can apply in."""
        answer = self.send(Call("GET", "/api/fields"))
        return cast("types.FieldList", answer)

    def create_session(self, body: types.CreateSession) -> types.CreatedSession:
        """Open a session for one application."""
        answer = self.send(Call("POST", "/api/session/create", body=body))
        return cast("types.CreatedSession", answer)

    def get_questionnaire(self, field: str) -> types.Questionnaire:
        """Return a field's questions."""
        answer = self.send(Call("GET", f"/api/questionnaire/{quote(field)}"))
        return cast("types.Questionnaire", answer)

    def submit_questionnaire(self, body: types.SubmitAnswers) -> types.CheckedAnswers:
        """Check a whole questionnaire; nothing is stored."""
        answer = self.send(Call("POST", "/api/questionnaire/submit", body=body))
        return cast("types.CheckedAnswers", answer)

    def save_answers(self, session_id: str, body: Mapping[str, Any]) -> types.SavedAnswers:
        """Save answers by question id; several calls add up, an empty answer removes."""
        answer = self.send(Call("POST", f"/api/session/{quote(session_id)}/questionnaire", body=body))
        return cast("types.SavedAnswers", answer)

    def get_answers(self, session_id: str) -> types.SavedState:
        """Return the answers saved so far."""
        answer = self.send(Call("GET", f"/api/session/{quote(session_id)}/questionnaire"))
        return cast("types.SavedState", answer)

    def analyze(self, session_id: str) -> types.AnalysisStarted:
        """Start the analysis; it goes on in the background and survives a restart of the server."""
        answer = self.send(Call("POST", f"/api/analyze/{quote(session_id)}"))
        return cast("types.AnalysisStarted", answer)

    def get_status(self, session_id: str) -> types.SessionStatus:
        """Tell how far a session is."""
        answer = self.send(Call("GET", f"/api/session/{quote(session_id)}/status"))
        return cast("types.SessionStatus", answer)

    def get_results(self, session_id: str) -> types.Results:
        """Return the newest assessment, once the status is `completed`."""
        answer = self.send(Call("GET", f"/api/results/{quote(session_id)}"))
        return cast("types.Results", answer)

    def list_documents(self, session_id: str) -> types.DocumentList:
        """List the session's documents."""
        answer = self.send(Call("GET", f"/api/session/{quote(session_id)}/documents"))
        return cast("types.DocumentList", answer)

    def correct_document(
        self, session_id: str, document_id: str, body: types.ChangeDocument
    ) -> types.DocumentList:
        """Say what a document is, where it was recognised wrongly."""
        answer = self.send(
            Call("PATCH", f"/api/session/{quote(session_id)}/documents/{quote(document_id)}", body=body)
        )
        return cast("types.DocumentList", answer)

    def remove_document(self, session_id: str, document_id: str) -> types.DocumentList:
        """Take one document back."""
        answer = self.send(Call("DELETE", f"/api/session/{quote(session_id)}/documents/{quote(document_id)}"))
        return cast("types.DocumentList", answer)

    def get_content(self, session_id: str, document_id: str) -> bytes:
        """One document as it was uploaded, to be saved, never shown by the browser on our address."""
        answer = self.send(
            Call(
                "GET",
                f"/api/session/{quote(session_id)}/documents/{quote(document_id)}/content",
                gives="bytes",
            )
        )
        return cast("bytes", answer)

    def get_text(self, session_id: str, document_id: str) -> types.ShownDocument:
        """Show what was read of a document: its text, what was left out and why, and what we took it for."""
        answer = self.send(
            Call("GET", f"/api/session/{quote(session_id)}/documents/{quote(document_id)}/text")
        )
        return cast("types.ShownDocument", answer)

    def state_correction(
        self, session_id: str, document_id: str, body: types.StateCorrection
    ) -> types.Corrections:
        """Say that a document is something else than we took it for; it holds from the next analysis on."""
        answer = self.send(
            Call(
                "POST",
                f"/api/session/{quote(session_id)}/documents/{quote(document_id)}/corrections",
                body=body,
            )
        )
        return cast("types.Corrections", answer)

    def take_back_correction(
        self, session_id: str, document_id: str, **query: Unpack[types.TakeBackCorrectionQuery]
    ) -> types.Corrections:
        """Take back what was said of a document."""
        answer = self.send(
            Call(
                "DELETE",
                f"/api/session/{quote(session_id)}/documents/{quote(document_id)}/corrections",
                query=query,
            )
        )
        return cast("types.Corrections", answer)

    def get_picture(self, session_id: str, document_id: str, page: int) -> bytes:
        """Show a page of a PDF as a reader sees it; a Word document has no pictures (404 `no_picture`)."""
        answer = self.send(
            Call(
                "GET",
                f"/api/session/{quote(session_id)}/documents/{quote(document_id)}/pages/{page}.png",
                gives="bytes",
            )
        )
        return cast("bytes", answer)

    def list_attempts(self, session_id: str) -> types.AttemptList:
        """List the attempts of a session with how each came out."""
        answer = self.send(Call("GET", f"/api/session/{quote(session_id)}/attempts"))
        return cast("types.AttemptList", answer)

    def compare_attempts(
        self, session_id: str, **query: Unpack[types.CompareAttemptsQuery]
    ) -> types.AttemptComparison:
        """Compare two attempts: papers, criteria, findings, answers, and why the score moved."""
        answer = self.send(Call("GET", f"/api/session/{quote(session_id)}/diff", query=query))
        return cast("types.AttemptComparison", answer)

    def get_checklist(self, session_id: str) -> types.PayingChecklist:
        """Return what to have before paying for stage 1: ticked, open, or out of our sight."""
        answer = self.send(Call("GET", f"/api/session/{quote(session_id)}/checklist"))
        return cast("types.PayingChecklist", answer)

    def get_facts(self, **query: Unpack[types.GetFactsQuery]) -> types.Facts:
        """Fees, times, deadlines, review and settlement, each dated and with its source."""
        answer = self.send(Call("GET", "/api/facts", query=query))
        return cast("types.Facts", answer)

    def get_costs(self, **query: Unpack[types.GetCostsQuery]) -> types.Costs:
        """What the visa costs a household: fees, and the health surcharge for every year at once."""
        answer = self.send(Call("GET", "/api/facts/costs", query=query))
        return cast("types.Costs", answer)

    def get_rules(self) -> types.Rules:
        """Every rule that is applied, with where and when it was read, and what is due to be read again."""
        answer = self.send(Call("GET", "/api/rules"))
        return cast("types.Rules", answer)

    def post_outcome(self, session_id: str, body: types.ReportOutcome) -> types.SessionOutcome:
        """Report what the endorsing body decided, or correct an earlier report, which is kept as history."""
        answer = self.send(Call("POST", f"/api/session/{quote(session_id)}/outcome", body=body))
        return cast("types.SessionOutcome", answer)

    def get_outcome(self, session_id: str) -> types.SessionOutcome:
        """Return the decision as it was reported."""
        answer = self.send(Call("GET", f"/api/session/{quote(session_id)}/outcome"))
        return cast("types.SessionOutcome", answer)

    def get_data(self, session_id: str) -> types.HeldData:
        """Everything held about one session: answers, documents, analyses, exports they were in, who
        looked.
        """
        answer = self.send(Call("GET", f"/api/session/{quote(session_id)}/data"))
        return cast("types.HeldData", answer)

    def delete_session(self, session_id: str) -> types.Deletion:
        """Erase everything about a session: documents, answers, results."""
        answer = self.send(Call("DELETE", f"/api/session/{quote(session_id)}"))
        return cast("types.Deletion", answer)

    def delete_data(self, **query: Unpack[types.DeleteDataQuery]) -> types.Deletion:
        """Erase everything about a session; the same as deleting it."""
        answer = self.send(Call("POST", "/api/gdpr/delete-data", query=query))
        return cast("types.Deletion", answer)

    def get_deletion_status(self, session_id: str) -> types.Deletion:
        """Tell whether a session has been erased, and when."""
        answer = self.send(Call("GET", f"/api/gdpr/deletion-status/{quote(session_id)}"))
        return cast("types.Deletion", answer)

    def list_audit(self, **query: Unpack[types.ListAuditQuery]) -> types.AuditLog:
        """What was done with personal data: exports, erasures, views of records, changes of keys, sweeps."""
        answer = self.send(Call("GET", "/api/admin/audit", query=query))
        return cast("types.AuditLog", answer)

    def sign_in(self, body: types.SignIn) -> types.SignedIn:
        """Exchange an API key for a cookie that lasts until nobody uses it for two hours."""
        answer = self.send(Call("POST", "/api/sign-in", body=body))
        return cast("types.SignedIn", answer)

    def sign_out(self, **query: Unpack[types.SignOutQuery]) -> None:
        """Sign this browser out, and with `everywhere` all others that signed in by the same key."""
        self.send(Call("POST", "/api/sign-out", query=query, gives="none"))

    def check_health(self) -> types.Health:
        """Answer 200 when the store answers, else 503 with the reason."""
        answer = self.send(Call("GET", "/health"))
        return cast("types.Health", answer)

    def check_ready(self) -> types.Health:
        """Answer 200 when requests should be sent here: the store answers and the server is not stopping."""
        answer = self.send(Call("GET", "/ready"))
        return cast("types.Health", answer)

    def check_alive(self) -> types.Alive:
        """Answer 200 as long as the process can answer at all; restart it when it cannot."""
        answer = self.send(Call("GET", "/live"))
        return cast("types.Alive", answer)

    def get_clients(self, **query: Unpack[types.GetClientsQuery]) -> types.ClientPage:
        """List your clients with what came out for each."""
        answer = self.send(Call("GET", "/api/clients", query=query))
        return cast("types.ClientPage", answer)

    def post_client(self, body: types.OpenClient) -> types.WholeClient:
        """Open a client, or return the one of yours that has this reference."""
        answer = self.send(Call("POST", "/api/clients", body=body))
        return cast("types.WholeClient", answer)

    def post_outcomes(self) -> types.TakenOutcomes:
        """Take in what was decided of your clients: a CSV with the columns reference, outcome and date."""
        answer = self.send(Call("POST", "/api/clients/outcomes"))
        return cast("types.TakenOutcomes", answer)

    def get_whole_client(self, client_id: str) -> types.WholeClient:
        """Return a client with notes and all attempts."""
        answer = self.send(Call("GET", f"/api/clients/{quote(client_id)}"))
        return cast("types.WholeClient", answer)

    def patch_client(self, client_id: str, body: types.ChangeClient) -> types.WholeClient:
        """Change a client's reference, name, tags or status."""
        answer = self.send(Call("PATCH", f"/api/clients/{quote(client_id)}", body=body))
        return cast("types.WholeClient", answer)

    def delete_client(self, client_id: str) -> types.ErasedClient:
        """Erase everything of a client: sessions, documents, results, name, notes."""
        answer = self.send(Call("DELETE", f"/api/clients/{quote(client_id)}"))
        return cast("types.ErasedClient", answer)

    def post_note(self, client_id: str, body: types.WriteNote) -> types.WholeClient:
        """Write something down about a client; it is kept encrypted, as documents are."""
        answer = self.send(Call("POST", f"/api/clients/{quote(client_id)}/notes", body=body))
        return cast("types.WholeClient", answer)

    def post_session(self, client_id: str, body: types.CreateSession) -> types.CreatedSession:
        """Open a session for a client."""
        answer = self.send(Call("POST", f"/api/clients/{quote(client_id)}/sessions", body=body))
        return cast("types.CreatedSession", answer)

    def get_queue(self, **query: Unpack[types.GetQueueQuery]) -> types.ReviewPage:
        """List what waits for a reviewer, newest analyses first; not what you review already."""
        answer = self.send(Call("GET", "/api/reviews", query=query))
        return cast("types.ReviewPage", answer)

    def ask_for_review(self, body: types.AskForReview) -> types.OpenedSeats:
        """Have people review an analysis, whatever the rules say."""
        answer = self.send(Call("POST", "/api/reviews", body=body))
        return cast("types.OpenedSeats", answer)

    def get_own(self) -> types.OwnReviews:
        """List your reviews."""
        answer = self.send(Call("GET", "/api/reviews/own"))
        return cast("types.OwnReviews", answer)

    def get_review(self, review_id: str) -> types.SeenReview:
        """Return a review of yours."""
        answer = self.send(Call("GET", f"/api/reviews/{quote(review_id)}"))
        return cast("types.SeenReview", answer)

    def take_review(self, review_id: str) -> types.SeenReview:
        """Take a review that waits; the view of the papers is in the audit log."""
        answer = self.send(Call("POST", f"/api/reviews/{quote(review_id)}/take"))
        return cast("types.SeenReview", answer)

    def leave_review(self, review_id: str) -> types.ReviewLine:
        """Give a review back that you have taken and not done."""
        answer = self.send(Call("POST", f"/api/reviews/{quote(review_id)}/leave"))
        return cast("types.ReviewLine", answer)

    def post_opinion(self, review_id: str, body: types.GiveOpinion) -> types.SeenReview:
        """Say what you think."""
        answer = self.send(Call("POST", f"/api/reviews/{quote(review_id)}/opinion", body=body))
        return cast("types.SeenReview", answer)

    def post_mark(self, review_id: str, body: types.MarkPassage) -> types.SeenReview:
        """Mark a quote as rejected or a passage as missed, or take a mark back."""
        answer = self.send(Call("POST", f"/api/reviews/{quote(review_id)}/marks", body=body))
        return cast("types.SeenReview", answer)

    def get_overview(self, **query: Unpack[types.GetOverviewQuery]) -> types.Overview:
        """Totals, success rate, averages by field, recommendations."""
        answer = self.send(Call("GET", "/api/analytics/overview", query=query))
        return cast("types.Overview", answer)

    def get_trends(self, **query: Unpack[types.GetTrendsQuery]) -> types.Trends:
        """Figures over time, and their change against the period before."""
        answer = self.send(Call("GET", "/api/analytics/trends", query=query))
        return cast("types.Trends", answer)

    def get_fields(self, **query: Unpack[types.GetFieldsQuery]) -> types.FieldsComparison:
        """The fields side by side: scores, criteria, commonest strengths, weaknesses and gaps."""
        answer = self.send(Call("GET", "/api/analytics/fields", query=query))
        return cast("types.FieldsComparison", answer)

    def get_insights(self, **query: Unpack[types.GetInsightsQuery]) -> types.Insights:
        """What people bring and do: actions, times, uploads, answers, the way from session to result."""
        answer = self.send(Call("GET", "/api/analytics/insights", query=query))
        return cast("types.Insights", answer)

    def get_quality(self, **query: Unpack[types.GetQualityQuery]) -> types.Quality:
        """How good the assessments are: errors, distributions, grounded quotes, versions, calibration."""
        answer = self.send(Call("GET", "/api/analytics/quality", query=query))
        return cast("types.Quality", answer)

    def get_rejudged(self, **query: Unpack[types.GetRejudgedQuery]) -> types.Rejudged:
        """How scores moved when the same papers were judged again, by the rules before and after."""
        answer = self.send(Call("GET", "/api/analytics/rejudged", query=query))
        return cast("types.Rejudged", answer)

    def get_agreement(self) -> types.Agreement:
        """How far people who reviewed analyses agree with each other and with the assessor, by criterion."""
        answer = self.send(Call("GET", "/api/analytics/agreement"))
        return cast("types.Agreement", answer)

    def list_analyses(self, **query: Unpack[types.ListAnalysesQuery]) -> types.RecordList:
        """One page of analyses, without their long parts."""
        answer = self.send(Call("GET", "/api/analytics/analyses", query=query))
        return cast("types.RecordList", answer)

    def get_analysis(self, record_id: str) -> types.WholeRecord:
        """One whole record: personal data, so it needs the scope `export`, and the view is audited."""
        answer = self.send(Call("GET", f"/api/analytics/analyses/{quote(record_id)}"))
        return cast("types.WholeRecord", answer)

    def list_changes(self, **query: Unpack[types.ListChangesQuery]) -> types.ChangeList:
        """Changes of records behind a cursor, oldest first: whole records, and ids of those that are gone."""
        answer = self.send(Call("GET", "/api/analytics/changes", query=query))
        return cast("types.ChangeList", answer)

    def show_sign_ins(self) -> list[types.SignInState]:
        """Every browser that is signed in."""
        answer = self.send(Call("GET", "/api/admin/sign-ins"))
        return cast("list[types.SignInState]", answer)

    def sign_browsers_out(self, key_id: str) -> None:
        """Sign out every browser that signed in by a key; the key itself goes on working."""
        self.send(Call("DELETE", f"/api/admin/sign-ins/{quote(key_id)}", gives="none"))

    def show_usage(self) -> types.UsageState:
        """Who uses what in this process, the busiest first."""
        answer = self.send(Call("GET", "/api/admin/usage"))
        return cast("types.UsageState", answer)

    def block_client(self, body: types.ClientBlock) -> types.ClientBlock:
        """Refuse a client's requests for a time, in this process."""
        answer = self.send(Call("POST", "/api/admin/blocks", body=body))
        return cast("types.ClientBlock", answer)

    def read_metrics(self) -> str:
        """Counts and durations in Prometheus' text format; no personal data."""
        answer = self.send(Call("GET", "/metrics", gives="text"))
        return cast("str", answer)


class AsyncCalls(AsyncSender):
    """Each call, to be awaited."""

    async def list_fields(self) -> types.FieldList:
        """List the fields one can apply in."""
        answer = await self.send(Call("GET", "/api/fields"))
        return cast("types.FieldList", answer)

    async def create_session(self, body: types.CreateSession) -> types.CreatedSession:
        """Open a session for one application."""
        answer = await self.send(Call("POST", "/api/session/create", body=body))
        return cast("types.CreatedSession", answer)

    async def get_questionnaire(self, field: str) -> types.Questionnaire:
        """Return a field's questions."""
        answer = await self.send(Call("GET", f"/api/questionnaire/{quote(field)}"))
        return cast("types.Questionnaire", answer)

    async def submit_questionnaire(self, body: types.SubmitAnswers) -> types.CheckedAnswers:
        """Check a whole questionnaire; nothing is stored."""
        answer = await self.send(Call("POST", "/api/questionnaire/submit", body=body))
        return cast("types.CheckedAnswers", answer)

    async def save_answers(self, session_id: str, body: Mapping[str, Any]) -> types.SavedAnswers:
        """Save answers by question id; several calls add up, an empty answer removes."""
        answer = await self.send(Call("POST", f"/api/session/{quote(session_id)}/questionnaire", body=body))
        return cast("types.SavedAnswers", answer)

    async def get_answers(self, session_id: str) -> types.SavedState:
        """Return the answers saved so far."""
        answer = await self.send(Call("GET", f"/api/session/{quote(session_id)}/questionnaire"))
        return cast("types.SavedState", answer)

    async def analyze(self, session_id: str) -> types.AnalysisStarted:
        """Start the analysis; it goes on in the background and survives a restart of the server."""
        answer = await self.send(Call("POST", f"/api/analyze/{quote(session_id)}"))
        return cast("types.AnalysisStarted", answer)

    async def get_status(self, session_id: str) -> types.SessionStatus:
        """Tell how far a session is."""
        answer = await self.send(Call("GET", f"/api/session/{quote(session_id)}/status"))
        return cast("types.SessionStatus", answer)

    async def get_results(self, session_id: str) -> types.Results:
        """Return the newest assessment, once the status is `completed`."""
        answer = await self.send(Call("GET", f"/api/results/{quote(session_id)}"))
        return cast("types.Results", answer)

    async def list_documents(self, session_id: str) -> types.DocumentList:
        """List the session's documents."""
        answer = await self.send(Call("GET", f"/api/session/{quote(session_id)}/documents"))
        return cast("types.DocumentList", answer)

    async def correct_document(
        self, session_id: str, document_id: str, body: types.ChangeDocument
    ) -> types.DocumentList:
        """Say what a document is, where it was recognised wrongly."""
        answer = await self.send(
            Call("PATCH", f"/api/session/{quote(session_id)}/documents/{quote(document_id)}", body=body)
        )
        return cast("types.DocumentList", answer)

    async def remove_document(self, session_id: str, document_id: str) -> types.DocumentList:
        """Take one document back."""
        answer = await self.send(
            Call("DELETE", f"/api/session/{quote(session_id)}/documents/{quote(document_id)}")
        )
        return cast("types.DocumentList", answer)

    async def get_content(self, session_id: str, document_id: str) -> bytes:
        """One document as it was uploaded, to be saved, never shown by the browser on our address."""
        answer = await self.send(
            Call(
                "GET",
                f"/api/session/{quote(session_id)}/documents/{quote(document_id)}/content",
                gives="bytes",
            )
        )
        return cast("bytes", answer)

    async def get_text(self, session_id: str, document_id: str) -> types.ShownDocument:
        """Show what was read of a document: its text, what was left out and why, and what we took it for."""
        answer = await self.send(
            Call("GET", f"/api/session/{quote(session_id)}/documents/{quote(document_id)}/text")
        )
        return cast("types.ShownDocument", answer)

    async def state_correction(
        self, session_id: str, document_id: str, body: types.StateCorrection
    ) -> types.Corrections:
        """Say that a document is something else than we took it for; it holds from the next analysis on."""
        answer = await self.send(
            Call(
                "POST",
                f"/api/session/{quote(session_id)}/documents/{quote(document_id)}/corrections",
                body=body,
            )
        )
        return cast("types.Corrections", answer)

    async def take_back_correction(
        self, session_id: str, document_id: str, **query: Unpack[types.TakeBackCorrectionQuery]
    ) -> types.Corrections:
        """Take back what was said of a document."""
        answer = await self.send(
            Call(
                "DELETE",
                f"/api/session/{quote(session_id)}/documents/{quote(document_id)}/corrections",
                query=query,
            )
        )
        return cast("types.Corrections", answer)

    async def get_picture(self, session_id: str, document_id: str, page: int) -> bytes:
        """Show a page of a PDF as a reader sees it; a Word document has no pictures (404 `no_picture`)."""
        answer = await self.send(
            Call(
                "GET",
                f"/api/session/{quote(session_id)}/documents/{quote(document_id)}/pages/{page}.png",
                gives="bytes",
            )
        )
        return cast("bytes", answer)

    async def list_attempts(self, session_id: str) -> types.AttemptList:
        """List the attempts of a session with how each came out."""
        answer = await self.send(Call("GET", f"/api/session/{quote(session_id)}/attempts"))
        return cast("types.AttemptList", answer)

    async def compare_attempts(
        self, session_id: str, **query: Unpack[types.CompareAttemptsQuery]
    ) -> types.AttemptComparison:
        """Compare two attempts: papers, criteria, findings, answers, and why the score moved."""
        answer = await self.send(Call("GET", f"/api/session/{quote(session_id)}/diff", query=query))
        return cast("types.AttemptComparison", answer)

    async def get_checklist(self, session_id: str) -> types.PayingChecklist:
        """Return what to have before paying for stage 1: ticked, open, or out of our sight."""
        answer = await self.send(Call("GET", f"/api/session/{quote(session_id)}/checklist"))
        return cast("types.PayingChecklist", answer)

    async def get_facts(self, **query: Unpack[types.GetFactsQuery]) -> types.Facts:
        """Fees, times, deadlines, review and settlement, each dated and with its source."""
        answer = await self.send(Call("GET", "/api/facts", query=query))
        return cast("types.Facts", answer)

    async def get_costs(self, **query: Unpack[types.GetCostsQuery]) -> types.Costs:
        """What the visa costs a household: fees, and the health surcharge for every year at once."""
        answer = await self.send(Call("GET", "/api/facts/costs", query=query))
        return cast("types.Costs", answer)

    async def get_rules(self) -> types.Rules:
        """Every rule that is applied, with where and when it was read, and what is due to be read again."""
        answer = await self.send(Call("GET", "/api/rules"))
        return cast("types.Rules", answer)

    async def post_outcome(self, session_id: str, body: types.ReportOutcome) -> types.SessionOutcome:
        """Report what the endorsing body decided, or correct an earlier report, which is kept as history."""
        answer = await self.send(Call("POST", f"/api/session/{quote(session_id)}/outcome", body=body))
        return cast("types.SessionOutcome", answer)

    async def get_outcome(self, session_id: str) -> types.SessionOutcome:
        """Return the decision as it was reported."""
        answer = await self.send(Call("GET", f"/api/session/{quote(session_id)}/outcome"))
        return cast("types.SessionOutcome", answer)

    async def get_data(self, session_id: str) -> types.HeldData:
        """Everything held about one session: answers, documents, analyses, exports they were in, who
        looked.
        """
        answer = await self.send(Call("GET", f"/api/session/{quote(session_id)}/data"))
        return cast("types.HeldData", answer)

    async def delete_session(self, session_id: str) -> types.Deletion:
        """Erase everything about a session: documents, answers, results."""
        answer = await self.send(Call("DELETE", f"/api/session/{quote(session_id)}"))
        return cast("types.Deletion", answer)

    async def delete_data(self, **query: Unpack[types.DeleteDataQuery]) -> types.Deletion:
        """Erase everything about a session; the same as deleting it."""
        answer = await self.send(Call("POST", "/api/gdpr/delete-data", query=query))
        return cast("types.Deletion", answer)

    async def get_deletion_status(self, session_id: str) -> types.Deletion:
        """Tell whether a session has been erased, and when."""
        answer = await self.send(Call("GET", f"/api/gdpr/deletion-status/{quote(session_id)}"))
        return cast("types.Deletion", answer)

    async def list_audit(self, **query: Unpack[types.ListAuditQuery]) -> types.AuditLog:
        """What was done with personal data: exports, erasures, views of records, changes of keys, sweeps."""
        answer = await self.send(Call("GET", "/api/admin/audit", query=query))
        return cast("types.AuditLog", answer)

    async def sign_in(self, body: types.SignIn) -> types.SignedIn:
        """Exchange an API key for a cookie that lasts until nobody uses it for two hours."""
        answer = await self.send(Call("POST", "/api/sign-in", body=body))
        return cast("types.SignedIn", answer)

    async def sign_out(self, **query: Unpack[types.SignOutQuery]) -> None:
        """Sign this browser out, and with `everywhere` all others that signed in by the same key."""
        await self.send(Call("POST", "/api/sign-out", query=query, gives="none"))

    async def check_health(self) -> types.Health:
        """Answer 200 when the store answers, else 503 with the reason."""
        answer = await self.send(Call("GET", "/health"))
        return cast("types.Health", answer)

    async def check_ready(self) -> types.Health:
        """Answer 200 when requests should be sent here: the store answers and the server is not stopping."""
        answer = await self.send(Call("GET", "/ready"))
        return cast("types.Health", answer)

    async def check_alive(self) -> types.Alive:
        """Answer 200 as long as the process can answer at all; restart it when it cannot."""
        answer = await self.send(Call("GET", "/live"))
        return cast("types.Alive", answer)

    async def get_clients(self, **query: Unpack[types.GetClientsQuery]) -> types.ClientPage:
        """List your clients with what came out for each."""
        answer = await self.send(Call("GET", "/api/clients", query=query))
        return cast("types.ClientPage", answer)

    async def post_client(self, body: types.OpenClient) -> types.WholeClient:
        """Open a client, or return the one of yours that has this reference."""
        answer = await self.send(Call("POST", "/api/clients", body=body))
        return cast("types.WholeClient", answer)

    async def post_outcomes(self) -> types.TakenOutcomes:
        """Take in what was decided of your clients: a CSV with the columns reference, outcome and date."""
        answer = await self.send(Call("POST", "/api/clients/outcomes"))
        return cast("types.TakenOutcomes", answer)

    async def get_whole_client(self, client_id: str) -> types.WholeClient:
        """Return a client with notes and all attempts."""
        answer = await self.send(Call("GET", f"/api/clients/{quote(client_id)}"))
        return cast("types.WholeClient", answer)

    async def patch_client(self, client_id: str, body: types.ChangeClient) -> types.WholeClient:
        """Change a client's reference, name, tags or status."""
        answer = await self.send(Call("PATCH", f"/api/clients/{quote(client_id)}", body=body))
        return cast("types.WholeClient", answer)

    async def delete_client(self, client_id: str) -> types.ErasedClient:
        """Erase everything of a client: sessions, documents, results, name, notes."""
        answer = await self.send(Call("DELETE", f"/api/clients/{quote(client_id)}"))
        return cast("types.ErasedClient", answer)

    async def post_note(self, client_id: str, body: types.WriteNote) -> types.WholeClient:
        """Write something down about a client; it is kept encrypted, as documents are."""
        answer = await self.send(Call("POST", f"/api/clients/{quote(client_id)}/notes", body=body))
        return cast("types.WholeClient", answer)

    async def post_session(self, client_id: str, body: types.CreateSession) -> types.CreatedSession:
        """Open a session for a client."""
        answer = await self.send(Call("POST", f"/api/clients/{quote(client_id)}/sessions", body=body))
        return cast("types.CreatedSession", answer)

    async def get_queue(self, **query: Unpack[types.GetQueueQuery]) -> types.ReviewPage:
        """List what waits for a reviewer, newest analyses first; not what you review already."""
        answer = await self.send(Call("GET", "/api/reviews", query=query))
        return cast("types.ReviewPage", answer)

    async def ask_for_review(self, body: types.AskForReview) -> types.OpenedSeats:
        """Have people review an analysis, whatever the rules say."""
        answer = await self.send(Call("POST", "/api/reviews", body=body))
        return cast("types.OpenedSeats", answer)

    async def get_own(self) -> types.OwnReviews:
        """List your reviews."""
        answer = await self.send(Call("GET", "/api/reviews/own"))
        return cast("types.OwnReviews", answer)

    async def get_review(self, review_id: str) -> types.SeenReview:
        """Return a review of yours."""
        answer = await self.send(Call("GET", f"/api/reviews/{quote(review_id)}"))
        return cast("types.SeenReview", answer)

    async def take_review(self, review_id: str) -> types.SeenReview:
        """Take a review that waits; the view of the papers is in the audit log."""
        answer = await self.send(Call("POST", f"/api/reviews/{quote(review_id)}/take"))
        return cast("types.SeenReview", answer)

    async def leave_review(self, review_id: str) -> types.ReviewLine:
        """Give a review back that you have taken and not done."""
        answer = await self.send(Call("POST", f"/api/reviews/{quote(review_id)}/leave"))
        return cast("types.ReviewLine", answer)

    async def post_opinion(self, review_id: str, body: types.GiveOpinion) -> types.SeenReview:
        """Say what you think."""
        answer = await self.send(Call("POST", f"/api/reviews/{quote(review_id)}/opinion", body=body))
        return cast("types.SeenReview", answer)

    async def post_mark(self, review_id: str, body: types.MarkPassage) -> types.SeenReview:
        """Mark a quote as rejected or a passage as missed, or take a mark back."""
        answer = await self.send(Call("POST", f"/api/reviews/{quote(review_id)}/marks", body=body))
        return cast("types.SeenReview", answer)

    async def get_overview(self, **query: Unpack[types.GetOverviewQuery]) -> types.Overview:
        """Totals, success rate, averages by field, recommendations."""
        answer = await self.send(Call("GET", "/api/analytics/overview", query=query))
        return cast("types.Overview", answer)

    async def get_trends(self, **query: Unpack[types.GetTrendsQuery]) -> types.Trends:
        """Figures over time, and their change against the period before."""
        answer = await self.send(Call("GET", "/api/analytics/trends", query=query))
        return cast("types.Trends", answer)

    async def get_fields(self, **query: Unpack[types.GetFieldsQuery]) -> types.FieldsComparison:
        """The fields side by side: scores, criteria, commonest strengths, weaknesses and gaps."""
        answer = await self.send(Call("GET", "/api/analytics/fields", query=query))
        return cast("types.FieldsComparison", answer)

    async def get_insights(self, **query: Unpack[types.GetInsightsQuery]) -> types.Insights:
        """What people bring and do: actions, times, uploads, answers, the way from session to result."""
        answer = await self.send(Call("GET", "/api/analytics/insights", query=query))
        return cast("types.Insights", answer)

    async def get_quality(self, **query: Unpack[types.GetQualityQuery]) -> types.Quality:
        """How good the assessments are: errors, distributions, grounded quotes, versions, calibration."""
        answer = await self.send(Call("GET", "/api/analytics/quality", query=query))
        return cast("types.Quality", answer)

    async def get_rejudged(self, **query: Unpack[types.GetRejudgedQuery]) -> types.Rejudged:
        """How scores moved when the same papers were judged again, by the rules before and after."""
        answer = await self.send(Call("GET", "/api/analytics/rejudged", query=query))
        return cast("types.Rejudged", answer)

    async def get_agreement(self) -> types.Agreement:
        """How far people who reviewed analyses agree with each other and with the assessor, by criterion."""
        answer = await self.send(Call("GET", "/api/analytics/agreement"))
        return cast("types.Agreement", answer)

    async def list_analyses(self, **query: Unpack[types.ListAnalysesQuery]) -> types.RecordList:
        """One page of analyses, without their long parts."""
        answer = await self.send(Call("GET", "/api/analytics/analyses", query=query))
        return cast("types.RecordList", answer)

    async def get_analysis(self, record_id: str) -> types.WholeRecord:
        """One whole record: personal data, so it needs the scope `export`, and the view is audited."""
        answer = await self.send(Call("GET", f"/api/analytics/analyses/{quote(record_id)}"))
        return cast("types.WholeRecord", answer)

    async def list_changes(self, **query: Unpack[types.ListChangesQuery]) -> types.ChangeList:
        """Changes of records behind a cursor, oldest first: whole records, and ids of those that are gone."""
        answer = await self.send(Call("GET", "/api/analytics/changes", query=query))
        return cast("types.ChangeList", answer)

    async def show_sign_ins(self) -> list[types.SignInState]:
        """Every browser that is signed in."""
        answer = await self.send(Call("GET", "/api/admin/sign-ins"))
        return cast("list[types.SignInState]", answer)

    async def sign_browsers_out(self, key_id: str) -> None:
        """Sign out every browser that signed in by a key; the key itself goes on working."""
        await self.send(Call("DELETE", f"/api/admin/sign-ins/{quote(key_id)}", gives="none"))

    async def show_usage(self) -> types.UsageState:
        """Who uses what in this process, the busiest first."""
        answer = await self.send(Call("GET", "/api/admin/usage"))
        return cast("types.UsageState", answer)

    async def block_client(self, body: types.ClientBlock) -> types.ClientBlock:
        """Refuse a client's requests for a time, in this process."""
        answer = await self.send(Call("POST", "/api/admin/blocks", body=body))
        return cast("types.ClientBlock", answer)

    async def read_metrics(self) -> str:
        """Counts and durations in Prometheus' text format; no personal data."""
        answer = await self.send(Call("GET", "/metrics", gives="text"))
        return cast("str", answer)
