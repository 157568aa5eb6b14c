from django.urls import path

from . import views

app_name = "orders"

urlpatterns = [
    path("keranjang/", views.cart, name="cart"),
    path("keranjang/tambah/", views.cart_add, name="cart_add"),
    path("keranjang/ubah/", views.cart_update, name="cart_update"),
    path("pesan/", views.checkout, name="checkout"),
    path("belanja/<str:token>/", views.checkout_done, name="checkout_done"),
    path("pesanan/<str:token>/", views.order_detail, name="order_detail"),
    path("pesanan/<str:token>/batal/", views.order_cancel, name="order_cancel"),
    path("pesanan/<str:token>/bukti/", views.proof_upload, name="proof_upload"),
    path("pesanan/<str:token>/bukti/<str:name>/", views.proof_image, name="proof_image"),
    path("pesanan/<str:token>/qris.png", views.qris_image, name="qris_image"),
    path("pesanan/<str:token>/pengembalian/", views.return_request, name="return_request"),
    path("pesanan/<str:token>/pengembalian/tarik/", views.return_withdraw, name="return_withdraw"),
    path("pesanan/<str:token>/retur/<str:name>/", views.return_photo, name="return_photo"),
    path("petugas/retur/<str:name>/", views.return_photo, name="return_photo"),
    path("pesanan/<str:token>/bayar/", views.order_pay, name="order_pay"),
    path("pesanan/<str:token>/bayar/periksa/", views.order_pay_check, name="order_pay_check"),
    path("pesanan/<str:token>/bayar/ganti/", views.order_pay_switch, name="order_pay_switch"),
    path("gerbang/kembali/", views.gateway_return, name="gateway_return"),
    path("gerbang/midtrans/", views.gateway_notice, {"provider": "midtrans"}, name="midtrans"),
    path("gerbang/xendit/", views.gateway_notice, {"provider": "xendit"}, name="xendit"),
    path("petugas/bukti/<str:name>/", views.proof_image, name="proof_image"),
    path("pesanan/<str:token>/dokumen/<str:code>/", views.document, name="document"),
    path("pesanan/<str:token>/dokumen/<str:code>/pdf/", views.document_pdf, name="document_pdf"),
    path("petugas/dokumen/<str:code>/", views.document, name="document"),
    path("petugas/dokumen/<str:code>/pdf/", views.document_pdf, name="document_pdf"),
    path("cek/", views.document_check, name="document_check"),
    path("cek/<str:code>/", views.document_check, name="document_check"),
    path("petugas/ambil/", views.pickup, name="pickup"),
    path("petugas/ambil/<str:number>/<str:code>/", views.pickup_scanned, name="pickup_scanned"),
    path("lacak/", views.order_lookup, name="order_lookup"),
    path("petugas/setoran/<str:name>/", views.deposit_slip, name="deposit_slip"),
    path("laporan/", views.report_summary, name="report_summary"),
    path("laporan/bagi-hasil/", views.settlement_list, name="settlement_list"),
    path(
        "laporan/bagi-hasil/<slug:slug>/<str:month>/",
        views.settlement_sheet,
        name="settlement_sheet",
    ),
    path(
        "laporan/bagi-hasil/<slug:slug>/<str:month>/tutup/",
        views.settlement_close,
        name="settlement_close",
    ),
    path(
        "laporan/bagi-hasil/<slug:slug>/<str:month>/buka/",
        views.settlement_reopen,
        name="settlement_reopen",
    ),
]
