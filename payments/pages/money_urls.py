"""The day of an office, its cash and its accounts: `/money/`."""

from django.urls import path

from . import alarms, cases, cash, corrections, day, defects, evidence, merged, orders, reports

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
    path("accounts/<str:code>/offices/", merged.merged, name="merged"),
    path("accounts/<str:code>/correct/", corrections.ask, name="correct"),
    path("corrections/asked/<int:approval_id>/", corrections.asked, name="correction-asked"),
    path("corrections/asked/<int:approval_id>/evidence/", corrections.asked_evidence, name="asked-evidence"),
    path("corrections/<int:correction_id>/", corrections.correction, name="correction"),
    path("corrections/<int:correction_id>/answer/", corrections.answer, name="answer-correction"),
    path("corrections/<int:correction_id>/evidence/", corrections.evidence, name="correction-evidence"),
    path("orders/", orders.orders, name="orders"),
    path("orders/find/", orders.find, name="find-order"),
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/pay/", orders.pay, name="pay-order"),
    path("orders/<str:number>/send-back/", orders.send_back, name="send-back"),
    path("orders/<str:number>/give-back/", orders.give_back, name="give-back-order"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/word/", cases.word, name="case-word"),
    path("cases/<int:case_id>/take-up/", cases.take_up, name="take-up"),
    path("cases/<int:case_id>/close/", cases.close, name="close-case"),
    path("cases/<int:case_id>/recover/", cases.recover, name="recover"),
    path("alarms/", alarms.alarms, name="alarms"),
    path("alarms/<int:breach_id>/close/", alarms.close_breach, name="close-breach"),
    path("incidents/<int:incident_id>/close/", alarms.close_incident, name="close-incident"),
    path("defects/", defects.register, name="defects"),
    path("defects/<int:defect_id>/fixed/", defects.fixed, name="defect-fixed"),
    path("accounts/<str:code>/cash-book/", reports.cash_book, name="cash-book"),
    path("accounts/<str:code>/explain/pdf/", evidence.evidence, name="evidence"),
    path("accounts/<str:code>/explain/", reports.explain, name="explain"),
]
