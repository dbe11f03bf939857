"""What redaction finds, what it leaves alone, and that it says no more than that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof_of_talent.records.redaction import (
    Pseudonyms,
    find_known_names,
    list_stand_ins,
    make_pseudonym_key,
    redact,
)
from tests.factories import make_graph


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("write to ada.king+cv@example.co.uk now", "write to [email] now"),
        ("ada (at) example.org", "[email]"),
        ("see https://example.org/~ada?x=1 and www.ada.dev/work.", "see [url] and [url]"),
        ("profile: linkedin.com/in/ada-king-123", "profile: [url]"),
        ("thanks to @ada_king", "thanks to [name]"),
        ("ring +44 20 7946 0958 or 020 7946 0958 or (020) 7946-0958", "ring [phone] or [phone] or [phone]"),
        ("+1 (212) 555-0123", "[phone]"),
        ("a letter by Dr Grace Brewster Hopper, and Prof. A. Turing", "a letter by [name], and [name]"),
        ("My name is Ada King and", "My name is [name] and"),
        ("Yours sincerely,\nAda King", "Yours sincerely,\n[name]"),
    ],
)
def test_what_identifies_a_person_is_replaced(text, redacted):
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "grew revenue from 1,200,000 to 30,000,000 in 2019-2021",
        "from 2019-01-02 to 2021-03-04, version 10.12.13",
        "DOI 10.1000/182, 98.765% of 123456789 rows",
        "Kubernetes, Ray and PostgreSQL; drove Drupal; mentored at Missouri",
        "C++ and/or Go; 24/7 support",
    ],
)
def test_figures_dates_and_products_are_left_alone(text):
    assert redact(text) == text


def test_names_known_from_links_are_replaced_as_whole_words_in_any_case():
    names = find_known_names({"github_url": "https://github.com/Ada-King", "n": 3, "other": "no link"})
    assert names == {"ada-king", "ada", "king"}
    assert redact("Ada, KING and ada-king; not adapter or Kingston", names) == (
        "[name], [name] and [name]; not adapter or Kingston"
    )


def test_names_of_the_graph_have_one_stand_in_each_within_a_record():
    stand_ins = list_stand_ins({"graph": make_graph()})
    assert redact("Prof. Bruno Castelli chairs it; CASTELLI wrote; not Castellina.", stand_ins=stand_ins) == (
        "Prof. [person 1] chairs it; [person 1] wrote; not Castellina."
    )


@pytest.mark.parametrize("results", [{}, {"graph": None}, {"graph": {"nodes": [1, {"kind": []}, {}]}}])
def test_a_record_without_a_sound_graph_has_no_stand_ins(results):
    assert list_stand_ins(results) == {}


def test_one_key_gives_one_pseudonym_and_another_key_another():
    first, second = Pseudonyms(make_pseudonym_key()), Pseudonyms(make_pseudonym_key())
    assert first.replace("a") == first.replace("a") != first.replace("b")
    assert first.replace("a") != second.replace("a")
    assert len(first.replace("a")) == 34


@given(st.text(), st.emails())
def test_an_address_on_its_own_never_survives(text, address):
    plain = "".join(character for character in address if character.isalnum() or character in "@.-_+%")
    assert "@" not in plain or plain not in redact(f"{text} {plain} {text}")


@given(st.text())
def test_redacting_twice_changes_nothing_more(text):
    once = redact(text, ["ada"])
    assert redact(once, ["ada"]) == once
