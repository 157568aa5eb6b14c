"""Phone pages of officers, under /petugas/; the names belong to `orders`."""

from django.urls import path

from .views.staff import (
    channel_files,
    channels,
    counting,
    figures,
    home,
    labels,
    moving,
    orders,
    papers,
    production,
    services,
    stock,
    till,
    till_shifts,
    till_slip,
)

urlpatterns = [
    path("", home.staff_home, name="staff_home"),
    path("stok/", stock.staff_stock, name="staff_stock"),
    path("produksi/", production.staff_production, name="staff_production"),
    path("pindah/", moving.staff_transfers, name="staff_transfers"),
    path("pindah/baru/", moving.staff_transfer_new, name="staff_transfer_new"),
    path("pindah/<int:pk>/", moving.staff_transfer, name="staff_transfer"),
    path("pindah/<int:pk>/daftar/", moving.staff_transfer_sheet, name="staff_transfer_sheet"),
    path("kasir/", till.till, name="till"),
    path("kasir/buka/", till_shifts.till_open, name="till_open"),
    path("kasir/tutup/", till_shifts.till_close, name="till_close"),
    path("kasir/nota/<slug:number>/", till_slip.till_slip, name="till_slip"),
    path("kasir/nota/<slug:number>/batal/", till_slip.till_void, name="till_void"),
    path("kasir/giliran/", till_shifts.shift_list, name="shift_list"),
    path("kasir/giliran/<int:pk>/", till_shifts.shift_detail, name="shift_detail"),
    path("kasir/giliran/<int:pk>/periksa/", till_shifts.shift_check, name="shift_check"),
    path("label/", labels.staff_labels, name="staff_labels"),
    path("label/lembar/", labels.staff_label_sheet, name="staff_label_sheet"),
    path("opname/", counting.staff_counts, name="staff_counts"),
    path("opname/baru/", counting.staff_count_new, name="staff_count_new"),
    path("opname/<int:pk>/", counting.staff_count, name="staff_count"),
    path("kanal-lain/", channels.staff_channels, name="staff_channels"),
    path("kanal-lain/berkas/", channel_files.staff_channel_files, name="staff_channel_files"),
    path(
        "kanal-lain/berkas/<int:pk>/", channel_files.staff_channel_file, name="staff_channel_file"
    ),
    path("bulanan/", figures.staff_monthly, name="staff_monthly"),
    path("bulanan/target/", figures.staff_targets, name="staff_targets"),
    path("jasa/", services.staff_enquiries, name="staff_enquiries"),
    path("jasa/baru/", services.staff_enquiry_new, name="staff_enquiry_new"),
    path("jasa/<str:number>/", services.staff_enquiry, name="staff_enquiry"),
    path("lainnya/", home.staff_more, name="staff_more"),
    path("pesanan/", orders.staff_orders, name="staff_orders"),
    path("pesanan/cetak/", papers.staff_papers, name="staff_papers"),
    path("pesanan/<str:number>/", orders.staff_order, name="staff_order"),
    path(
        "pesanan/<str:number>/langkah/<slug:step>/",
        orders.staff_order_step,
        name="staff_order_step",
    ),
    path(
        "pesanan/<str:number>/bukti/<int:proof_pk>/terima/",
        orders.staff_proof_accept,
        name="staff_proof_accept",
    ),
    path(
        "pesanan/<str:number>/bukti/<int:proof_pk>/tolak/",
        orders.staff_proof_reject,
        name="staff_proof_reject",
    ),
    path("pesanan/<str:number>/dana/", orders.staff_refund_ask, name="staff_refund_ask"),
    path(
        "pesanan/<str:number>/dana/<int:refund_pk>/bayar/",
        orders.staff_refund_pay,
        name="staff_refund_pay",
    ),
    path(
        "pesanan/<str:number>/dana/<int:refund_pk>/tolak/",
        orders.staff_refund_refuse,
        name="staff_refund_refuse",
    ),
]
