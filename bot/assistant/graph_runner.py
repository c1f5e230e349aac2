"""A graph runner without dask's scheduler: the graph is a short chain, so its order is worked out once.

Dask plans, locks and queues for every one of a turn's three runs. The components, their inputs and their results
are the same; a test runs both and compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.storage import ModelStorage


class FlatGraphRunner(DaskGraphRunner):
    """Runs the nodes that a target needs, one after the other."""

    def __init__(
        self,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> None:
        super().__init__(graph_schema, model_storage, execution_context, hooks)
        self._orders: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}

    @classmethod
    def over(cls, runner: DaskGraphRunner) -> FlatGraphRunner:
        """The same loaded components under this runner."""
        flat = cls.__new__(cls)
        flat.__dict__.update(runner.__dict__)
        flat._orders = {}
        return flat

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = self._order(wanted)
        results: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._orders[wanted]:
            results[name] = self._instantiated_nodes[name](*(results.get(need, need) for need in needs))
        return {name: results[name][1] for name in wanted}

    def _order(self, targets: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
        """The needed nodes with their inputs, each after all it needs."""
        nodes = self._graph_schema.minimal_graph_schema(list(targets)).nodes
        order: dict[str, tuple[str, ...]] = {}

        def place(name: str) -> None:
            if name in order or name not in nodes:
                return
            needs = tuple(nodes[name].needs.values())
            for need in needs:
                place(need)
            order[name] = needs

        for target in targets:
            place(target)
        return list(order.items())
