"""What happens behind each address: load, validate, call one thing in the inventory, render."""
