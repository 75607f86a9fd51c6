"""The shipped numbers add up, and traps in their sources are heeded."""

import itertools

import pandas as pd
import pytest

from planner import load_scenario
from planner.data.facts import (
    age_group,
    fracture_rates,
    load_facts,
    population_by_cell,
    site_mix,
)
from planner.data.sheets import SHEETS
from planner.errors import DataError

BANDS = [
    "50-54",
    "55-59",
    "60-64",
    "65-69",
    "70-74",
    "75-79",
    "80-84",
    "85-89",
    "90+",
]


def one(name, row_id):
    """The row of that id."""
    return load_facts(name).set_index("id").loc[row_id]


def test_the_seven_boards_are_numbered_once_and_for_all():
    boards = load_facts("boards")
    assert dict(zip(boards["id"], boards["number"], strict=True)) == {
        "aneurin-bevan": 1,
        "betsi-cadwaladr": 2,
        "cardiff-and-vale": 3,
        "cwm-taf-morgannwg": 4,
        "hywel-dda": 5,
        "powys": 6,
        "swansea-bay": 7,
    }


def test_every_board_has_a_name_in_both_languages():
    boards = load_facts("boards")
    assert boards["name"].str.endswith("Health Board").all()
    assert boards["name_cy"].str.startswith("Bwrdd Iechyd").all()
    assert (boards[["short_name", "short_name_cy"]] != "").all(axis=None)


def test_only_aneurin_bevan_has_published_its_indicators():
    boards = load_facts("boards").set_index("id")
    assert boards.index[boards["kpis_published"]].tolist() == ["aneurin-bevan"]


def test_expected_caseloads_of_the_boards_sum_to_wales():
    boards = load_facts("boards")
    assert (
        boards["caseload"].sum() == one("fracture_rates_published", "wales.any").value
    )


@pytest.mark.parametrize(("year", "people"), [(2021, 1_305_187), (2022, 1_317_563)])
def test_exact_residents_of_the_boards_sum_to_the_published_total(year, people):
    assert residents("population", year).sum() == people


@pytest.mark.parametrize(("year", "people"), [(2020, 1_305_198), (2023, 1_326_472)])
def test_residents_of_Wales_sum_to_the_published_total(year, people):
    assert residents("population_wales", year).sum() == people


def test_rates_need_age_groups_that_are_sums_of_five_year_bands():
    groups = residents("population", 2022).unstack("sex").groupby(age_group).sum()
    assert groups["female"].to_dict() == {"50-74": 512_307, "75+": 179_726}
    assert groups["male"].to_dict() == {"50-74": 484_769, "75+": 140_761}


def test_the_growth_of_the_baseline_lies_between_those_of_the_residents():
    """At the shipped rates, from mid-2021 to mid-2022 and to mid-2023."""
    sums = [
        weighted(residents("population", 2021)),
        weighted(residents("population", 2022)),
        weighted(residents("population_wales", 2023)),
    ]
    growth = [later / earlier - 1 for earlier, later in itertools.pairwise(sums)]
    assert growth == pytest.approx([0.019, 0.014], abs=0.0005)
    assumed = one("parameters", "demand.growth_50plus")
    assert growth[1] * 100 < assumed["value"] < growth[0] * 100 < assumed["high"]


def weighted(people):
    """Fractures a year of residents by sex and band, at the shipped rates."""
    cells = people.unstack("sex").groupby(age_group).sum()
    rates = fracture_rates().pivot(index="age_group", columns="sex", values="value")
    return (cells * rates / 1000).to_numpy().sum()


def residents(name, year):
    """Residents by sex and age band, all boards together."""
    people = load_facts(name)
    chosen = people[people["year"] == year]
    return chosen.groupby(["sex", "age_band"])["population"].sum()


def test_population_holds_parts_only_and_never_totals():
    people = load_facts("population")
    assert set(people["age_band"]) == set(BANDS)
    assert set(people["year"]) == {2021, 2022}
    assert set(people["sex"]) == {"female", "male"}


