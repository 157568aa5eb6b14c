"""The code after the password: what opens, what does not, and what it costs to guess."""

from base64 import b32decode
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp

from facilities import second_factor
from facilities.models import RecoveryCode, SecondFactor
from facilities.second_factor import CodeRefused
from tests.builders import make_facility, make_officer
from tests.together import together

PASSWORD = "kunci-uji-yang-panjang"
NOW = datetime(2025, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def asked(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def officer(db):
    user = make_officer("facility_manager", make_facility(), username="kasi.uji")
    user.set_password(PASSWORD)
    user.email = "kasi.uji@galeri.example"
    user.save()
    return user


def code_at(user, at):
    factor = SecondFactor.objects.get(user=user)
    started = -int(at.timestamp()) + int(timezone.now().timestamp())
    return f"{totp(b32decode(factor.secret.reveal()), t0=started):06d}"


def set_up(user, at=NOW):
    second_factor.setup_of(user)
    return second_factor.confirm(user=user, code=code_at(user, at), at=at)


def give_password(client, following=""):
    return client.post(
        "/admin/login/", {"username": "kasi.uji", "password": PASSWORD, "next": following}
    )


def is_in(client):
    return client.get("/admin/").status_code == 200


def test_password_alone_opens_nothing(client, officer):
    set_up(officer)
    response = give_password(client)

    assert response["Location"] == reverse("facilities:code")
    assert not is_in(client)
    assert client.get("/laporan/").status_code == 302


def test_first_time_sets_the_app_up_and_shows_the_codes_once(client, officer):
    assert give_password(client)["Location"] == reverse("facilities:code_setup")
    page = client.get(reverse("facilities:code_setup"))
    secret = SecondFactor.objects.get(user=officer).secret.reveal()
    assert secret[:4] in page.content.decode()
    assert "<svg" in page.content.decode()
    assert not is_in(client)

    shown = client.post(
        reverse("facilities:code_setup"), {"code": code_at(officer, timezone.now())}
    )

    assert shown.status_code == 200
    assert len(shown.context["codes"]) == 8
    assert shown.context["codes"][0] in shown.content.decode()
    assert is_in(client)
    assert client.get(reverse("facilities:code_setup")).status_code == 302


def test_code_signs_in_and_leads_where_one_wanted(client, officer):
    set_up(officer)
    give_password(client, following="/admin/orders/order/")

    response = client.post(reverse("facilities:code"), {"code": code_at(officer, timezone.now())})

    assert response["Location"] == "/admin/orders/order/"
    assert is_in(client)


def test_wrong_code_says_so_beside_the_field(client, officer):
    set_up(officer)
    give_password(client)
    response = client.post(reverse("facilities:code"), {"code": "000000"})
    assert response.status_code == 422
    assert "Kode tidak cocok" in response.content.decode()
    assert not is_in(client)


def test_note_of_the_password_lasts_ten_minutes(client, officer, monkeypatch):
    set_up(officer)
    give_password(client)
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("facilities.views.second_factor.timezone.now", lambda: later)

    response = client.post(reverse("facilities:code"), {"code": code_at(officer, later)})

    assert response["Location"] == reverse("admin:login")
    assert not is_in(client)


def test_new_password_ends_a_waiting_sign_in(client, officer):
    set_up(officer)
    give_password(client)
    officer.set_password("sandi-lain-yang-panjang")
    officer.save()
    response = client.post(reverse("facilities:code"), {"code": code_at(officer, timezone.now())})
    assert response["Location"] == reverse("admin:login")


def test_same_code_works_once(officer):
    set_up(officer)
    at = NOW + timedelta(minutes=2)
    code = code_at(officer, at)
    second_factor.check(user=officer, code=code, at=at)
    with pytest.raises(CodeRefused):
        second_factor.check(user=officer, code=code, at=at)


@pytest.mark.django_db(transaction=True)
def test_same_code_sent_at_once_works_once(officer):
    set_up(officer)
    at = NOW + timedelta(minutes=2)
    code = code_at(officer, at)

    def send():
        try:
            second_factor.check(user=officer, code=code, at=at)
        except CodeRefused:
            return False
        return True

    assert sum(together([send] * 5)) == 1


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (30, True), (90, False)])
def test_clock_may_be_off_by_one_step(officer, seconds, fits):
    set_up(officer)
    at = NOW + timedelta(minutes=5)
    code = code_at(officer, at + timedelta(seconds=seconds))
    if fits:
        second_factor.check(user=officer, code=code, at=at)
    else:
        with pytest.raises(CodeRefused):
            second_factor.check(user=officer, code=code, at=at)


