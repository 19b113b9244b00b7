"""People whom tests about people need besides those of the small world."""

from offices.models import User
from offices.rules import Role
from tests.world import World, give_post


def joiner(employee_id: str = "10000098") -> User:
    """In service, holding no post."""
    return User.objects.get_or_create(employee_id=employee_id, defaults={"name": "New Joiner", "password": "!"})[0]


def second_supervisor(world: World) -> User:
    user = User.objects.create(employee_id="10000097", name="Second Supervisor", password="!")
    give_post(user, world.bengaluru, Role.SUPERVISOR, number=80)
    return user
