"""An enquiry from the wish to its end, whoever acts."""

from datetime import timedelta

import pytest
from django.core import mail as outbox

from catalog import service_days
from catalog.models import Service, ServiceDay
from orders import retention, services
from orders.models import Booking, Enquiry
from orders.privacy.copies import MASKED_NAME
from orders.services.progress import marks_of
from orders.worker import Worker
from tests.builders import make_enquiry, make_facility, make_officer

from .conftest import NOW, SATURDAY, THURSDAY, WEDNESDAY

S = Enquiry.State


@pytest.fixture
def officer(place):
    return make_officer("facility_staff", place)


def events_of(enquiry):
    return list(enquiry.events.values_list("text", "note", "actor"))


def test_ask_holds_the_place_and_says_so_in_the_history(sewing):
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)

    assert enquiry.state == S.ASKED
    assert enquiry.number.startswith("J-")
    assert (enquiry.booking.day.day, enquiry.booking.is_held) == (WEDNESDAY, True)
    assert ServiceDay.objects.get().taken == 1
    assert events_of(enquiry) == [
        ("Permintaan masuk untuk 25 November 2026.", "", "shopper"),
    ]


def test_ask_on_a_closed_day_leaves_nothing_behind(sewing):
    with pytest.raises(service_days.DayRefused):
        make_enquiry(service=sewing, day=SATURDAY, at=NOW)

    assert not Enquiry.objects.exists()


def test_same_form_with_other_content_is_refused(sewing):
    first = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)

    with pytest.raises(services.EnquiryKeyReused):
        make_enquiry(service=sewing, day=THURSDAY, at=NOW, key=first.key)

    assert make_enquiry(service=sewing, day=WEDNESDAY, at=NOW, key=first.key) == first


def test_one_phone_holds_one_place_of_a_day(sewing):
    make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)

    with pytest.raises(services.EnquiryRefused, match="sudah punya janji"):
        make_enquiry(service=sewing, day=WEDNESDAY, at=NOW, message="Satu lagi.")

    make_enquiry(service=sewing, day=WEDNESDAY, at=NOW, phone="+6281200000002")
    assert ServiceDay.objects.get().taken == 2


@pytest.mark.parametrize("change", [{"status": "draf"}, {"audience": "internal"}])
def test_ask_refuses_what_the_site_does_not_list(sewing, change):
    Service.objects.filter(pk=sewing.pk).update(**change)

    with pytest.raises(services.EnquiryRefused, match="tidak lagi diterima"):
        make_enquiry(service=sewing, at=NOW)


def test_officer_writes_down_what_is_only_inside(sewing, officer):
    Service.objects.filter(pk=sewing.pk).update(audience="internal")

    enquiry = make_enquiry(service=sewing, at=NOW, by=officer)

    assert enquiry.source == Enquiry.Source.OFFICER


def test_officer_of_another_facility_writes_down_nothing(sewing):
    with pytest.raises(services.EnquiryRefused, match="Jabatan"):
        make_enquiry(service=sewing, at=NOW, by=make_officer("facility_head", make_facility()))


def test_answer_moves_a_plain_enquiry_on_but_promises_no_day(barber, sewing, officer):
    plain = make_enquiry(service=barber, at=NOW)
    booked = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)

    plain = services.answer(enquiry=plain, answer="Silakan datang.", by=officer, at=NOW)
    booked = services.answer(enquiry=booked, answer="Kami cek dahulu.", by=officer, at=NOW)

    assert (plain.state, plain.answer) == (S.ANSWERED, "Silakan datang.")
    assert booked.state == S.ASKED
    with pytest.raises(services.EnquiryRefused, match="Tulis jawabannya"):
        services.answer(enquiry=plain, answer="  ", by=officer, at=NOW)


def test_confirm_needs_the_guard_where_the_service_needs_one(sewing, officer):
    Service.objects.filter(pk=sewing.pk).update(guard_needed=True)
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)

    with pytest.raises(services.EnquiryRefused, match="pengawal") as refused:
        services.confirm(enquiry=enquiry, by=officer, at=NOW)
    assert refused.value.field == "guard_arranged"

    enquiry = services.confirm(enquiry=enquiry, guard_arranged=True, by=officer, at=NOW)
    assert (enquiry.state, Booking.objects.get().guard_arranged) == (S.CONFIRMED, True)


def test_confirm_without_a_day_is_refused(barber, officer):
    with pytest.raises(services.EnquiryRefused, match="tanggal janji"):
        services.confirm(enquiry=make_enquiry(service=barber, at=NOW), by=officer, at=NOW)


def test_move_frees_the_old_day_and_takes_the_new_one(sewing, officer):
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)
    services.confirm(enquiry=enquiry, by=officer, at=NOW)

    enquiry = services.move_day(enquiry=enquiry, day=THURSDAY, by=officer, at=NOW)

    assert enquiry.state == S.CONFIRMED
    assert list(ServiceDay.objects.values_list("day", "taken")) == [(WEDNESDAY, 0), (THURSDAY, 1)]
    assert "dipindah dari 25 November 2026 ke 26 November 2026" in events_of(enquiry)[-1][0]