def test_recovery_code_works_once_however_it_is_typed(officer):
    first, *_ = set_up(officer)
    typed = first.lower().replace("-", " ")
    second_factor.check(user=officer, code=typed, at=NOW)
    assert second_factor.codes_left(officer) == 7
    with pytest.raises(CodeRefused):
        second_factor.check(user=officer, code=first, at=NOW)


def test_recovery_codes_are_not_stored_and_belong_to_one_account(officer):
    codes = set_up(officer)
    other = make_officer("facility_staff", make_facility())
    set_up(other)
    stored = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert len(stored) == 16
    assert not any(code.replace("-", "") in stored for code in codes)
    with pytest.raises(CodeRefused):
        second_factor.check(user=other, code=codes[0], at=NOW)


def test_guessing_becomes_slow(officer):
    set_up(officer)
    at = NOW + timedelta(minutes=1)
    tried = 0
    for second in range(900):
        try:
            second_factor.check(user=officer, code="123123", at=at + timedelta(seconds=second))
        except CodeRefused as error:
            tried += "tidak cocok" in str(error)
    assert tried <= 10
    # Also the right code has to wait, and works afterwards.
    with pytest.raises(CodeRefused, match="Coba lagi"):
        second_factor.check(user=officer, code=code_at(officer, at), at=at + timedelta(seconds=901))
    later = at + timedelta(hours=1)
    second_factor.check(user=officer, code=code_at(officer, later), at=later)


def test_new_recovery_codes_end_the_old_ones(client, officer):
    old = set_up(officer)
    client.force_login(officer)
    at = timezone.now()
    shown = client.post(reverse("facilities:recovery_codes"), {"code": code_at(officer, at)})
    assert len(shown.context["codes"]) == 8
    with pytest.raises(CodeRefused):
        second_factor.check(user=officer, code=old[0], at=at)


def test_operator_takes_a_lost_code_away(client, officer, admin_user):
    set_up(officer)
    client.force_login(admin_user)
    client.post(
        reverse("admin:facilities_user_changelist"),
        {"action": "take_code_away", "_selected_action": [officer.pk]},
    )
    assert not second_factor.has_app(officer)
    assert not officer.recovery_codes.exists()


def test_switch_turns_it_off(client, officer, settings):
    settings.STAFF_SECOND_FACTOR = False
    give_password(client)
    assert is_in(client)


def test_start_is_refused_without_a_key_for_the_secrets(settings):
    settings.STORED_SECRET_KEYS = []
    assert "facilities.E004" in [error.id for error in run_checks()]


def test_forgotten_password_is_set_anew_by_mail(client, officer, settings):
    settings.SITE_URL = "https://galeri.example"
    client.post("/admin/sandi/", {"email": officer.email}, headers={"host": "jahat.example"})
    (letter,) = mail.outbox
    assert letter.subject == "Sandi baru untuk Galeri UMKM Pemasyarakatan"
    link = next(line for line in letter.body.splitlines() if "/admin/sandi/baru/" in line)
    assert link.startswith("https://galeri.example/")
    form = client.get(link.removeprefix("https://galeri.example"), follow=True)
    chosen = {"new_password1": "anyaman-rotan-2026", "new_password2": "anyaman-rotan-2026"}
    client.post(form.request["PATH_INFO"], chosen)
    officer.refresh_from_db()
    assert officer.check_password("anyaman-rotan-2026")


def test_asking_for_a_password_says_the_same_for_unknown_addresses(client, officer):
    known = client.post("/admin/sandi/", {"email": officer.email})
    unknown = client.post("/admin/sandi/", {"email": "siapa@galeri.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 1


def test_asking_too_often_is_refused(client, db):
    codes = [client.post("/admin/sandi/", {"email": "a@b.id"}).status_code for _ in range(6)]
    assert codes == [302] * 5 + [429]