def test_population_by_cell_answers_to_code_and_to_id():
    by_code = population_by_cell("W11000024", 2021)
    pd.testing.assert_frame_equal(by_code, population_by_cell("powys", 2021))
    assert len(by_code) == 2 * len(BANDS)
    assert set(by_code["age_group"]) == {"50-74", "75+"}


def test_an_unknown_board_is_refused_with_a_way_out():
    with pytest.raises(DataError, match=r"boards are listed in boards\.csv"):
        population_by_cell("gwent")


def wales_2020_by_cell():
    """Mid-2020 residents by sex and age group, split by the mid-2023 sex share."""
    persons = residents("population_wales", 2020).loc["persons"]
    sexes = residents("population_wales", 2023).unstack("sex")
    split = sexes.div(sexes.sum(axis=1), axis=0).mul(persons, axis=0)
    return split.groupby(split.index.map(age_group)).sum()


def fractures_2020():
    """Fractures a year by age group (rows) and sex (columns) from the shipped rates."""
    rates = fracture_rates().pivot(index="age_group", columns="sex", values="value")
    return wales_2020_by_cell() * rates / 1000


def test_rates_on_mid_2020_residents_reproduce_20565_fractures():
    assert fractures_2020().to_numpy().sum() == pytest.approx(20_565, abs=0.1)


def test_a_third_of_fractures_are_in_men():
    share = one("parameters", "mix.male").value / 100
    assert fractures_2020()["male"].sum() == pytest.approx(share * 20_565, abs=0.1)


def test_the_assumed_share_of_fractures_is_at_75_and_over():
    share = one("parameters", "mix.age75").value / 100
    assert fractures_2020().loc["75+"].sum() == pytest.approx(share * 20_565, abs=0.1)


def test_women_break_bones_more_often_than_men_by_the_same_ratio_at_both_ages():
    rates = fracture_rates().pivot(index="age_group", columns="sex", values="value")
    ratio = rates["female"] / rates["male"]
    assert ratio.loc["50-74"] == pytest.approx(ratio.loc["75+"], rel=1e-4)


@pytest.mark.parametrize("board", load_facts("boards")["id"])
def test_the_caseload_of_a_board_is_its_residents_share_at_the_rates(board):
    people = population_by_cell(board).set_index(["sex", "age_band"])["population"]
    share = weighted(people) / weighted(residents("population", 2022))
    row = load_facts("boards").set_index("id").loc[board]
    assert row["caseload"] == pytest.approx(20_565 * share, abs=1)


@pytest.mark.parametrize("start", [50, 65, 75])
def test_the_range_of_a_caseload_holds_its_share_of_residents(start):
    people = load_facts("population").query("year == 2022")
    old = people[people["age_band"].str[:2].astype(int) >= start]
    shares = old.groupby("board")["population"].sum() / old["population"].sum()
    boards = load_facts("boards").set_index("id")
    simple = (20_565 * shares).round()
    assert (boards["caseload_low"] <= simple).all()
    assert (simple <= boards["caseload_high"]).all()


@pytest.mark.parametrize("folder", ["wales-today", "wales-2023"])
def test_the_baselines_hold_the_caseloads_of_the_table(folder):
    shipped = load_scenario(folder).boards
    for board in load_facts("boards").itertuples():
        assert shipped[board.id].demand.fractures_a_year == board.caseload


def test_site_shares_fill_each_age_group():
    totals = site_mix().groupby("age_group")["value"].sum()
    assert totals.to_list() == pytest.approx([100, 100])


@pytest.mark.parametrize(("site", "share"), [("hip", 20.0), ("spine", 15.7)])
def test_site_shares_over_both_ages_are_the_published_ones(site, share):
    old = one("parameters", "mix.age75").value / 100
    shares = site_mix().query("site == @site").set_index("age_group")["value"]
    overall = (1 - old) * shares["50-74"] + old * shares["75+"]
    assert overall == pytest.approx(share, abs=0.01)


