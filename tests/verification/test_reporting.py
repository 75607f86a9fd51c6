"""What is not known is said; what is written is whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from planner.cli.main import app, main
from planner.errors import DataError
from planner.verification import verify as verification
from planner.verification.cases import load_cases
from planner.verification.study import Effort
from planner.verification.verify import results_of, verify_case, write_results
from tests.verification.asking import ask

TRACE = {"servers": 1, "arrivals": [1, 2], "service": 1.5}


def case(**changes: Any) -> dict[str, Any]:
    return {"id": "one", "schema": "fls-validation-case/1", "kind": "trace",
            "gate": "must", "inputs": TRACE,
            "expected": {"waits": {"value": [0, 0.5]}}, **changes}  # fmt: skip


def folder(path: Path, *cases: dict[str, Any]) -> Path:
    for number, content in enumerate(cases):
        (path / f"{number}.json").write_text(json.dumps(content), "utf-8")
    return path


def run(*arguments: object):
    return CliRunner().invoke(app, ["verify", *map(str, arguments)])


def test_a_kind_that_nobody_translates_is_said_and_the_others_go_on(tmp_path: Path):
    cases = folder(tmp_path, case(), case(id="two", kind="weather"))
    out = tmp_path / "results"
    done = run(cases, "--out", out)
    assert done.exit_code == 0
    results = json.loads(out.read_text("utf-8"))
    assert results["one"] == {"waits": [0, 0.5]}
    assert results["two"] == {}
    assert "weather" in results["_not_expressed"]["two"]["waits"]
    assert "weather" in done.output


def test_parts_of_a_case_are_answered_under_their_own_names(tmp_path: Path):
    asked = {"waits": {}}
    parts = [{"name": "early", "expected": asked},
             {"name": "late", "inputs": {"service": 3}, "expected": asked}]  # fmt: skip
    (found,) = load_cases(folder(tmp_path, case(subcases=parts)))
    answers = verify_case(found, Effort()).answers
    assert answers == {"early/waits": [0, 0.5], "late/waits": [0, 2]}


@pytest.mark.parametrize(
    ("inputs", "word"),
    [
        ({**TRACE, "moon": "full"}, "moon"),
        ({"servers": 1, "arrivals": "soon", "service": 1}, "arrivals"),
        ({"servers": 1.5, "arrivals": [1], "service": 1}, "servers"),
        ({**TRACE, "queue_capacity": 4}, "queue_capacity"),
        ({**TRACE, "discipline": "by height"}, "discipline"),
        ({"servers": 1, "arrivals": [1], "service": [1, 2]}, "service"),
        ({"servers": 1, "arrivals": [1.0000000000001], "service": 1}, "decimal"),
        ({}, "arrivals"),
    ],
)
def test_inputs_that_are_not_understood_are_named(inputs: dict, word: str):
    found = ask("trace", inputs, ["waits"])
    assert found.answers == {}
    assert word in found.reasons["waits"]


def test_metrics_that_are_not_known_are_named_and_the_others_answered():
    found = ask("trace", TRACE, ["waits", "colour"])
    assert found.answers["waits"] == [0, 0.5]
    assert "no measure of this name" in found.reasons["colour"]


@pytest.mark.parametrize("kind", sorted(verification.KINDS))
def test_every_kind_bears_a_case_of_nonsense(kind: str):
    """Nothing that a case may hold brings more than a reason."""
    for inputs in ({}, {"classes": 3, "stations": [1], "counts": [], "arrivals": {}}):
        found = ask(kind, inputs, ["nonsense", "Wq.x"])
        assert found.answers == {}
        assert set(found.reasons) == {"nonsense", "Wq.x"}


def test_an_answer_that_is_no_number_is_left_out():
    found = ask("trace", {"servers": 1, "arrivals": [], "service": 1}, ["mean_wait"])
    assert found.answers == {}


def test_the_same_seed_gives_the_same_answers_whatever_the_number_of_workers():
    inputs = {"arrival_rate": 1, "service_rate_per_server": 2, "servers": 1}
    spec = {"replications": 4, "customers_per_replication": 300, "warmup_customers": 0}
    (part,) = ask("queue.mmc", inputs, ["Wq"], spec).case.parts
    one = ask("queue.mmc", inputs, ["Wq"], spec)
    again = [verify_case(one.case, Effort(seed=1, workers=count)) for count in (1, 3)]
    other = verify_case(one.case, Effort(seed=2))
    assert part == one.case.parts[0]
    assert again[0].answers == again[1].answers == one.answers
    assert other.answers != one.answers


def test_both_engines_give_the_same_answers():
    inputs = {"arrival_rate": 2, "service_rate_per_server": 1, "servers": 2,
              "patience": {"dist": "exponential", "mean": 2}}  # fmt: skip
    spec = {"replications": 3, "horizon": 60, "warmup": 5}
    one = ask("queue.erlang_a", inputs, ["Lq", "p_leave_before_seen"], spec)
    other = verify_case(one.case, Effort(engine="simpy"))
    assert one.answers == other.answers


def test_replications_are_added_until_the_tolerance_is_met():
    inputs = {"arrival_rate": 1, "service_rate_per_server": 2, "servers": 1}
    spec = {"replications": 4, "customers_per_replication": 400, "warmup_customers": 50}
    loose = ask("queue.mmc", inputs, {"Wq": {"tol_abs": 1.0}}, spec).answers["Wq"]
    tight = ask("queue.mmc", inputs, {"Wq": {"tol_abs": 0.1}}, spec).answers["Wq"]
    assert tight["se"] < loose["se"]
    assert 2 * tight["se"] <= 0.1


@pytest.mark.parametrize(
    ("text", "word"),
    [("{", "JSON"), ("[]", "one case"), ('{"id": "x"}', "kind"),
     ('{"id": "x", "kind": "trace", "expected": 3}', "expected"),
     ('{"id": "x", "kind": "trace", "subcases": [1]}', "subcases"),
     ('{"id": "x", "kind": "trace", "expected": {}, "inputs": []}', "inputs"),
     ('{"id": "x", "kind": "trace", "expected": {}, "schema": "9"}', "schema")],
)  # fmt: skip
def test_a_file_that_is_no_case_is_refused_by_name(
    tmp_path: Path, text: str, word: str
):
    (tmp_path / "bad.json").write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"bad\.json") as refused:
        load_cases(tmp_path)
    assert word in str(refused.value)


@pytest.mark.parametrize(
    "arguments", [["nowhere"], [".", "--only", "trace"], [".", "--engine", "steam"]]
)
def test_a_wrong_command_ends_with_code_2_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, arguments: list[str]
):
    monkeypatch.chdir(tmp_path)
    line = ["fls-planner", "verify", *arguments, "--out", "results.json"]
    monkeypatch.setattr("sys.argv", line)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "rule:" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_only_takes_a_kind_or_its_beginning(tmp_path: Path):
    queue = case(id="two", kind="queue.mmc", expected={"nonsense": {}})
    cases = folder(tmp_path, case(), queue)
    assert [c.id for c in load_cases(cases, ["queue"])] == ["two"]
    assert [c.id for c in load_cases(cases, ["trace", "queue.mmc"])] == ["one", "two"]
    with pytest.raises(DataError, match="que"):
        load_cases(cases, ["que"])


def test_a_results_file_is_written_whole_or_not_at_all(tmp_path: Path):
    path = tmp_path / "results.json"
    write_results({"one": {"waits": [1]}}, path)
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_results({"one": {"waits": float("nan")}}, path)
    assert json.loads(path.read_text("utf-8")) == {"one": {"waits": [1]}}
    assert [file.name for file in tmp_path.iterdir()] == ["results.json"]


def test_reasons_stand_under_a_key_of_their_own():
    found = ask("trace", TRACE, ["waits", "colour"])
    results = results_of([found])
    assert set(results) == {"made-up", "_not_expressed"}
    assert set(results["made-up"]) == {"waits"}
