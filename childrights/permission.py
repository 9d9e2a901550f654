"""Who may take submissions into the ledger, and decide about them, from the pages."""

from __future__ import annotations

from collections.abc import Mapping

from childrights.disclosure.door import Audience
from childrights.view import viewer_limit

VARIABLE = "CHILDRIGHTS_RECEIVE"
"""Environment variable by which an operator lets viewers of this server receive submissions."""


def may_receive(environ: Mapping[str, str]) -> bool:
    """Whether viewers of this server may load, return, approve and close.

    Only where ``CHILDRIGHTS_RECEIVE`` is ``yes`` and the server shows the internal view;
    anything else, a misspelt setting included, is a no. ``run.py`` says yes where only its
    own machine reaches the server.
    """
    says_yes = environ.get(VARIABLE, "").strip().lower() == "yes"
    return says_yes and viewer_limit(environ) is Audience.INTERNAL
