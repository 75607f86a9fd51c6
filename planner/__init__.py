"""A workforce and DXA capacity planner for Fracture Liaison Services.

>>> from planner import load_scenario, run, summarise
>>> scenario = load_scenario("wales-today").with_values({"years": 1})
>>> results = run(scenario, replications=2, boards=["swansea-bay"], workers=1)
>>> results.replications
2
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.errors import PlannerError
    from planner.experiment.compare import compare
    from planner.experiment.precision import run_until
    from planner.experiment.running.results import Results
    from planner.experiment.running.run import run
    from planner.experiment.statistics.summarise import summarise
    from planner.experiment.uncertainty import explore
    from planner.inputs.apply_changes import list_options
    from planner.inputs.load import list_scenarios, load_scenario
    from planner.inputs.scenario import Scenario
    from planner.outcomes.kpi_table import KPIS

__version__ = "0.1.0"
__all__ = [
    "KPIS",
    "PlannerError",
    "Results",
    "Scenario",
    "compare",
    "explore",
    "list_options",
    "list_scenarios",
    "load_scenario",
    "run",
    "run_until",
    "summarise",
]
_MODULES = {
    "KPIS": "planner.outcomes.kpi_table",
    "PlannerError": "planner.errors",
    "Results": "planner.experiment.running.results",
    "Scenario": "planner.inputs.scenario",
    "compare": "planner.experiment.compare",
    "explore": "planner.experiment.uncertainty",
    "list_options": "planner.inputs.apply_changes",
    "list_scenarios": "planner.inputs.load",
    "load_scenario": "planner.inputs.load",
    "run": "planner.experiment.running.run",
    "run_until": "planner.experiment.precision",
    "summarise": "planner.experiment.statistics.summarise",
}
"""Module of each public name; imported when the name is first used."""


def __getattr__(name: str) -> Any:
    """A public name, from its module."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__} - {"Any", "TYPE_CHECKING", "import_module"})
