"""Runs in NegMAS's own environment: one negotiation a line of JSON in, its course a line of JSON out.

In: `peer`, `utilities` (the creditor's, by plan, above 0 for every plan inside the limits), `bearable` (by plan, the
debtor's secret), `proposals` (what the debtor puts forward at each message: a plan's index, or null for words alone),
`patience`, and `deadline` (the offer, from 1, with which the creditor's time runs out). Out: `agreed` (a plan's index
or null), `turns`, `offers` ([message, plan]) and `seconds`.
"""

from __future__ import annotations

import json
import sys
import time
import warnings

from negmas import (
    BoulwareTBNegotiator,
    ConcederTBNegotiator,
    LinearTBNegotiator,
    MappingUtilityFunction,
    NaiveTitForTatNegotiator,
    ResponseType,
    SAOMechanism,
    SAONegotiator,
    SAOResponse,
)

PEERS = {
    "boulware": BoulwareTBNegotiator,
    "linear": LinearTBNegotiator,
    "conceder": ConcederTBNegotiator,
    "tit_for_tat": NaiveTitForTatNegotiator,
}


class Debtor(SAONegotiator):
    """Accepts what they can bear, says what they have to say, and leaves when their patience ends."""

    def __init__(self, task: dict) -> None:
        super().__init__(name="debtor")
        self.task = task
        self.turns = 0
        self.offers: list[tuple[int, int]] = []

    def __call__(self, state, dest=None) -> SAOResponse:
        if state.current_offer is not None:
            (plan,) = state.current_offer
            self.offers.append((self.turns, plan))
            if self.task["bearable"][plan]:
                self.turns += 1
                return SAOResponse(ResponseType.ACCEPT_OFFER, state.current_offer)
        if self.turns + 1 >= self.task["patience"]:
            return SAOResponse(ResponseType.END_NEGOTIATION, None)
        proposal = self.task["proposals"][self.turns]
        self.turns += 1
        if proposal is None:
            return SAOResponse(ResponseType.REJECT_OFFER, None, data={"text": "that is too much"})
        return SAOResponse(ResponseType.REJECT_OFFER, (proposal,))


def timed(peer: type[SAONegotiator]) -> type[SAONegotiator]:
    """The negotiator as it comes, with a clock around each of its turns.

    Its relative time reaches 1 with the offer of the task's `deadline`, not with the debtor's secret patience.
    """

    class Timed(peer):
        def __call__(self, state, dest=None):
            state.relative_time = min(1.0, (state.step + 1) / self.deadline)
            started = time.thread_time()
            try:
                return super().__call__(state, dest)
            finally:
                self.seconds.append(time.thread_time() - started)

    return Timed


def negotiate(task: dict, peers: dict[str, type[SAONegotiator]]) -> dict:
    outcomes = [(index,) for index in range(len(task["utilities"]))]
    session = SAOMechanism(outcomes=outcomes, n_steps=task["patience"], sync_calls=True)
    utility = MappingUtilityFunction(
        {outcome: task["utilities"][outcome[0]] for outcome in outcomes},
        reserved_value=0.0,
        outcome_space=session.outcome_space,
    )
    debtor = Debtor(task)
    creditor = peers[task["peer"]](name="creditor")
    creditor.seconds = []
    creditor.deadline = task["deadline"]
    session.add(debtor)
    session.add(creditor, ufun=utility)
    state = session.run()
    if state.has_error:
        raise RuntimeError(state.error_details)
    agreed = None if state.agreement is None else state.agreement[0]
    return {"agreed": agreed, "turns": debtor.turns, "offers": debtor.offers, "seconds": creditor.seconds}


def main() -> None:
    warnings.simplefilter("ignore")
    peers = {name: timed(peer) for name, peer in PEERS.items()}
    for line in sys.stdin:
        print(json.dumps(negotiate(json.loads(line), peers)), flush=True)


if __name__ == "__main__":
    main()
