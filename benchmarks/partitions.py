"""At which load a partition refuses writes, by the keys that real orders use, and how many shards hold which load."""

import statistics
from collections.abc import Callable, Sequence

from benchmarks.partition_data import (
    ACTIVITY,
    FAMILIES,
    HOUR,
    LEDGER,
    PENDING,
    PRODUCT,
    READS,
    STOCK,
    WRITES,
    Change,
    Family,
    by_hour,
    data_folder,
    evenly_sharded,
    real_changes,
    sharded,
)
from benchmarks.partition_limits import BURST, BUSIEST, NO_BURST, Strain, Traffic, highest_load, hourly_strain, strain
from benchmarks.report import Report, Row, Table

LOADS = (10, 100, 200, 300, 1_000, 2_000, 5_000, 10_000, 30_000, 100_000)
SHOWN = (STOCK, ACTIVITY, PENDING, PRODUCT)
SHARDS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)

# How the real load is made as large as the one asked for.
Way = Callable[[Traffic, float, int], Strain]


def run() -> Report:
    """The simulation on the real orders. Raises CannotRun where they are not there."""
    changes = real_changes(data_folder())
    return Report(
        "partitions",
        "Where partitions refuse writes",
        "python -m benchmarks partitions",
        tables=[
            Table("The load that each key holds, in stock changes a second", _limits(changes), 0),
            Table("Shards of the index keys, and the load they hold in real hours", _shards(changes, hourly_strain), 0),
            Table("Shards of the index keys, and the load they hold compressed", _shards(changes, strain), 0),
            Table("Seconds in which a key is refused in real hours, in %", _strains(changes, hourly_strain)),
            Table("Seconds in which a key is refused compressed, in %", _strains(changes, strain)),
            Table("What one second of the compressed time holds", _compression(changes)),
        ],
        notes=[NOTE, _of_the_data(changes)],
    )


NOTE = f"""A simulation, no measurement: token buckets of {WRITES:,} write units (reads: {READS:,}) a second for each
partition key, as Amazon documents them for a partition, under the order lines of a real wholesaler, made as many as the
load asked for in two ways. "Compressed": the real times closer together, so that at high loads a second holds hours and
a busy hour is over before it hurts. "In real hours": each line so many times, spread over its own hour, so that a busy
hour lasts an hour; this is what to plan with. Each line is a stock change in one warehouse, and writes what placing an
order writes. A key holds a load where at most 0.1 % of the seconds see it refused; "with burst" a bucket keeps the
unused units of {BURST} s, as the documentation says and does not promise; "without" none. Each key has a partition to
itself and none is split for heat. In real hours every key is looked at; compressed, of each kind the {BUSIEST} that
are used most, and the {BUSIEST} that are used most in one hour. Shards of `{STOCK.name}` go by a hash of the SKU, for a
level's entry must be found again; those of `{ACTIVITY.name}` by one of the movement and those of `{PENDING.name}` by
one of the order's id. Where a line is multiplied its SKU stays the same, its movement and its order do not, so that
those shards fill evenly. Cells of seconds are: without burst / with it."""


def _of_the_data(changes: Sequence[Change]) -> str:
    hours = by_hour(changes)
    mean = len(changes) / len(hours)
    calendar = (changes[-1].clock - changes[0].clock) / HOUR
    wanted = max(Traffic.of(LEDGER, changes).peaks.values())
    orders = {(change.order, change.warehouse) for change in changes}
    many = len(orders) / sum(change.begins for change in changes)
    return (
        f"The data: {len(changes):,} lines of {sum(change.begins for change in changes):,} orders in {len(hours):,} "
        f"open hours; hours without an order are left out. The busiest hour saw {max(hours.values()):,} lines, "
        f"{max(hours.values()) / mean:.0f} times the mean of {mean:.0f}; the median hour "
        f"{statistics.median(hours.values()):.0f}. No SKU was in more than {wanted} lines of an hour, "
        f"{100 * wanted / mean:.1f} % of the mean of all. An order takes from {many:.2f} warehouses on average. "
        f"Loads below are means over the open hours, which are {100 * len(hours) / calendar:.0f} % of the calendar's."
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
        "real hours": highest_load(traffic, NO_BURST, strain=hourly_strain),
        "real hours, with burst": highest_load(traffic, BURST, strain=hourly_strain),
        "compressed": highest_load(traffic, NO_BURST),
        "compressed, with burst": highest_load(traffic, BURST),
    }


def _shards(changes: Sequence[Change], way: Way) -> list[Row]:
    return [_shard_row(changes, count, way) for count in SHARDS]


def _shard_row(changes: Sequence[Change], count: int, way: Way) -> Row:
    stock = Traffic.of(sharded(STOCK, count), changes)
    activity = Traffic.of(_put_once(ACTIVITY, count, way, lambda change: f"{change.order} {change.sku}"), changes)
    orders = Traffic.of(_put_once(PENDING, count, way, lambda change: change.order), changes)
    busiest = len(stock.times[stock.busiest[0]]) / len(changes)
    warehouses = len({change.warehouse for change in changes})
    held: dict[str, float] = {}
    for name, traffic in {"`STOCK`": stock, "`ACTIVITY`": activity, "`ORDERS`": orders}.items():
        held[name] = highest_load(traffic, NO_BURST, strain=way)
        held[f"{name} with burst"] = highest_load(traffic, BURST, strain=way)
    return {
        "shards of a key": count,
        **held,
        "busiest of `STOCK`, times the mean": f"{busiest * count * warehouses:.2f}",
    }


def _put_once(family: Family, count: int, way: Way, by: Callable[[Change], str]) -> Family:
    """Shards of entries that belong to one movement or order: where those are multiplied each has an id of its own."""
    return evenly_sharded(family, count) if way is hourly_strain else sharded(family, count, by)


def _strains(changes: Sequence[Change], way: Way) -> list[Row]:
    traffics = {family: Traffic.of(family, changes) for family in SHOWN}
    return [_strain_row(traffics, load, way) for load in LOADS]


def _strain_row(traffics: dict[Family, Traffic], load: int, way: Way) -> Row:
    seconds = {f"`{family.name}`": _refused(traffic, load, way) for family, traffic in traffics.items()}
    held_back = 100 * way(traffics[STOCK], load, BURST).units
    return {"changes/s": load, **seconds, "units of `STOCK` refused, with burst": f"{held_back:.1f}"}


def _refused(traffic: Traffic, load: int, way: Way) -> str:
    return " / ".join(f"{100 * way(traffic, load, burst).seconds:.1f}" for burst in (NO_BURST, BURST))


def _compression(changes: Sequence[Change]) -> list[Row]:
    """How much of the real time passes in a second, and how long all of it lasts."""
    hours = len(by_hour(changes))
    return [
        {"changes/s": load, "real hours in a second": hours * load / len(changes), "all of it, s": len(changes) / load}
        for load in LOADS
    ]
