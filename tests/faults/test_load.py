"""The miniature of `make bench ARGS=load`: no failed request, exact figures."""

from bench.load import apply_load, look_into_store
from tests.faults.processes import Server


def test_applicants_beside_readers_see_no_failure_and_the_figures_are_exact(tmp_path, happened):
    server = Server(tmp_path)
    try:
        server.start()
        outcome = apply_load(server.base, seconds=1, applicants=5, readers=2)
        server.stop()
    finally:
        server.kill()
    look_into_store(server.url, outcome)
    assert outcome.failures == []
    assert len(outcome.accepted) >= 5
    assert outcome.count_wrong() == 0
    happened(
        "many at once",
        "five applicants apply again and again while two people read the dashboard (`make bench "
        "ARGS=load` is the same with 50 and 4 for a minute)",
        "every answer is 200; records and figures match the accepted analyses exactly",
    )