def test_the_age_split_of_sites_is_called_an_assumption():
    assert set(site_mix()["confidence"]) == {"assumption"}


def test_the_welsh_headline_is_five_times_its_hip_count():
    hips = one("fracture_rates_published", "wales.hip").value
    rule = one("parameters", "demand.x5_rule").value
    assert hips * rule == one("fracture_rates_published", "wales.any").value


def test_kpi_5_has_two_ids_because_it_has_two_denominators():
    kpis = load_facts("fls_db_definitions").set_index("kpi")
    ordered = kpis.loc["kpi5_scanned_90_of_ordered", "denominator"]
    everybody = kpis.loc["kpi5_scanned_90_of_all", "denominator"]
    assert "ordered" in ordered
    assert everybody == "All identified patients"


def test_a_kpi_5_figure_whose_base_is_unknown_is_filed_under_neither():
    figures = load_facts("fls_db_kpis")
    wales = figures[(figures["geography"] == "Wales") & (figures["year"] == 2023)]
    ids = set(wales.loc[wales["kpi"].str.startswith("kpi5"), "kpi"])
    assert ids == {"kpi5_scanned_90_base_not_stated"}


def test_every_indicator_with_figures_is_defined():
    used = load_facts("fls_db_kpis")["kpi"]
    defined = set(load_facts("fls_db_definitions")["kpi"])
    assert set(used[used.str.match(r"kpi\d")]) <= defined


def test_aneurin_bevan_percentages_are_its_counts_over_everybody_identified():
    figures = load_facts("fls_db_kpis").query("geography == 'Aneurin Bevan'")
    by_kpi = figures.pivot_table(index="year", columns="kpi", values="value")
    years = by_kpi.loc[2021:2024]
    worked_out = 100 * years["scanned_90"] / years["identified"]
    assert (worked_out - years["kpi5_scanned_90_of_all"]).abs().max() < 0.1


def test_figures_from_run_together_digits_are_never_called_seen():
    figures = load_facts("fls_db_kpis")
    split = figures[figures["source"] == "FLS-DB benchmark page"]
    values = split[split["kpi"] != "traffic_light"]
    assert len(values) == 33
    assert set(values["confidence"]) == {"derived"}


def test_one_in_three_within_a_year_is_no_value_anywhere():
    for name in SHEETS:
        values = load_facts(name)
        if "value" not in values:
            continue
        again = values[
            values["name"].str.contains("gain within|refracture", case=False)
        ]
        assert not again["value"].round().isin([33, 34]).any()


@pytest.mark.parametrize("pension", ["budget", "full"])
def test_employer_cost_is_salary_insurance_pension_and_levy(pension):
    pay = load_facts("pay").set_index("id")["value"]
    rate, levy = pay[f"pension.{pension}"] / 100, pay["levy"] / 100
    insurance = pay["national_insurance.rate"] / 100
    tail = {"budget": "pension_14_38", "full": "pension_23_78"}[pension]
    for key, salary in pay[pay.index.str.match(r"salary\..*\.2025$")].items():
        taxed = salary - pay["national_insurance.threshold"]
        cost = salary * (1 + rate + levy) + insurance * taxed
        published = pay[key.replace("salary", "employer_cost") + "." + tail]
        assert cost == pytest.approx(published, abs=1)


@pytest.mark.parametrize("point", ["5.entry", "6.mid", "7.top", "8a.mid", "8b.mid"])
def test_Wales_pays_one_and_a_half_per_cent_more_than_England(point):
    pay = load_facts("pay").set_index("id")["value"]
    assert pay[f"salary.wales.{point}.2026"] == pytest.approx(
        pay[f"salary.{point}.2026"] * 1.015, rel=3e-4
    )


def test_next_years_pay_is_this_years_with_the_award():
    pay = load_facts("pay").set_index("id")["value"]
    grown = pay["salary.6.top.2025"] * (1 + pay["award.2026"] / 100)
    assert pay["salary.6.top.2026"] == pytest.approx(grown, abs=1)
