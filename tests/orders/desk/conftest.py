import pytest

from tests.builders import make_officer, make_selling_facility


@pytest.fixture
def facility(db):
    return make_selling_facility(short_name="Lapas Contoh")


@pytest.fixture
def manager(client, facility):
    """The Kasi Giatja of the facility, signed in."""
    user = make_officer("facility_manager", facility)
    client.force_login(user)
    return user
