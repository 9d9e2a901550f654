"""Nộp báo cáo: hand in files, read what is wrong with them, explain, take them into the ledger."""

from __future__ import annotations

import streamlit as st

from childrights.language import say
from pages._shared import blanks, dropping, receiving, taking_in, verdicts
from pages._shared.counter import possible_sight


def render() -> None:
    """Files in, verdicts out, then into the ledger; blank forms for the place in view."""
    sight = possible_sight()
    st.title(say("Nộp báo cáo"))
    if not receiving.is_allowed(sight):
        receiving.say_not_allowed()
        return
    receiving.say_stale()
    taking_in.last_result()
    counter = dropping.uploaded()
    if counter is not None:
        verdicts.verdicts(counter)
        taking_in.take_in(counter)
    blanks.due_forms(sight)
