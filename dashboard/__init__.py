"""Pages on catalogue and stock."""
