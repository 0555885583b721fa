"""What the speed of the product is measured by: ``make bench``. README.md tells what each benchmark shows."""
