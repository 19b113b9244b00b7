"""UPI at the counter and for the supervisor: `/upi/`."""

from django.urls import path

from . import attempts, exceptions, settlements

app_name = "upi"
urlpatterns = [
    path("", exceptions.own_office, name="exceptions"),
    path("of/<str:code>/", exceptions.office, name="exceptions-of"),
    path("cases/<int:case_id>/refund/", exceptions.refund, name="refund-case"),
    path("cases/<int:case_id>/take-up/", exceptions.take_up, name="take-up-case"),
    path("cases/<int:case_id>/close/", exceptions.close, name="close-case"),
    path("refunds/<str:ref>/again/", exceptions.again, name="refund-again"),
    path("settlements/", settlements.settlements, name="settlements"),
    path("attempts/<str:tr>/", attempts.attempt, name="attempt"),
    path("attempts/<str:tr>/state/", attempts.state, name="state"),
    path("attempts/<str:tr>/cancel/", attempts.cancel, name="cancel"),
]
