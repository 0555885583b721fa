"""Pages on orders, one module a subject."""
