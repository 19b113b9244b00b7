"""Who plays in the demonstration, in the order in which an article meets them. Invented names, real offices."""

from typing import Final, NamedTuple

from offices.rules import Kind, Role

CIRCLE: Final = "Karnataka"
PASSWORD: Final = "demonstration"  # noqa: S105  # for invented people, and only while APT_DEMO is on
DELIVERY_PIN: Final = "560004"
BEATS: Final = ("Gandhi Bazaar", "DVG Road", "Bull Temple Road")


class Place(NamedTuple):
    """How an office is found in the directory: by kind and PIN, or by name where there is no PIN."""

    kind: Kind
    pincode: str
    name: str = ""


class Player(NamedTuple):
    employee_id: str
    name: str
    place: Place
    roles: tuple[Role, ...]
    is_staff: bool = False


MYSURU: Final = Place(Kind.HEAD, "570001")
MYSURU_HUB: Final = Place(Kind.NATIONAL_HUB, "570001")
BASAVANAGUDI_HUB: Final = Place(Kind.CIRCLE_HUB, "560004")
BASAVANAGUDI: Final = Place(Kind.HEAD, DELIVERY_PIN)
MYSURU_DIVISION: Final = Place(Kind.DIVISION, "", "Mysuru Division")
DIRECTORATE: Final = Place(Kind.DIRECTORATE, "")

PLAYERS: Final = (
    Player("90000001", "Asha Rao", MYSURU, (Role.CLERK,)),
    Player("90000002", "Manjunath Gowda", MYSURU, (Role.MAILS,)),
    Player("90000003", "Farida Begum", MYSURU_HUB, (Role.SORTER,)),
    Player("90000004", "Joseph D'Souza", BASAVANAGUDI_HUB, (Role.SORTER,)),
    Player("90000005", "Lakshmi Iyer", BASAVANAGUDI, (Role.MAILS, Role.DELIVERY)),
    Player("90000006", "Ravi Kumar", BASAVANAGUDI, (Role.POSTMAN,)),
    Player("90000007", "Geetha Hegde", MYSURU, (Role.SUPERVISOR,)),
    Player("90000008", "Prakash Nair", MYSURU_DIVISION, (Role.DIVISIONAL_HEAD,)),
    Player("90000009", "Sunita Sharma", DIRECTORATE, (Role.ADMINISTRATOR,), is_staff=True),
    Player("90000011", "Arvind Menon", DIRECTORATE, (Role.ADMINISTRATOR,), is_staff=True),  # the second person
    Player("90000010", "Nagaraj Bhat", MYSURU, (Role.PARTNER_MANAGER,)),
    Player("90000012", "Kavitha Shetty", MYSURU, (Role.CLERK,)),  # whose drawer holds stamps
)

KEEPER: Final = "90000003"  # keeps the schedules
# Code, name, stops: where, minute of arrival, minute of departure, from midnight of the day on which it starts.
SCHEDULES: Final[tuple[tuple[str, str, tuple[tuple[Place, int | None, int | None], ...]], ...]] = (
    (
        "MYS-BLR-1", "Mysuru to Bengaluru, night",
        (
            (MYSURU, None, 17 * 60 + 30), (MYSURU_HUB, 18 * 60, 20 * 60), (BASAVANAGUDI_HUB, 24 * 60, 29 * 60),
            (BASAVANAGUDI, 29 * 60 + 20, None),
        ),
    ),
    (
        "BLR-MYS-1", "Bengaluru to Mysuru, night",
        (
            (BASAVANAGUDI, None, 17 * 60 + 30), (BASAVANAGUDI_HUB, 18 * 60, 20 * 60), (MYSURU_HUB, 24 * 60, 29 * 60),
            (MYSURU, 29 * 60 + 20, None),
        ),
    ),
)  # fmt: skip
