"""The plain way to build these pages: the same site, with Django's own templates. The benchmarks' yardstick."""
