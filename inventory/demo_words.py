"""What the demo warehouse sells: families of products, and the words their names are made of."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Family:
    """Products of one kind. They cost from ``low`` to ``high`` in their smallest size.

    A product comes in some of ``options`` (values of ``axis``), each ``step`` of the price dearer than the last.
    """

    code: str
    category: str
    noun: str
    low: Decimal
    high: Decimal
    axis: str
    options: tuple[str, ...]
    step: Decimal
    about: str


# Code, category, noun, lowest and highest price, axis, options, price step in per cent, description.
_TABLE = """
HND|Hand Tools|Claw Hammer|11.50|38|Head weight|225 g;340 g;450 g;570 g;680 g|9|Forged head, shock-absorbing handle.
HND|Hand Tools|Combination Spanner|2.40|9|Size|8 mm;10 mm;13 mm;17 mm;19 mm;22 mm;24 mm|14|Chrome vanadium steel.
HND|Hand Tools|Screwdriver|1.90|7.50|Tip|PH1;PH2;PZ1;PZ2;SL 4;SL 6;TX20;TX25|4|Magnetic tip, two-component handle.
HND|Hand Tools|Utility Knife|3.20|14|Blade|9 mm;18 mm;25 mm|18|Retractable blade with lock.
HND|Hand Tools|Spirit Level|9.80|46|Length|40 cm;60 cm;100 cm;120 cm;180 cm|21|Aluminium profile, three vials.
PWR|Power Tools|Cordless Drill|69|229|Kit|Bare;2 x 2 Ah;2 x 4 Ah;2 x 5 Ah|24|Two-speed gearbox, LED light.
PWR|Power Tools|Angle Grinder|44|189|Disc|115 mm;125 mm;230 mm|32|Restart protection, side handle.
PWR|Power Tools|SDS Drill Bit|2.10|6|Diameter|6 mm;8 mm;10 mm;12 mm;14 mm;16 mm|17|Carbide tip for concrete and masonry.
PWR|Power Tools|Cutting Disc|1.20|3.40|Diameter|115 mm;125 mm;180 mm;230 mm|38|For steel and stainless steel, 1 mm thin.
SAF|Safety Gear|Safety Helmet|8.90|41|Colour|White;Yellow;Blue;Red;Orange;Green|0|Six-point harness with ratchet.
SAF|Safety Gear|Work Gloves|1.60|12.50|Size|7 S;8 M;9 L;10 XL;11 XXL|3|Nitrile palm, knitted cuff.
SAF|Safety Gear|High-Visibility Vest|3.10|16|Size|S;M;L;XL;XXL;3XL|4|Two reflective bands, hook-and-loop front.
SAF|Safety Gear|Safety Boots|39|128|Size|38;39;40;41;42;43;44;45|0|Composite toe cap, puncture-proof sole.
SAF|Safety Gear|Safety Goggles|4.20|21|Lens|Clear;Amber;Smoke|6|Anti-fog and scratch-resistant.
SAF|Safety Gear|Hearing Protectors|9.50|36|Rating|SNR 26;SNR 30;SNR 34|19|Padded headband, folds flat.
FIX|Fasteners|Hex Bolt|4.80|15|Thread|M5 x 20;M6 x 30;M8 x 40;M8 x 60;M10 x 60;M12 x 80|23|Zinc-plated, box of 100.
FIX|Fasteners|Wood Screw|3.60|11|Size|3.5 x 30;4 x 40;4 x 50;5 x 60;5 x 80;6 x 100|16|Countersunk, box of 200.
FIX|Fasteners|Wall Plug|2.20|7.40|Diameter|5 mm;6 mm;8 mm;10 mm;12 mm|20|Nylon, box of 100.
FIX|Fasteners|Flat Washer|1.10|3.20|Thread|M4;M5;M6;M8;M10;M12|15|Stainless A2, box of 200.
FIX|Fasteners|Hex Nut|1.40|4.10|Thread|M4;M5;M6;M8;M10;M12;M16|18|Stainless A2, box of 100.
PAC|Packaging|Shipping Carton|0.42|1.90|Size|20 x 15 x 10 cm;30 x 20 x 15 cm;40 x 30 x 20 cm|48|Double-wall board, flat.
PAC|Packaging|Packing Tape|1.05|3.90|Width|25 mm;38 mm;50 mm;75 mm|26|66 m roll, low noise.
PAC|Packaging|Stretch Film|5.40|18.50|Thickness|12 micron;17 micron;20 micron;23 micron|13|500 mm wide, hand roll.
PAC|Packaging|Bubble Wrap|7.20|34|Width|30 cm;50 cm;100 cm;150 cm|44|50 m roll, 10 mm bubbles.
PAC|Packaging|Padded Envelope|0.18|0.75|Size|A5;A4;A3|35|Self-sealing, recycled padding.
LAB|Labels and Printing|Thermal Label Roll|2.90|11|Size|57 x 32 mm;76 x 51 mm;102 x 152 mm|27|25 mm core.
LAB|Labels and Printing|Printer Ribbon|6.40|23|Width|60 mm;83 mm;110 mm|22|Wax-resin, 300 m.
LAB|Labels and Printing|Marker Pen|0.95|3.80|Colour|Black;Blue;Red;Green;White|0|Permanent ink, bullet tip.
STO|Storage|Stacking Bin|1.80|8.60|Size|1 litre;3 litres;6 litres;12 litres;24 litres|39|Open front, label holder.
STO|Storage|Steel Shelf|28|96|Width|90 cm;120 cm;150 cm;180 cm|23|Boltless, 265 kg a level.
STO|Storage|Euro Container|6.90|24|Height|120 mm;170 mm;220 mm;320 mm|25|600 x 400 mm, solid walls.
STO|Storage|Pallet Cover|3.30|12|Colour|Clear;Black|5|Fits pallets of 120 x 80 cm.
ELE|Electrical|LED Work Light|24|118|Power|10 W;20 W;30 W;50 W|31|IP65, 2 m cable.
ELE|Electrical|Extension Reel|31|104|Length|10 m;25 m;40 m;50 m|29|Rubber cable, thermal cut-out.
ELE|Electrical|Cable Tie|1.15|4.90|Length|100 mm;200 mm;300 mm;370 mm|33|UV-resistant nylon, bag of 100.
ELE|Electrical|Insulating Tape|0.70|2.10|Colour|Black;Blue;Brown;Green and yellow;Grey;Red|0|19 mm x 20 m.
CLN|Cleaning|Degreaser|3.80|13.50|Content|500 ml;1 litre;5 litres;10 litres|85|Water-based concentrate.
CLN|Cleaning|Wiping Roll|6.20|29|Sheets|400;500;1000|40|Two-ply, centre feed.
CLN|Cleaning|Push Broom|8.40|32|Width|40 cm;60 cm;80 cm|24|Mixed bristles with steel brace.
CLN|Cleaning|Absorbent Pads|14|58|For|Oil;Chemicals;Universal|12|Pack of 100, 40 x 50 cm.
PLM|Plumbing|Ball Valve|4.10|16|Thread|1/4 in;3/8 in;1/2 in;3/4 in;1 in|34|Full bore, brass.
PLM|Plumbing|Hose Clamp|0.55|1.80|Range|8-16 mm;16-27 mm;25-40 mm;40-60 mm|22|Stainless band, 9 mm wide.
PLM|Plumbing|PVC Pipe|3.40|12.80|Diameter|20 mm;32 mm;40 mm;50 mm;75 mm;110 mm|41|Length 2 m, solvent weld.
MAT|Material Handling|Hand Truck|49|168|Load|150 kg;250 kg;350 kg|28|Pneumatic tyres, folding toe plate.
MAT|Material Handling|Ratchet Strap|4.60|22|Length|3 m;5 m;8 m;10 m|21|Polyester, 50 mm, with hooks.
MAT|Material Handling|Swivel Castor|5.20|26|Wheel|75 mm;100 mm;125 mm;160 mm;200 mm|27|Ball bearing, with brake.
"""

MAKERS = (
    "Northline", "Kestrel", "Ironbridge", "Tideway", "Corvex", "Halden", "Redoak", "Summit", "Baltic", "Orbis",
    "Granite", "Fjordline", "Vantage", "Cobalt", "Steelhead", "Meridian", "Pinnacle", "Harbour", "Atlas", "Quarry",
)  # fmt: skip
GRADES = ("Basic", "Standard", "Pro", "Heavy Duty", "Trade", "Industrial", "Compact", "Premium")

# Id and name of each demo warehouse, and how many of a hundred products have their home there.
WAREHOUSES = (
    ("WH001", "Rotterdam", 40),
    ("WH002", "Leeds", 25),
    ("WH003", "Lyon", 20),
    ("WH004", "Gdansk", 15),
)


def _family(line: str) -> Family:
    code, category, noun, low, high, axis, options, step, about = line.split("|")
    return Family(
        code,
        category,
        noun,
        Decimal(low),
        Decimal(high),
        axis,
        tuple(options.split(";")),
        Decimal(step) / 100,
        about,
    )


FAMILIES = tuple(_family(line) for line in _TABLE.strip().splitlines())
