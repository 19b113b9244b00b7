"""A few views that refuse and break on purpose, for the middleware and the API's errors."""

from django.http import HttpResponse
from django.urls import path
from rest_framework import exceptions, serializers
from rest_framework.views import APIView

from apt.core.errors import Busy, NotFound
from apt.core.middleware import REQUEST_ID
from apt.urls import urlpatterns as ours


class Forms(serializers.Serializer):
    grams = serializers.IntegerField(min_value=1)


class Api(APIView):
    def get(self, request, what):
        match what:
            case "refusal":
                raise Busy(field="number")
            case "absent":
                raise NotFound()
            case "http404":
                from django.http import Http404

                raise Http404
            case "invalid":
                Forms(data={"grams": 0}).is_valid(raise_exception=True)
            case "throttled":
                raise exceptions.Throttled(wait=7)
        raise ZeroDivisionError


def page(request, what):
    if what == "refusal":
        raise Busy()
    if what == "id":
        return HttpResponse(REQUEST_ID.get())
    raise ZeroDivisionError


urlpatterns = [*ours, path("api/test/<str:what>", Api.as_view()), path("test/<str:what>", page)]
