#!/usr/bin/env bash
# Cuts Inter (from the npm package @fontsource-variable/inter) to what the pages use: weights 400 to 700, Latin and
# Latin Extended-A, tabular figures. Run it again after the npm package has moved to another version and commit the result.
# Needs Python with fonttools and brotli: PYTHON=/path/to/python scripts/subset_fonts.sh
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
package=node_modules/@fontsource-variable/inter
features=kern,liga,calt,ccmp,locl,mark,mkmk,tnum

# The same ranges stand in static/css/base.css, so that a browser fetches the second file only for a page that needs it.
latin='U+20-7E,U+A0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+2122,U+2190-2193,U+2212,U+2215'
latin_extended_a='U+100-130,U+132-151,U+154-17F,U+218-21B'

scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

cut_to() { # source, ranges, name of the result
    "$python" -m fontTools.varLib.instancer --quiet "$package/files/$1" wght=400:700 -o "$scratch/$3.ttf"
    "$python" -m fontTools.subset "$scratch/$3.ttf" --unicodes="$2" --layout-features="$features" \
        --flavor=woff2 --output-file="static/fonts/$3.woff2"
}

cut_to inter-latin-wght-normal.woff2 "$latin" inter-latin
cut_to inter-latin-ext-wght-normal.woff2 "$latin_extended_a" inter-latin-ext
cp "$package/LICENSE" static/fonts/LICENSE-Inter.txt
ls -l static/fonts
