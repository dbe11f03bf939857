"""Reading rollups in MongoDB, and comparing them with the records."""

from proof_of_talent.domain.ports import RollupDrift
from proof_of_talent.domain.record import EVERY_RECORD, AnalysisFilter
from proof_of_talent.domain.rollups import (
    Grain,
    PeriodRange,
    Rollup,
    add_up_rollups,
    fold,
)
from proof_of_talent.stores.mongo.deployment import Deployment, DismantledError, MongoPart, reaching
from proof_of_talent.stores.mongo.rebuild import Rebuilding
from proof_of_talent.stores.mongo.schema import ANALYSES, SLOTS, STATE, gate_id
from proof_of_talent.stores.mongo.tallies import Tallies
from proof_of_talent.stores.mongo.views import Views


class MongoRollups(MongoPart):
    """Implements `ports.RollupStore`."""

    def __init__(
        self, deployment: Deployment, tallies: Tallies, views: Views, rebuilding: Rebuilding
    ) -> None:
        super().__init__(deployment)
        self._tallies = tallies
        self._views = views
        self._rebuilding = rebuilding

    @reaching
    def read(self, wanted: AnalysisFilter, *, grain: Grain = "month", detail: bool = True) -> list[Rollup]:
        """See `ports.RollupStore`."""
        self._deployment.check_when_due()
        while True:
            generation = self._tallies.find_generation()
            rollups = self._read_generation(generation, wanted, grain, detail=detail)
            if self._tallies.find_generation() == generation:
                return rollups  # else a rebuild has just replaced what was being read

    def _read_generation(
        self, generation: int, wanted: AnalysisFilter, grain: Grain, *, detail: bool
    ) -> list[Rollup]:
        return add_up_rollups(
            wanted,
            grain,
            detail=detail,
            read_stored=lambda ranges: self._tallies.sum_slots(
                generation, wanted, ranges, detail=detail
            ).items(),
            read_records=self._tallies.scan_records,
        )

    @reaching
    def read_version(self) -> str:
        """See `ports.RollupStore`. Made of the generation, the changes of all slots, and the number of
        records, which edits by hand change.
        """
        self._deployment.check_when_due()
        gates = list(self._primary(STATE).find({"_id": {"$in": [gate_id(slot) for slot in range(SLOTS)]}}))
        if not gates:
            raise DismantledError
        changes = sum(gate["changes"] for gate in gates)
        count = self._primary(ANALYSES).estimated_document_count()
        return f"{max(gate['generation'] for gate in gates)}-{changes}-{count}"

    @reaching
    def verify(self) -> list[RollupDrift]:
        """See `ports.RollupStore`. Without transactions a write under way may show as a drift."""
        ranges: list[PeriodRange] = [("month", None, None), ("day", None, None)]
        with self._views.open() as session:
            generation = self._tallies.find_generation(session)
            expected = fold(self._tallies.scan_records(EVERY_RECORD, session))
            totals = self._tallies.sum_slots(generation, EVERY_RECORD, ranges, detail=True, session=session)
        stored = {key: counters for key, counters in totals.items() if counters}
        return [
            RollupDrift(key.grain, key.period, key.field, wanted.get("n", 0), found.get("n", 0))
            for key in sorted(expected.keys() | stored.keys())
            if (wanted := expected.get(key, {})) != (found := stored.get(key, {}))
        ]

    @reaching
    def rebuild(self) -> int:
        """See `ports.RollupStore`."""
        return self._rebuilding.rebuild()
