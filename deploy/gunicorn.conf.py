"""How gunicorn serves the site, in `make run` and in production.

Source of the figures: docs/operations.md, web server.
"""

import os

bind = os.environ.get("BIND") or f"0.0.0.0:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
# Threads, not sync workers: a browser's spare connection would hold a whole worker.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))

timeout = 60
graceful_timeout = 30
# A new connection that stays silent this long is dropped; proxies and phones are slower than 2 s.
keepalive = 30
max_requests = 2000
max_requests_jitter = 200
limit_request_line = 4094

# Its socket would be written to $HOME, which a service account does not have.
control_socket_disable = True

# The site writes its own request log, without addresses of orders and without query strings.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "INFO").lower()
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "gallery_site.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "gunicorn.error": {"handlers": ["console"], "propagate": False},
        "gunicorn.access": {"handlers": [], "propagate": False},
    },
}
