"""Import of a catalogue from a CSV file: read it, check it, compare it with the table, bring it in."""
