"""The API for a person: every operation of the schema with an example call. The schema itself is `/api/schema/`."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")


def docs(request: HttpRequest) -> HttpResponse:
    schema = SchemaGenerator().get_schema(public=True)
    base = request.build_absolute_uri("/").rstrip("/")
    operations = [
        _operation(base, path, method, entry[method])
        for path, entry in schema["paths"].items()
        for method in METHODS
        if method in entry
    ]
    return render(request, "api_docs.html", {"operations": operations, "info": schema["info"]})


def _operation(base: str, path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = operation.get("parameters", [])
    return {
        "path": path,
        "method": method.upper(),
        "summary": operation.get("summary") or operation.get("description", ""),
        "parameters": parameters,
        "answers": sorted(operation.get("responses", {})),
        "call": _call(base + path, method, parameters),
    }


def _call(url: str, method: str, parameters: list[dict[str, Any]]) -> str:
    """A `curl` line that can be copied; values are the parameters' first examples, or their names in capitals."""
    if method != "get":
        return f"curl -X {method.upper()} -H 'Content-Type: application/json' -d @body.json '{url}'"
    asked = [(p["name"], _example(p)) for p in parameters if p["in"] == "query"]
    return f"curl '{url}{'?' + urlencode(asked) if asked else ''}'"


def _example(parameter: dict[str, Any]) -> Any:
    examples = list(parameter.get("examples", {}).values())
    return examples[0]["value"] if examples else parameter["name"].upper()
