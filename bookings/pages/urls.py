from django.urls import path

from . import cancel, counter, display, numbers, paper, pay, receipts, upi

app_name = "bookings"
urlpatterns = [
    path("", counter.counter, name="counter"),
    path("shift/", counter.begin_shift, name="begin-shift"),
    path("price/", counter.price, name="price"),
    path("sender/", counter.sender, name="sender"),
    path("label/", counter.legacy_label, name="legacy-label"),
    path("basket/undo/", counter.undo, name="undo"),
    path("basket/<str:item_id>/remove/", counter.remove, name="remove"),
    path("pay/", pay.pay, name="pay"),
    path("pay/upi/<uuid:request_id>/", upi.upi, name="pay-upi"),
    path("pay/upi/<uuid:request_id>/give-up/", upi.give_up, name="give-up-upi"),
    path("outcome/<uuid:request_id>/", pay.outcome, name="outcome"),
    path("receipts/<str:number>/", receipts.receipt, name="receipt"),
    path("receipts/<str:number>/pdf/", paper.receipt, name="receipt-pdf"),
    path("receipts/<str:number>/labels/", paper.labels, name="labels-pdf"),
    path("receipts/<str:number>/print/", receipts.print_receipt, name="print"),
    path("receipts/<str:number>/again/", receipts.again, name="again"),
    path("receipts/<str:number>/cancel/", cancel.ask, name="ask-to-cancel"),
    path("receipts/<str:number>/pay-out/", cancel.pay_out, name="pay-out"),
    path("refunds/<str:number>/", cancel.refund, name="refund"),
    path("search/", receipts.search, name="search"),
    path("shift.csv", receipts.shift_csv, name="shift-csv"),
    path("numbers/", numbers.numbers, name="numbers"),
    path("numbers/spoil/", numbers.spoil, name="spoil"),
    path("numbers/roll/", numbers.register_roll, name="register-roll"),
    path("numbers/block/", numbers.give_block, name="give-block"),
    path("display/", display.displays, name="displays"),
    path("display/unpair/", display.unpair, name="unpair"),
]
