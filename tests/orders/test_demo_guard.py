"""The demo stays out of databases that are in use."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Product
from facilities.demo.facilities import load_facilities
from facilities.models import User
from facilities.places import load_places


def test_load_demo_refuses_a_database_with_real_facilities():
    load_places()
    load_facilities()

    with pytest.raises(CommandError, match="sungguhan"):
        call_command("load_demo", stdout=StringIO())

    assert not Product.objects.exists()
    assert not User.objects.exists()
