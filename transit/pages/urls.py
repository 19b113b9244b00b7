from django.urls import path

from . import bags, despatches, errors, papers, readiness, scans, schedules

app_name = "transit"
urlpatterns = [
    path("", bags.bags, name="bags"),
    path("begin/", bags.begin, name="begin"),
    path("despatch/", despatches.despatch, name="despatch"),
    path("despatches/", despatches.despatches, name="despatches"),
    path("despatches/<str:number>/", despatches.show, name="despatched"),
    path("despatches/<str:number>/cancel/", despatches.cancel, name="cancel-despatch"),
    path("despatches/<str:number>/mail-list.pdf", papers.mail_list, name="mail-list"),
    path("errors/", errors.errors, name="errors"),
    path("errors/<int:number>/answer/", errors.answer, name="answer-error"),
    path("schedules/", schedules.schedules, name="schedules"),
    path("schedules/<str:code>/end/", schedules.end, name="end-schedule"),
    path("readiness/", readiness.own, name="readiness"),
    path("readiness/<str:code>/", readiness.below, name="readiness-of"),
    path("<str:number>/", bags.bag, name="bag"),
    path("<str:number>/scan/", scans.scan, name="scan"),
    path("<str:number>/codes/", scans.codes, name="codes"),
    path("<str:number>/take-out/", scans.take_out, name="take-out"),
    path("<str:number>/put-back/", scans.put_back, name="put-back"),
    path("<str:number>/scan-all/", scans.scan_all, name="scan-all"),
    path("<str:number>/close/", bags.close, name="close"),
    path("<str:number>/reopen/", bags.reopen, name="reopen"),
    path("<str:number>/delete/", bags.delete, name="delete"),
    path("<str:number>/receive/", bags.receive, name="receive"),
    path("<str:number>/open/", bags.open_, name="open"),
    path("<str:number>/open-checked/", bags.open_checked, name="open-checked"),
    path("<str:number>/label.pdf", papers.label, name="label"),
    path("<str:number>/manifest.pdf", papers.manifest, name="manifest"),
]
