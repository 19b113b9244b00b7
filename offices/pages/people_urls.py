"""People of an office, its posts, arrangements and postings."""

from django.urls import path

from . import people

urlpatterns = [
    path("", people.own_office, name="people"),
    path("<str:code>/", people.office, name="people-of"),
    path("<str:code>/who-could/", people.who_could, name="who-could"),
    path("<str:code>/posts/<int:number>/", people.post, name="post"),
    path("<str:code>/posts/<int:number>/arrange/", people.arrange, name="arrange"),
    path("<str:code>/posts/<int:number>/person/", people.post_person, name="post-person"),
]
