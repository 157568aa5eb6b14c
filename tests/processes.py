"""Other processes that work on the database of the test."""

import os

from django.db import connection


def environment(**variables) -> dict[str, str]:
    """The environment for a process of the site that shall see the test's committed rows."""
    name, options = connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        host = options.get("host") or connection.settings_dict["HOST"]
        url = f"postgres://{connection.settings_dict['USER']}@/{name}?host={host}"
    return dict(os.environ) | {"DATABASE_URL": url} | variables
