"""`/api/v1/tracking/`."""

from django.urls import path

from . import views

app_name = "tracking-api"
urlpatterns = [path("vocabulary", views.VocabularyView.as_view(), name="vocabulary")]
