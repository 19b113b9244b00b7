"""The waves of the roll-out, for those who lead it."""

from django.urls import path

from . import rollout

app_name = "rollout"
urlpatterns = [
    path("", rollout.waves, name="waves"),
    path("<int:number>/", rollout.wave, name="wave"),
    path("<int:number>/capacity/", rollout.capacity, name="capacity"),
    path("<int:number>/go/", rollout.go, name="go"),
    path("<int:number>/again/", rollout.again, name="again"),
    path("<int:number>/back/", rollout.back, name="back"),
    path("<int:number>/withdraw/", rollout.withdraw, name="withdraw"),
]
