"""Signing in and out, one's own account, the office's machines."""

from django.urls import path

from . import account, rights, second_step, sign_in

urlpatterns = [
    path("rights/", rights.rights, name="rights"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/demonstration/", sign_in.sign_in_to_demonstration, name="demonstration"),
    path("sign-in/code/", second_step.code, name="code"),
    path("sign-in/phone/", second_step.enrol, name="enrol"),
    path("sign-in/password/", second_step.password, name="password"),
    path("sign-in/continue/", second_step.go_on, name="continue"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("step-up/", second_step.step_up_page, name="step-up"),
    path("sessions/", account.sessions, name="sessions"),
    path("sessions/end/", account.end_others, name="end-sessions"),
    path("devices/", account.devices, name="devices"),
    path("devices/register/", account.register, name="register-device"),
    path("devices/revoke/", account.revoke, name="revoke-device"),
]
