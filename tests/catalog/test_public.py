"""Public pages: the same for everyone, cached whole, fresh when the catalogue changes."""

import gzip
import importlib.util
import time

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from catalog import public, version
from catalog.models import CatalogueVersion, Category
from catalog.public import bump_version, current_version, public_page

pytestmark = pytest.mark.django_db(transaction=True)


@public_page(params=["q", "kategori"])
def names(request):
    listed = ", ".join(Category.objects.values_list("name", flat=True))
    return HttpResponse(f"{listed} [{request.GET.urlencode()}] [{request.get_full_path()}]")


@public_page
def with_token(request):
    return HttpResponse(get_token(request))


@public_page
def with_session(request):
    return HttpResponse(request.session.get("anything", ""))


@public_page
def elsewhere(request):
    return HttpResponseRedirect("/names/")


urlpatterns = [
    path("names/", names),
    path("with-token/", with_token),
    path("with-session/", with_session),
    path("elsewhere/", elsewhere),
]


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.ROOT_URLCONF = __name__
    cache.clear()
    version.forget_version()
    yield
    cache.clear()
    version.forget_version()


@pytest.fixture
def category():
    return Category.objects.create(name="Anyaman", slug="anyaman")


def text_of(response):
    body = response.content
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return body.decode()


def test_public_page_is_public_and_sets_no_cookie(client, category):
    response = client.get("/names/")

    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert response.headers["ETag"].startswith('W/"')
    assert response.headers["Vary"] == "Accept-Encoding"
    assert not response.cookies


def test_public_page_answers_304_to_its_own_tag(client, category):
    first = client.get("/names/")
    second = client.get("/names/", headers={"If-None-Match": first.headers["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_public_page_is_sent_packed_to_browsers_that_ask(client, category):
    packed = client.get("/names/", headers={"Accept-Encoding": "gzip, br"})
    plain = client.get("/names/")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert text_of(packed) == plain.content.decode()
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert packed.headers["Content-Length"] == str(len(packed.content))


def test_public_page_from_the_cache_asks_the_database_nothing(
    client, category, django_assert_num_queries
):
    client.get("/names/")
    with django_assert_num_queries(0):
        assert text_of(client.get("/names/")).startswith("Anyaman")


def test_public_page_asks_for_the_version_at_most_once_a_second(
    client, category, django_assert_num_queries
):
    client.get("/names/")
    version.forget_version()
    with django_assert_num_queries(1):
        client.get("/names/")
        client.get("/names/")


def test_public_page_head_has_the_headers_without_the_body(client, category):
    response = client.head("/names/")

    assert response.headers["ETag"] == client.get("/names/").headers["ETag"]
    assert response.content == b""


def test_public_page_refuses_other_methods(client):
    assert client.post("/names/").status_code == 405


def test_unknown_parameters_make_no_new_page(client, category, django_assert_num_queries):
    client.get("/names/?kategori=b&kategori=a&q=rotan")
    with django_assert_num_queries(0):
        again = client.get("/names/?utm_source=x&q=+rotan+&fbclid=1&kategori=a&kategori=b&q=")

    assert text_of(again).endswith("[/names/?kategori=a&kategori=b&q=rotan]")


def test_each_host_has_its_own_page(client, category):
    client.get("/names/", headers={"Host": "one.example"})
    Category.objects.update(name="Ukiran")

    assert text_of(client.get("/names/", headers={"Host": "two.example"})).startswith("Ukiran")


def test_very_long_addresses_are_answered_but_not_kept(client, category):
    address = "/names/?q=" + "a" * 900
    client.get(address)
    Category.objects.update(name="Ukiran")

    assert text_of(client.get(address)).startswith("Ukiran")


def test_only_whole_pages_are_kept(client):
    response = client.get("/elsewhere/")

    assert response.status_code == 302
    assert "ETag" not in response.headers


@pytest.mark.parametrize("address", ["/with-token/", "/with-session/"])
def test_page_that_touches_the_visitor_goes_out_private(address, caplog):
    response = Client().get(address)

    assert response.headers["Cache-Control"] == "private, no-store"
    assert "touched the visitor" in caplog.text


def test_changed_name_shows_at_once_in_this_process(client, category):
    client.get("/names/")
    category.name = "Anyaman rotan"
    category.save()

    assert text_of(client.get("/names/")).startswith("Anyaman rotan")


def test_unannounced_update_waits_for_the_page_to_age(client, category):
    client.get("/names/")
    Category.objects.update(name="Ukiran")
    assert text_of(client.get("/names/")).startswith("Anyaman")

    bump_version()
    assert text_of(client.get("/names/")).startswith("Ukiran")


@pytest.fixture
def elsewhere_version():
    """catalog.version as another process has it: the same database, its own memory."""
    spec = importlib.util.spec_from_file_location("version_elsewhere", version.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_change_in_another_process_shows_within_two_seconds(client, category, elsewhere_version):
    client.get("/names/")
    Category.objects.update(name="Ukiran")
    elsewhere_version.bump_version()
    assert text_of(client.get("/names/")).startswith("Anyaman")

    time.sleep(version.READ_EVERY)
    assert text_of(client.get("/names/")).startswith("Ukiran")
    # The second in this process and the second in a shared cache are the whole delay.
    assert version.READ_EVERY + 1 <= 2
    assert "s-maxage=1" in public.CACHE_CONTROL


def test_bumps_of_two_processes_in_the_same_moment_are_both_noticed(elsewhere_version):
    seen = {current_version()}
    for bump in (bump_version, elsewhere_version.bump_version, bump_version):
        bump()
        version.forget_version()
        seen.add(current_version())
    elsewhere_version.forget_version()

    assert len(seen) == 4
    assert elsewhere_version.current_version() == current_version()


def test_stock_wording_lags_at_most_ten_seconds():
    assert public.PAGE_SECONDS + version.READ_EVERY <= 10


def test_rolled_back_change_keeps_the_version(category):
    before = current_version()
    with transaction.atomic():
        category.save()
        transaction.set_rollback(True)

    version.forget_version()
    assert current_version() == before


def test_many_changes_in_one_transaction_make_one_mark(category):
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        for name in ("A", "B", "C"):
            category.name = name
            category.save()

    marks = [q for q in queries.captured_queries if "catalog_catalogueversion" in q["sql"]]
    assert len(marks) == 1


def test_two_bumps_in_the_same_moment_make_two_marks(time_machine):
    time_machine.move_to("2026-11-21T00:00:00Z", tick=False)
    bump_version()
    first = current_version()
    bump_version()
    assert current_version() != first
    assert CatalogueVersion.objects.count() == 1


def test_inside_a_transaction_pages_are_made_afresh(client, category):
    client.get("/names/")
    with transaction.atomic():
        Category.objects.update(name="Ukiran")
        assert text_of(client.get("/names/")).startswith("Ukiran")