def test_move_to_a_full_day_moves_nothing(sewing, officer):
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)
    for _ in range(3):
        service_days.take(service=sewing, day=THURSDAY, at=NOW)

    with pytest.raises(service_days.DayFull):
        services.move_day(enquiry=enquiry, day=THURSDAY, by=officer, at=NOW)

    assert list(ServiceDay.objects.values_list("day", "taken")) == [(WEDNESDAY, 1), (THURSDAY, 3)]
    assert Booking.objects.get().day.day == WEDNESDAY


def test_moved_booking_with_a_guard_has_to_be_confirmed_anew(sewing, officer):
    Service.objects.filter(pk=sewing.pk).update(guard_needed=True)
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)
    services.confirm(enquiry=enquiry, guard_arranged=True, by=officer, at=NOW)

    enquiry = services.move_day(enquiry=enquiry, day=THURSDAY, by=officer, at=NOW)

    assert (enquiry.state, Booking.objects.get().guard_arranged) == (S.ASKED, False)


@pytest.mark.parametrize("act", ["decline", "withdraw"])
def test_ending_frees_the_place(sewing, officer, act):
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)

    if act == "decline":
        services.decline(enquiry=enquiry, answer="Bengkel tutup.", by=officer, at=NOW)
    else:
        services.withdraw(enquiry=enquiry, at=NOW)

    enquiry.refresh_from_db()
    assert enquiry.state == (S.DECLINED if act == "decline" else S.WITHDRAWN)
    assert enquiry.closed_at == NOW
    assert ServiceDay.objects.get().taken == 0
    with pytest.raises(services.EnquiryRefused, match="sudah berubah"):
        services.withdraw(enquiry=enquiry, at=NOW)
    assert ServiceDay.objects.get().taken == 0


def test_decline_needs_a_reason(sewing, officer):
    with pytest.raises(services.EnquiryRefused, match="alasannya"):
        services.decline(
            enquiry=make_enquiry(service=sewing, at=NOW), answer=" ", by=officer, at=NOW
        )


def test_goods_are_left_worked_on_and_fetched(sewing, officer):
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)
    common = {"enquiry": enquiry, "by": officer, "at": NOW}

    services.take_in(note="2 celana", **common)
    with pytest.raises(services.EnquiryRefused):  # the goods lie there: first they are fetched
        services.withdraw(enquiry=enquiry, at=NOW)
    services.make_ready(**common)
    services.finish(**common)

    enquiry.refresh_from_db()
    assert enquiry.state == S.DONE
    assert [text for text, _, _ in events_of(enquiry)][1:] == [
        "Barang diterima.", "Siap diambil.", "Barang diambil.",
    ]  # fmt: skip
    assert ServiceDay.objects.get().taken == 1  # the day has spent its place


def test_service_that_takes_no_goods_refuses_them(barber, officer):
    with pytest.raises(services.EnquiryRefused, match="titipan"):
        services.take_in(enquiry=make_enquiry(service=barber, at=NOW), by=officer, at=NOW)


def test_miss_is_refused_before_the_day(sewing, officer):
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)
    services.confirm(enquiry=enquiry, by=officer, at=NOW)

    with pytest.raises(services.EnquiryRefused, match="belum tiba"):
        services.miss(enquiry=enquiry, by=officer, at=NOW)

    enquiry = services.miss(enquiry=enquiry, by=officer, at=NOW + timedelta(days=2))
    assert enquiry.state == S.MISSED


@pytest.mark.parametrize(
    "act", ["answer", "confirm", "decline", "take_in", "make_ready", "finish", "miss"]
)
def test_acts_are_closed_to_other_facilities_and_officials(sewing, act):
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)
    words = {"answer": "Baik."} if act in ("answer", "decline") else {}

    for role in ("facility_head", "national_viewer"):
        stranger = make_officer(
            role, None if role == "national_viewer" else make_enquiry().facility
        )
        with pytest.raises(services.EnquiryRefused, match="Jabatan"):
            getattr(services, act)(enquiry=enquiry, by=stranger, at=NOW, **words)


def test_letters_follow_each_answer(sewing, officer):
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW, email="pemesan@contoh.id")
    common = {"enquiry": enquiry, "by": officer, "at": NOW}
    services.confirm(answer="Bawa kainnya.", **common)
    services.move_day(day=THURSDAY, **common)
    services.decline(answer="Mesin rusak.", **common)

    Worker().run_tasks(limit=None)

    assert [letter.subject for letter in outbox.outbox] == [
        f"Permintaan {enquiry.number} kami terima",
        f"Janji {enquiry.number} dipastikan",
        f"Janji {enquiry.number} dipindah",
        f"Permintaan {enquiry.number} belum dapat dilayani",
    ]
    assert "Mesin rusak." in outbox.outbox[-1].body
    assert "0812" not in "".join(letter.body for letter in outbox.outbox)


