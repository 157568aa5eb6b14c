"""The acts on one enquiry as buttons: which are due, which form each needs, what each says after."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from facilities.access import may

from . import services
from .forms import staff_services as forms
from .models import Enquiry

S = Enquiry.State


@dataclass(frozen=True)
class Act:
    """One button. states: where it is due; fits: what else must hold; done: said afterwards."""

    name: str
    label: str
    form: type
    states: tuple[str, ...]
    run: Callable
    done: str
    right: str = "answer"
    fits: Callable[[Enquiry], bool] = lambda enquiry: True
    is_main: bool = False
    is_grave: bool = False


def _with_day(enquiry: Enquiry) -> bool:
    return enquiry.place is not None and enquiry.place.is_held


def _drops_off(enquiry: Enquiry) -> bool:
    return enquiry.service.drop_off


def _price(form, **common):
    data = form.cleaned_data
    return services.price(
        jobs=form.jobs, method=data["method"], office_name=data["office_name"], **common
    )


def _plain(act: Callable) -> Callable:
    return lambda form, **common: act(**form.cleaned_data, **common)


# In the order of the page: the first that is due is the main button.
ACTS = (
    Act("pastikan", "Pastikan janjinya", forms.ConfirmForm, (S.ASKED,), _plain(services.confirm),
        "Janji dipastikan; pemesan diberi tahu.", fits=_with_day, is_main=True),
    Act("jawab", "Jawab", forms.AnswerForm, (S.ASKED,), _plain(services.answer),
        "Jawaban tersimpan; pemesan membacanya di halamannya.",
        fits=lambda enquiry: not _with_day(enquiry), is_main=True),
    Act("titip", "Barang sudah diterima", forms.TakeInForm, (S.ASKED, S.ANSWERED, S.CONFIRMED),
        _plain(services.take_in), "Barang titipan tercatat.", fits=_drops_off),
    Act("harga", "Tetapkan harga, jadikan pesanan", forms.PriceForm,
        (S.ASKED, S.ANSWERED, S.CONFIRMED, S.LEFT), _price,
        "Pesanan dibuat dengan harga ini; lanjutkan dari halaman pesanan.", right="price"),
    Act("siap", "Siap diambil, tanpa biaya", forms.BareForm, (S.LEFT,),
        _plain(services.make_ready), "Barang siap diambil; pemesan diberi tahu."),
    Act("ambil", "Sudah diambil", forms.BareForm, (S.READY,), _plain(services.finish),
        "Selesai: barang sudah diambil.", is_main=True),
    Act("selesai", "Selesai tanpa biaya", forms.BareForm, (S.ANSWERED, S.CONFIRMED),
        _plain(services.finish), "Permintaan ditutup."),
    Act("pindah", "Pindahkan tanggalnya", forms.MoveForm, (S.ASKED, S.CONFIRMED),
        _plain(services.move_day), "Janji dipindahkan; pemesan diberi tahu.", fits=_with_day),
    Act("balas", "Tulis jawaban lagi", forms.AnswerForm,
        (S.ANSWERED, S.CONFIRMED, S.LEFT, S.READY), _plain(services.answer),
        "Jawaban tersimpan; pemesan membacanya di halamannya."),
    Act("absen", "Pemesan tidak datang", forms.BareForm, (S.CONFIRMED,), _plain(services.miss),
        "Tercatat tidak datang.", fits=_with_day),
    Act("tolak", "Tolak", forms.DeclineForm, (S.ASKED, S.ANSWERED, S.CONFIRMED),
        _plain(services.decline), "Ditolak; pemesan membaca alasannya.", is_grave=True),
)  # fmt: skip
BY_NAME = {act.name: act for act in ACTS}


def acts_for(enquiry: Enquiry, user) -> list[Act]:
    """The acts that are due and that this officer may do."""
    return [
        act
        for act in ACTS
        if enquiry.state in act.states
        and act.fits(enquiry)
        and may(user, act.right, "enquiry", enquiry.facility)
    ]


def press(act: Act, form, *, enquiry: Enquiry, by, at: datetime):
    """Do what a valid form says. Raises services.EnquiryRefused, service_days.DayRefused."""
    return act.run(form, enquiry=enquiry, by=by, at=at)
