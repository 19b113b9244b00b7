"""What can be done with offices and people."""

from .directory import DIRECTORY, POSITIONS, load_directory
from .people import arrange, create_post, end_arrangement, end_posting, hold_post, open_post, post_person
from .sign_in import (
    begin_session,
    change_password,
    check_totp,
    confirm_totp,
    end_session,
    enrol_totp,
    fresh,
    open_totp,
    register_device,
    revoke_device,
    step_up,
    use_recovery_code,
)

__all__ = [
    "DIRECTORY",
    "POSITIONS",
    "arrange",
    "begin_session",
    "change_password",
    "check_totp",
    "confirm_totp",
    "create_post",
    "end_arrangement",
    "end_posting",
    "end_session",
    "enrol_totp",
    "fresh",
    "hold_post",
    "load_directory",
    "open_post",
    "open_totp",
    "post_person",
    "register_device",
    "revoke_device",
    "step_up",
    "use_recovery_code",
]
