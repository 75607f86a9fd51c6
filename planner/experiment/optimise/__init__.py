"""The cheapest mix of changes, or the best within a budget: screened, then selected.

For a program of one's own (all of it is in `best_mix.py`)::

    wanted = wanted_of(scenario, [board], marks, by, aim=None, budget=(), capital=None,
                       chance=0.8, limits=None)
    levers = levers_of(wanted, board)
    answer = best_mix(wanted, levers, replications=60, seed=1,
                      first=None, progress=None, cancelled=None, cache=None)
    texts = planner.reports.optimise.answer_sentences(answer, wanted.chance, name)

`wanted_of` and `levers_of` check everything and simulate nothing. `best_mix` calls
`first(trial)` with what the formula finds best (`planner.reports.optimise.first_mix`
says it), and returns a frozen `BestMix`; `changes_of_best(answer)` are the changes to
save. For one budget over several boards: `wanted_of(..., national=True)`, `levers_of(
..., named=False)` of each board, `best_split` and `changes_of_split`; its sentences are
in `planner.reports.optimise_split`.
"""
