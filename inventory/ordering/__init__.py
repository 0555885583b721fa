"""Orders: placing them, moving them through their statuses, picking, shipping, cancelling, returning.

Each change is one transaction where it fits, else a plan (``inventory.plan``) that any process can go on with.
"""
