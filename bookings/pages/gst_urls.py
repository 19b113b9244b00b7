"""GST: `/gst/`."""

from django.urls import path

from . import gst

app_name = "gst"
urlpatterns = [path("", gst.month_return, name="return")]
