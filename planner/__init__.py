"""A workforce and DXA capacity planner for Fracture Liaison Services.

>>> from planner import load_scenario, run, summarise
>>> scenario = load_scenario("wales-today").with_values({"years": 1})
>>> results = run(scenario, replications=2, boards=["swansea-bay"], workers=1)
>>> results.replications
2
"""

from planner.errors import PlannerError
from planner.experiment.compare import compare
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.experiment.statistics.intervals import summarise
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
    "list_options",
    "list_scenarios",
    "load_scenario",
    "run",
    "summarise",
]
