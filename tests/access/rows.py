"""One row of the table of access: an address, who may open it, whose object it takes."""

from dataclasses import dataclass, field

PUBLIC, SIGNED_IN, ANY_DUTY, STAFF_ADMIN = "public", "signed in", "any duty", "staff admin"
OFFICE, SUBTREE, PERSON, EVERYONE = "office", "subtree", "person", "everyone"
PATH = "path"


@dataclass(frozen=True)
class Row:
    name: str
    who: str  # a Work is one
    takes: str = ""
    where: str = PATH
    scope: str = OFFICE
    get: bool = True
    post: bool = False
    body: dict[str, str] = field(default_factory=dict, hash=False)
    also: str = ""  # another Work that opens it too
    path_takes: str = ""  # with `where` a form field: the own object in the path
