"""gunicorn's configuration; HOST, PORT, WEB_CONCURRENCY and WEB_THREADS move it."""

import os
from pathlib import Path

from inventory_site.environment import number

_host = os.environ.get("HOST") or "127.0.0.1"
_port = os.environ.get("PORT") or "8000"

bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"
worker_class = "gthread"
workers = number("WEB_CONCURRENCY", default=3)
threads = number("WEB_THREADS", default=2)

# One listening socket a worker: with a shared one, kept-alive connections gathered on a single worker.
reuse_port = True
keepalive = 75
timeout = 60
# A page takes milliseconds; whoever presses Ctrl-C waits no longer than this.
graceful_timeout = 5

# What a proxy says of the scheme is believed by Django's setting alone (INVENTORY_BEHIND_PROXY), never by gunicorn.
secure_scheme_headers: dict[str, str] = {}

# Nobody steers this server from outside, so it opens no way to.
control_socket_disable = True

# Workers beat by touching a file; on a slow disk that stalls them.
_memory = "/dev/shm"  # noqa: S108  gunicorn makes its files there safely
worker_tmp_dir = _memory if Path(_memory).is_dir() else None

accesslog = None
errorlog = "-"
loglevel = "warning"
