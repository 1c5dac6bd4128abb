"""Languages: the text's own, or the declared one where the text is too short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.language import detect_language, parse_language

GERMAN = "Der Hafen ist nach drei Wochen wieder offen, und die ersten Fähren haben am Montag abgelegt. " * 5
TURKISH = "Liman üç hafta sonra yeniden açıldı ve ilk feribotlar pazartesi günü denize açıldı. " * 5
ICELANDIC = "Höfnin var opnuð að nýju eftir þrjár vikur og fyrstu ferjurnar lögðu frá bryggju á mánudag. " * 5
JAPANESE = "港は三週間ぶりに再開され、月曜日に最初のフェリーが出港しました。" * 5


@pytest.mark.parametrize(("text", "want"), [(GERMAN, "de"), (TURKISH, "tr"), (ICELANDIC, "is"), (JAPANESE, "ja")])
def test_a_long_text_speaks_for_itself(text, want):
    assert detect_language(text, None) == want
    assert detect_language(text, "en-US") == want


def test_a_short_text_has_the_declared_language():
    assert detect_language("Hafen offen", "en-GB") == "en"


def test_sister_languages_trust_the_page():
    assert detect_language("Havnen åpnet igjen etter tre uker, og de første fergene dro mandag. " * 6, "nb-NO") == "nb"


@pytest.mark.parametrize(
    ("tag", "want"), [("de_AT", "de"), ("EN", "en"), ("deu", "de"), ("iw", "he"), ("x-default", None), ("german", None)]
)
def test_tags_become_two_letters(tag, want):
    assert parse_language(tag) == want


@given(st.text())
def test_any_text_has_a_language_or_none(text):
    found = detect_language(text)
    assert found is None or len(found) == 2
    assert detect_language(text) == found
