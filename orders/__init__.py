"""Pages on orders and customers."""
