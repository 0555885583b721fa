"""Import of a catalogue, of orders and of returns from CSV files: read, checked, and brought into the table."""
