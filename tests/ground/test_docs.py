"""The documents name what is there."""

import re
from pathlib import Path

from django.apps import apps
from django.db import connection

from facilities.demo.accounts import ACCOUNTS, PASSWORD

ROOT = Path(__file__).resolve().parents[2]


def text_of(path):
    return (ROOT / path).read_text()


def test_operations_name_every_variable():
    read = 'env(?:iron)?(?:\\.get|\\.[a-z_]+)\\(\\s*"([A-Z_]+)"'
    code = text_of("gallery_site/settings.py") + text_of("deploy/gunicorn.conf.py")
    variables = set(re.findall(read, code))
    documented = set(re.findall("`([A-Z_]+)`", text_of("docs/operations.md")))
    assert len(variables) > 15
    assert variables - documented == set()


def test_operations_name_tables_that_exist():
    """A GRANT or REVOKE that names an unknown table is refused as a whole."""
    lines = re.findall(
        r"(?:GRANT|REVOKE) .* ON ([a-z_, ]+) (?:TO|FROM)", text_of("docs/operations.md")
    )
    named = {name.strip() for line in lines for name in line.split(",")}
    assert named == {
        "catalog_stockmovement", "orders_orderevent", "orders_linesplit", "orders_closingevent",
        "facilities_auditentry",
    }  # fmt: skip
    assert named <= set(connection.introspection.table_names())


def test_architecture_names_every_model():
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", text_of("docs/architecture.md"), re.M)
    documented = {app: set(re.findall(r"[A-Z]\w+", models)) for app, models in rows}
    real = {
        app: {model.__name__ for model in apps.get_app_config(app).get_models()}
        for app in ("facilities", "catalog", "orders")
    }
    assert documented == real


def test_readme_names_the_demo_accounts():
    readme = text_of("README.md")
    assert [account.username for account in ACCOUNTS if f"`{account.username}`" not in readme] == []
    assert PASSWORD in readme


def test_glossary_names_exist_in_the_code():
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|", text_of("docs/glossary.md"), re.MULTILINE)
    names = {name for row in rows for name in re.findall(r"`([A-Za-z_.]+)`", row)}
    code = "\n".join(
        path.read_text()
        for app in ("facilities", "catalog", "orders")
        for path in (ROOT / app).rglob("*.py")
    )
    last_words = {name: name.rpartition(".")[2] for name in names}
    assert len(names) > 40
    assert [name for name, word in last_words.items() if not re.search(rf"\b{word}\b", code)] == []
