"""The API for a person: every operation of the schema, with a call to copy and a form to try it.

The schema itself is `/api/schema/`. The form is ours (static/js/api.js): it runs under the same strict policy as all
pages, which the usual interfaces for OpenAPI documents do not.
"""

import json
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
        _operation(schema, base, path, method, entry[method])
        for path, entry in schema["paths"].items()
        for method in METHODS
        if method in entry
    ]
    return render(request, "api_docs.html", {"operations": operations, "info": schema["info"]})


def _operation(schema: dict[str, Any], base: str, path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = [{**one, "example": _example(one)} for one in operation.get("parameters", [])]
    shape = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    body = json.dumps(_sample(shape, schema), indent=1, ensure_ascii=False) if shape else ""
    keyed = any("key" in one for one in operation.get("security", []))
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method.upper(),
        "summary": operation.get("summary") or operation.get("description", ""),
        "parameters": parameters,
        "answers": sorted(operation.get("responses", {})),
        "keyed": keyed,
        "body": body,
        "call": _call(base + path, method, parameters, body=body, keyed=keyed),
    }


def _call(url: str, method: str, parameters: list[dict[str, Any]], *, body: str, keyed: bool) -> str:
    """A `curl` line that can be copied; values are the parameters' first examples, or their names in capitals."""
    asked = [(one["name"], one["example"]) for one in parameters if one["in"] == "query"]
    words = ["curl"]
    words += [f"-X {method.upper()}"] if method != "get" and not (method == "post" and body) else []
    words += ["-H 'Authorization: Bearer KEY'"] if keyed else []
    words += [f"-H '{one['name']}: {one['example']}'" for one in parameters if one["in"] == "header"]
    words += ["-H 'Content-Type: application/json' -d @body.json"] if body else []
    return " ".join([*words, f"'{url}{'?' + urlencode(asked) if asked else ''}'"])


def _example(parameter: dict[str, Any]) -> Any:
    examples = list(parameter.get("examples", {}).values())
    if examples:
        return examples[0]["value"]
    kind = parameter.get("schema", {})
    return kind.get("minimum", "") if kind.get("type") == "integer" else parameter["name"].upper()


def _sample(shape: dict[str, Any], schema: dict[str, Any]) -> Any:
    """A body that the shape allows: what is required, and no more."""
    if "$ref" in shape:
        return _sample(schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]], schema)
    if "allOf" in shape:
        return _sample(shape["allOf"][0], schema)
    if shape.get("type") == "object":
        wanted = shape.get("required", [])
        return {name: _sample(one, schema) for name, one in shape.get("properties", {}).items() if name in wanted}
    if shape.get("type") == "array":
        return [_sample(shape["items"], schema)]
    if "enum" in shape:
        return shape["enum"][0]
    plain = {"integer": shape.get("minimum", 0), "number": 0, "boolean": True}
    return shape.get("example") or plain.get(str(shape.get("type")), "text")
