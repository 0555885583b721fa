"""At which load a partition refuses writes, by the keys that real orders use, and how many shards hold which load."""

import statistics
from collections.abc import Sequence

from benchmarks.partition_data import (
    ACTIVITY,
    FAMILIES,
    PENDING,
    PRODUCT,
    READS,
    STOCK,
    WRITES,
    Change,
    Family,
    by_hour,
    data_folder,
    real_changes,
    sharded,
)
from benchmarks.partition_limits import BURST, NO_BURST, Traffic, highest_load, strain
from benchmarks.report import Report, Row, Table

LOADS = (10, 100, 300, 1_000, 2_000, 5_000, 10_000, 30_000, 100_000)
SHOWN = (STOCK, ACTIVITY, PENDING, PRODUCT)
SHARDS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


def run() -> Report:
    """The simulation on the real orders. Raises CannotRun where they are not there."""
    changes = real_changes(data_folder())
    return Report(
        "partitions",
        "Where partitions refuse writes",
        "python -m benchmarks partitions",
        tables=[
            Table("The load that each key holds, in stock changes a second", _limits(changes), 0),
            Table("Shards of the index keys, and the load they hold", _shards(changes), 0),
            Table("Seconds in which a key is refused, in %: without burst / with it", _strains(changes)),
        ],
        notes=[NOTE, _of_the_data(changes)],
    )


NOTE = f"""A simulation, no measurement: token buckets of {WRITES:,} write units (reads: {READS:,}) a second for each
partition key, as Amazon documents them for a partition, under the order lines of a real wholesaler, compressed in time
until they come at the load asked for. Each line is a stock change in one warehouse, and writes what placing an order
writes. A key holds a load where at most 0.1 % of the seconds see it refused; "with burst" a bucket keeps the unused
units of {BURST} s, as the documentation says and does not promise; "without" none, which is what to plan with. Each
key has a partition to itself and none is split for heat. Shards go by a hash of the SKU."""


def _of_the_data(changes: Sequence[Change]) -> str:
    hours = by_hour(changes)
    mean = len(changes) / len(hours)
    return (
        f"The data: {len(changes):,} lines of {sum(change.begins for change in changes):,} orders in {len(hours):,} "
        f"open hours; hours without an order are left out. The busiest hour saw {max(hours.values()):,} lines, "
        f"{max(hours.values()) / mean:.0f} times the mean of {mean:.0f}; the median hour "
        f"{statistics.median(hours.values()):.0f}. Loads below are means over the open time."
    )


def _limits(changes: Sequence[Change]) -> list[Row]:
    return [_limit(Traffic.of(family, changes)) for family in FAMILIES]


def _limit(traffic: Traffic) -> Row:
    hottest = traffic.busiest[0]
    return {
        "key": f"`{traffic.family.name}`",
        "units a change": traffic.family.units,
        "hottest": hottest,
        "its share in %": f"{100 * len(traffic.times[hottest]) / traffic.changes:.2f}",
        "by its mean": traffic.family.limit / traffic.mean(hottest, 1),
        "without burst": highest_load(traffic, NO_BURST),
        "with burst": highest_load(traffic, BURST),
    }


def _shards(changes: Sequence[Change]) -> list[Row]:
    return [_shard_row(changes, count) for count in SHARDS]


def _shard_row(changes: Sequence[Change], count: int) -> Row:
    stock, activity = (Traffic.of(sharded(family, count), changes) for family in (STOCK, ACTIVITY))
    busiest = len(stock.times[stock.busiest[0]]) / len(changes)
    warehouses = len({change.warehouse for change in changes})
    return {
        "shards a warehouse": count,
        "`STOCK` without burst": highest_load(stock, NO_BURST),
        "`STOCK` with burst": highest_load(stock, BURST),
        "`ACTIVITY` without burst": highest_load(activity, NO_BURST),
        "`ACTIVITY` with burst": highest_load(activity, BURST),
        "busiest shard, times the mean": f"{busiest * count * warehouses:.2f}",
    }


def _strains(changes: Sequence[Change]) -> list[Row]:
    traffics = {family: Traffic.of(family, changes) for family in SHOWN}
    return [_strain_row(traffics, load) for load in LOADS]


def _strain_row(traffics: dict[Family, Traffic], load: int) -> Row:
    seconds = {f"`{family.name}`": _refused(traffic, load) for family, traffic in traffics.items()}
    held_back = 100 * strain(traffics[STOCK], load).units
    return {"changes/s": load, **seconds, "units of `STOCK` refused, with burst": f"{held_back:.1f}"}


def _refused(traffic: Traffic, load: int) -> str:
    return " / ".join(f"{100 * strain(traffic, load, burst).seconds:.1f}" for burst in (NO_BURST, BURST))
