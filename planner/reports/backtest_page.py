"""A back-test as one page of HTML that stands alone, the prediction first."""

from __future__ import annotations

import datetime
from typing import Any

from markupsafe import Markup

from planner.calibration.backtest import Prediction, compared, years_left_out
from planner.calibration.tables import PREDICTED
from planner.inputs.boards import official_name
from planner.locale import _
from planner.reports.backtest import (
    NOT_IN_THE_BAND,
    balance_sentences,
    fit_sentence,
    made_sentence,
    prediction_sentence,
    span_of,
    verdicts,
    warnings,
)
from planner.reports.backtest_chart import chart_of
from planner.reports.backtest_tables import (
    LEFT_OUT_HEADS,
    constant_lines,
    figure_lines,
    figure_name,
    left_out_lines,
)
from planner.reports.page import render_page


def backtest_page(
    prediction: Prediction, *, made_on: datetime.date | None = None
) -> str:
    """HTML of a back-test, without a single address outside the page."""
    return render_page(
        "backtest_page.html",
        made_on,
        **_texts(prediction),
        **_side_by_side(prediction),
        beyond=_(NOT_IN_THE_BAND),
        fingerprint=prediction.scenario.fingerprint(),
    )


def _texts(prediction: Prediction) -> dict[str, Any]:
    request = prediction.request
    board = prediction.scenario.boards[request.board_id]
    ahead = prediction.figures[prediction.figures["part"] == PREDICTED]
    others = len(prediction.others)
    return {
        "title": _(
            "Back-test of {board}: {years} fitted, {predicted} predicted",
            board=official_name(board),
            years=span_of(prediction),
            predicted=request.predicted,
        ),
        "label": _(board.label),
        "made": made_sentence(prediction),
        "fit": fit_sentence(prediction),
        "remarks": [*warnings(prediction), *balance_sentences(prediction)],
        "predictions": [
            prediction_sentence(row, others) for _index, row in ahead.iterrows()
        ],
        "verdicts": verdicts(prediction),
    }


def _side_by_side(prediction: Prediction) -> dict[str, Any]:
    """Charts, their tables, the constants, and where figures come from."""
    table = compared(prediction)
    return {
        "panels": [
            (figure_name(part.iloc[0]), Markup(chart_of(part)), figure_lines(part))
            for _index, part in table.groupby("measure", sort=False)
        ],
        "left_out": left_out_lines(years_left_out(prediction)),
        "left_out_heads": [_(heading) for heading in LEFT_OUT_HEADS.values()],
        "constants": constant_lines(prediction),
        "sources": list(dict.fromkeys(text for text in table["source"] if text)),
    }
