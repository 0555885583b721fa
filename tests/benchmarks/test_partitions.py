"""The simulation of partitions on inputs that can be reckoned by hand."""

from pathlib import Path

import pytest

from benchmarks.partition_data import HOUR, Change, Family, changes_of, evenly_sharded, real_changes, sharded
from benchmarks.partition_limits import BURST, BUSIEST, NO_BURST, Traffic, _bucket, highest_load, hourly_strain, strain
from benchmarks.refusals import CannotRun

ALL = Family("one key", lambda change: "K", 2)
BY_SKU = Family("a key for each SKU", lambda change: change.sku, 2)


def even(count: int = 3600, skus: int = 1) -> list[Change]:
    """One change a second for an hour."""
    return [Change(at, f"S{at % skus}", "P", "WH001", begins=at % 10 == 0) for at in range(count)]


def test_a_bucket_gives_what_it_gets_and_what_it_kept_of_the_time_before() -> None:
    wanted = [0, 0, 250, 100, 0, 150]
    assert [missing for _, missing in _bucket(iter(wanted), 100, BURST)] == [0, 0, 0, 0, 0, 0]
    assert [missing for _, missing in _bucket(iter(wanted), 100, 2)] == [0, 0, 50, 0, 0, 0]
    assert [missing for _, missing in _bucket(iter(wanted), 100, NO_BURST)] == [0, 0, 150, 0, 0, 50]


def test_units_of_a_second_are_those_of_the_changes_in_it_however_often_the_traffic_comes_round() -> None:
    traffic = Traffic.of(ALL, even())
    assert traffic.changes == 3600 and traffic.span == 3600
    assert traffic.seconds(3) == 1200 and traffic.seconds(10) == 1000
    assert set(traffic.units("K", 10)) == {20.0}
    assert traffic.mean("K", 10) == 20


@pytest.mark.parametrize("burst", [NO_BURST, BURST])
def test_an_even_key_holds_its_limit_and_no_more(burst: int) -> None:
    traffic = Traffic.of(ALL, even())
    assert strain(traffic, 499, burst).seconds == 0
    over = strain(traffic, 1000, burst)
    assert over.seconds == 1 and over.units == pytest.approx(0.5)
    assert 494 <= highest_load(traffic, burst) <= 501


def test_a_key_that_is_used_by_fits_and_starts_holds_more_with_burst() -> None:
    """Forty thousand changes in one hour of ten."""
    changes = [Change(number // 12, "S0", "P", "WH001", begins=False) for number in range(40_000)]
    changes.append(Change(10 * HOUR - 1, "S0", "P", "WH001", begins=False))
    traffic = Traffic.of(ALL, changes)
    assert highest_load(traffic, BURST) > 3 * highest_load(traffic, NO_BURST)


def test_shards_share_what_their_skus_are_and_a_hot_one_cannot_be_shared() -> None:
    spread = Traffic.of(sharded(ALL, 8), even(skus=400))
    assert set(spread.times) == {f"K#{number}" for number in range(8)}
    assert highest_load(spread, BURST) > 6 * 500
    hot = Traffic.of(sharded(ALL, 8), even())
    assert len(hot.times) == 1 and highest_load(hot, BURST) < 510


def test_lines_become_changes_in_open_time_with_the_home_of_their_sku() -> None:
    lines = [
        {"order_id": "2", "sku": "B", "placed_at": "2011-01-07 09:10:00"},
        {"order_id": "1", "sku": "A", "placed_at": "2011-01-04 08:05:00"},
        {"order_id": "1", "sku": "B", "placed_at": "2011-01-04 08:05:00"},
    ]
    catalogue = [
        {"sku": "A", "product_id": "PA", "warehouse": "WH001"},
        {"sku": "B", "product_id": "PB", "warehouse": "WH002"},
    ]
    assert changes_of(lines, catalogue) == [
        Change(300, "A", "PA", "WH001", begins=True, order="1"),
        Change(300, "B", "PB", "WH002", begins=False, order="1"),
        Change(HOUR + 600, "B", "PB", "WH002", begins=True, order="2"),
    ]


@pytest.mark.parametrize("folder", ["", "missing"])
def test_without_the_real_data_the_benchmark_says_where_they_should_be(tmp_path: Path, folder: str) -> None:
    with pytest.raises(CannotRun, match="INVENTORY_REAL_DATA names the folder") as refused:
        real_changes(tmp_path / folder)
    assert f"{tmp_path / folder};" in str(refused.value)


def test_in_real_hours_a_busy_hour_lasts_and_burst_helps_for_its_first_minutes() -> None:
    """Nine hours of one change in ten seconds, and one of ten times as many."""
    quiet = [Change(at, "S0", "P", "WH001", begins=False) for at in range(0, 9 * HOUR, 10)]
    busy = [Change(9 * HOUR + at, "S0", "P", "WH001", begins=False) for at in range(HOUR)]
    traffic = Traffic.of(ALL, quiet + busy)
    assert set(traffic.hourly("K", traffic.changes / traffic.span)) == {0.2, 2.0}
    limit = 500 * traffic.changes / traffic.span
    assert hourly_strain(traffic, 0.99 * limit, NO_BURST).seconds == 0
    over = hourly_strain(traffic, 2 * limit, NO_BURST)
    assert over.seconds == pytest.approx(0.1) and over.units == pytest.approx(0.5 * 10 / 19, rel=0.01)
    with_burst = hourly_strain(traffic, 2 * limit, BURST)
    assert with_burst.seconds == pytest.approx(0.1 * (HOUR - 299) / HOUR)
    assert highest_load(traffic, BURST, strain=hourly_strain) < 1.2 * limit < highest_load(traffic, BURST)


def test_a_key_that_is_wanted_in_one_hour_is_refused_before_those_wanted_at_all_times() -> None:
    """Forty SKUs thirty times each in thirty hours, and one ten times in one of them."""
    often = [Change(hour * HOUR + number, f"S{number}", "P", "W", False) for hour in range(30) for number in range(40)]
    at_once = [Change(15 * HOUR + 100 + number // 5, "RARE", "P", "W", False) for number in range(10)]
    changes = sorted(often + at_once, key=lambda change: change.at)
    rare, others = Traffic.of(BY_SKU, changes), Traffic.of(BY_SKU, often)
    loads = [highest_load(traffic, NO_BURST, strain=hourly_strain) for traffic in (rare, others)]
    assert loads[0] == pytest.approx(loads[1] / 10, rel=0.02)
    assert rare.busiest.index("RARE") > BUSIEST and "RARE" in rare.suspects


def test_even_shards_hold_as_many_times_the_load() -> None:
    whole, shared = (Traffic.of(evenly_sharded(ALL, count), even()) for count in (1, 4))
    assert highest_load(shared, BURST) == pytest.approx(4 * highest_load(whole, BURST), rel=0.02)


def test_shards_may_go_by_the_order() -> None:
    changes = [Change(at, "S0", "P", "WH001", begins=True, order=f"O{at}") for at in range(100)]
    assert len(Traffic.of(sharded(ALL, 4, lambda change: change.order), changes).times) == 4
