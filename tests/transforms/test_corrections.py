"""Notices of correction: found where they begin a paragraph, and only there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.corrections import find_correction

STORY = "The bridge at Port Elm is closed.\n\n"


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: an earlier version gave the wrong year.",
        "Correction, March 9, 9.10 a.m.: An earlier version gave another number.",
        "Correction (March 3): the bridge is in Port Elm.",
        "• This article was amended on 4 March to correct a name.",
        "An earlier version of this story misstated the toll.",
        "Editor's note: This story has been corrected to say that the toll is five euros.",
        "Korrektur: In einer früheren Fassung stand ein falscher Name.",
        "In einer früheren Version dieses Textes hieß es, die Brücke sei offen.",
        "Rectificatif : le pont est à Port Elm.",
        "Fe de errores: el puente está en Port Elm.",
    ],
)
def test_a_notice_is_found_verbatim(notice):
    assert find_correction(STORY + notice) == notice


@pytest.mark.parametrize(
    "text",
    [
        "The correction of the course took a year.",
        "Corrections officers struck on Monday.",
        "Markets saw a correction: shares fell by a tenth.",
        "This article was written with the help of readers.",
        "Editor's note: this is the first of three parts.",
    ],
)
def test_talk_of_corrections_is_no_notice(text):
    assert find_correction(STORY + text) is None


@given(st.text())
def test_any_text_is_answered(text):
    found = find_correction(text)
    assert found is None or found.strip()
