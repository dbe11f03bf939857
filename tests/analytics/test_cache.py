from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from proof_of_talent.analytics.cache import AnalyticsCache
from tests.analytics.analytics_store import NOW, FoldedStore, make_record


def count_calls() -> tuple[list[int], Callable[[], int]]:
    calls: list[int] = []

    def compute() -> int:
        calls.append(1)
        return len(calls)

    return calls, compute


def test_same_question_is_computed_once() -> None:
    cache, (calls, compute) = AnalyticsCache(), count_calls()
    store = FoldedStore([])

    assert [cache.get(store, NOW, "q", compute) for _ in range(3)] == [1, 1, 1]
    assert len(calls) == 1


def test_new_record_new_day_and_other_question_are_computed_again() -> None:
    cache, (calls, compute) = AnalyticsCache(), count_calls()
    store = FoldedStore([])
    cache.get(store, NOW, "q", compute)

    cache.get(FoldedStore([make_record()]), NOW, "q", compute)
    cache.get(store, NOW + timedelta(days=1), "q", compute)
    cache.get(store, NOW, "other", compute)

    assert len(calls) == 4


def test_answer_unused_for_longest_makes_room() -> None:
    cache, (calls, compute) = AnalyticsCache(size=2), count_calls()
    store = FoldedStore([])
    for question in ("a", "b", "a", "c", "a"):
        cache.get(store, NOW, question, compute)
    assert len(calls) == 3

    cache.get(store, NOW, "b", compute)
    assert len(calls) == 4


def test_many_threads_get_the_answer_to_their_own_question() -> None:
    cache, store = AnalyticsCache(size=4), FoldedStore([])

    def ask(number: int) -> bool:
        return cache.get(store, NOW, number % 9, lambda: number % 9) == number % 9

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(2_000)))
