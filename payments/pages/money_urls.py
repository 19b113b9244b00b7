"""The day of an office, its cash and its accounts: `/money/`."""

from django.urls import path

from . import cash, day, reports

app_name = "money"
urlpatterns = [
    path("", day.day, name="day"),
    path("begin/", day.begin, name="begin"),
    path("end/", day.end, name="end"),
    path("count/<int:shift_id>/", day.count, name="count"),
    path("verify/<int:shift_id>/", day.verify, name="verify"),
    path("undo/<int:shift_id>/", day.undo, name="undo"),
    path("drawer/", cash.drawer, name="drawer"),
    path("cash/", cash.treasury, name="cash"),
    path("accounts/<str:code>/", reports.account, name="account"),
    path("accounts/<str:code>/cash-book/", reports.cash_book, name="cash-book"),
    path("accounts/<str:code>/explain/", reports.explain, name="explain"),
]
