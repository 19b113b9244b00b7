"""Why a coordinate or a DIGIPIN is refused. The codes are stable: the command's error column and the API print them."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class CoordinateRefusal(Refusal):
    """About the coordinate that `field` names: `lat` or `lon`."""

    def sentence(self) -> str:
        name = _("Latitude") if self.field == "lat" else _("Longitude")
        return str(self.text).format(name=name)


class CoordinateMissing(CoordinateRefusal):
    code = "coordinate_missing"
    text = _("{name} is missing.")


class CoordinateNotNumber(CoordinateRefusal):
    code = "coordinate_not_a_number"
    text = _("{name} is not a number. Write decimal degrees with a point, such as 28.622788.")


class CoordinateNotFinite(CoordinateRefusal):
    code = "coordinate_not_finite"
    text = _("{name} is not a finite number (NaN or infinity).")


class OutsideBox(CoordinateRefusal):
    code = "outside_box"
    text = _("{name} lies outside the DIGIPIN area (latitude 2.5 to 38.5, longitude 63.5 to 99.5 degrees).")


class DigipinMissing(Refusal):
    code = "digipin_missing"
    text = _("Give a DIGIPIN: 10 characters, such as 39J-49L-L8T4.")


class DigipinNotText(Refusal):
    code = "digipin_not_text"
    text = _("A DIGIPIN is text of 10 characters, such as 39J-49L-L8T4.")


class DigipinOldBeta(Refusal):
    code = "digipin_old_beta"
    text = _("This is a code of the old beta version (it contains {character}). Make a new DIGIPIN for the place.")


class DigipinWrongCharacter(Refusal):
    code = "digipin_wrong_character"
    text = _("{character} is not a DIGIPIN character. The sixteen are 2 3 4 5 6 7 8 9 C F J K L M P T.")


class DigipinWrongLength(Refusal):
    code = "digipin_wrong_length"
    text = _("A DIGIPIN has 10 characters; this one has {length}.")


class PrefixWrongLength(Refusal):
    code = "digipin_prefix_wrong_length"
    text = _("The beginning of a DIGIPIN has 1 to 10 characters; this one has {length}.")


class PlaceMissing(Refusal):
    code = "place_missing"
    text = _("Name one place: a DIGIPIN, or a latitude and a longitude.")


class PlaceTwice(Refusal):
    code = "place_twice"
    text = _("Give a DIGIPIN or a latitude and a longitude, not both.")


class RowTooLong(Refusal):
    code = "row_too_long"
    text = _("The row has {fields} fields and the header {columns}. Is a comma used as the decimal point?")


class ListMissing(Refusal):
    code = "list_missing"
    text = _("Give a list of at most {limit} in the field {name}.")
