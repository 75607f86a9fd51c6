"""Capacity that a question asks for: proposed by formula, confirmed by simulation.

For a program of one's own, in three calls::

    question = question_of(kind, scenario, marks, by, stage, boards, limits)
    answer = answer_question(question, chance=0.8, replications=240, seed=1,
                             first=None, progress=None, cancelled=None, cache=None)
    texts = planner.reports.ask.said_answer(answer, names)

`question_of` (`question.py`) checks everything and simulates nothing; its errors name
the option. `answer_question` (`answer.py`) calls `first(proposal)` within seconds, with
what the formula proposes (`planner.reports.ask.first_answer` says it), and returns a
frozen `CapacityAnswer`: `question`, `found` and `costs` by board, `amounts`,
`changes`, and `save(path, title, remark)`. Titles, sentences and tables are in
`planner.reports.ask`.
"""