def test_reminder_goes_the_day_before_by_the_facilitys_clock_and_once(sewing, officer):
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW, email="pemesan@contoh.id")
    services.confirm(enquiry=enquiry, by=officer, at=NOW)
    # Midnight in Ambon; in Jakarta it is still Monday.
    midnight = NOW.replace(hour=0) + timedelta(days=1)

    assert services.remind_due(at=midnight - timedelta(minutes=1)) == 0
    assert services.remind_due(at=midnight) == 1
    assert services.remind_due(at=midnight) == 0

    Worker().run_tasks(limit=None)
    assert outbox.outbox[-1].subject == "Besok: Jahit dan permak"


def test_unconfirmed_booking_is_not_reminded(sewing):
    make_enquiry(service=sewing, day=WEDNESDAY, at=NOW, email="pemesan@contoh.id")

    assert services.remind_due(at=NOW + timedelta(days=1)) == 0


def test_goods_nobody_fetches_are_reminded_once(sewing, officer):
    enquiry = make_enquiry(service=sewing, at=NOW, email="pemesan@contoh.id")
    common = {"enquiry": enquiry, "by": officer, "at": NOW}
    services.take_in(**common)
    services.make_ready(**common)

    assert services.remind_due(at=NOW + timedelta(days=2)) == 0
    assert services.remind_due(at=NOW + timedelta(days=3)) == 1
    assert services.remind_due(at=NOW + timedelta(days=9)) == 0


def test_day_that_passed_without_an_answer_closes_the_enquiry(sewing, officer):
    unanswered = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)
    confirmed = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW, phone="+6281200000002")
    services.confirm(enquiry=confirmed, by=officer, at=NOW)

    assert services.close_lapsed(at=NOW + timedelta(days=2)) == 0
    assert services.close_lapsed(at=NOW + timedelta(days=3)) == 1
    assert services.close_lapsed(at=NOW + timedelta(days=3)) == 0

    unanswered.refresh_from_db()
    assert unanswered.state == S.LAPSED
    assert ServiceDay.objects.get().taken == 1


def test_marks_tell_what_was_done_and_what_comes(sewing, officer):
    enquiry = make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)

    def marks():
        return [(mark.label, mark.place) for mark in marks_of(enquiry, enquiry.events.all())]

    assert marks() == [
        ("Permintaan masuk untuk 25 November 2026", "now"), ("Janji dipastikan", ""),
        ("Barang diterima", ""), ("Siap diambil", ""), ("Selesai", ""),
    ]  # fmt: skip
    enquiry = services.take_in(enquiry=enquiry, by=officer, at=NOW)
    assert marks()[1:] == [("Barang diterima", "now"), ("Siap diambil", ""), ("Selesai", "")]
    for act in (services.make_ready, services.finish):
        enquiry = act(enquiry=enquiry, by=officer, at=NOW)
    assert marks()[-1] == ("Barang diambil", "done")


def test_differences_find_a_place_that_nobody_holds(sewing):
    make_enquiry(service=sewing, day=WEDNESDAY, at=NOW)
    assert list(services.differences()) == []

    ServiceDay.objects.update(taken=2)

    assert list(services.differences()) == [(sewing.code, "25 November 2026: terisi 2, dihitung 1")]


def test_same_answer_pressed_twice_is_said_once(barber, officer):
    enquiry = make_enquiry(service=barber, email="pemesan@contoh.id", at=NOW)
    services.answer(enquiry=enquiry, answer="Datang saja.", by=officer, at=NOW)
    services.answer(enquiry=enquiry, answer="Datang saja.", by=officer, at=NOW)

    assert enquiry.events.count() == 2  # asked, answered


def test_reminders_are_not_held_up_by_days_that_were_never_reminded_of(sewing, officer):
    rows = [
        make_enquiry(service=sewing, day=day, at=NOW, email="pemesan@contoh.id")
        for day in (WEDNESDAY, THURSDAY)
    ]
    for row in rows:
        services.confirm(enquiry=row, by=officer, at=NOW)

    assert services.remind_due(at=NOW + timedelta(days=2), limit=1) == 1
    rows[1].booking.refresh_from_db()
    assert rows[1].booking.reminded_at


def test_wish_that_nobody_closed_is_forgotten_after_two_years(barber):
    enquiry = make_enquiry(service=barber, at=NOW)

    assert retention.mask_enquiries(at=NOW + timedelta(days=700)) == 0
    assert retention.mask_enquiries(at=NOW + timedelta(days=735)) == 1
    enquiry.refresh_from_db()
    assert (enquiry.name, enquiry.phone) == (MASKED_NAME, "")
