"""What of `/api/v1/` is behind a key and tells where things are."""

from django.urls import path

from . import partner_views as views

app_name = "events-api"
urlpatterns = [
    path("tracking/articles/<str:number>", views.TrackView.as_view(), name="track"),
    path("tracking/bulk", views.TrackManyView.as_view(), name="track-many"),
    path("events", views.EventsView.as_view(), name="events"),
    path("webhooks", views.EndpointsView.as_view(), name="webhooks"),
    path("webhooks/<str:code>", views.EndpointView.as_view(), name="webhook"),
    path("webhooks/<str:code>/secret", views.SecretView.as_view(), name="secret"),
    path("webhooks/<str:code>/calls", views.CallsView.as_view(), name="calls"),
    path("webhooks/<str:code>/replay", views.ReplayView.as_view(), name="replay"),
]
