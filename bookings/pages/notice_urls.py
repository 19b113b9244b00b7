"""`/sms/`: short, since it stands in messages."""

from django.urls import path

from . import notices

app_name = "notices"
urlpatterns = [path("<str:token>/", notices.choose, name="choose")]
