"""The shapes of the DIGIPIN API, for its schema and its answers."""

from typing import Any

from rest_framework import serializers

from digipin import rules


class PointOut(serializers.Serializer[Any]):
    lat = serializers.FloatField(help_text="Degrees, WGS 84.")
    lon = serializers.FloatField(help_text="Degrees, WGS 84.")


class BoundsOut(serializers.Serializer[Any]):
    south = serializers.FloatField()
    west = serializers.FloatField()
    north = serializers.FloatField()
    east = serializers.FloatField()


class CellOut(serializers.Serializer[Any]):
    digipin = serializers.CharField(source="code", help_text="10 characters without separators, as stored.")
    formatted = serializers.SerializerMethodField(help_text="For people: 39J-49L-L8T4.")
    centre = PointOut()
    bounds = BoundsOut()

    def get_formatted(self, cell: rules.Cell) -> str:
        return rules.formatted(cell.code)


class RowError(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()
    field = serializers.CharField()


class RowOut(serializers.Serializer[Any]):
    """One of `cell` and `error` is null."""

    cell = CellOut(allow_null=True)
    error = RowError(allow_null=True)


class RowsOut(serializers.Serializer[Any]):
    results = RowOut(many=True, help_text="One per item, in the order of the request.")


class PointIn(serializers.Serializer[Any]):
    lat = serializers.FloatField(help_text="Degrees, 2.5 to 38.5; a number or a decimal numeral as text.")
    lon = serializers.FloatField(help_text="Degrees, 63.5 to 99.5; a number or a decimal numeral as text.")


class PointsIn(serializers.Serializer[Any]):
    points = PointIn(many=True)


class DigipinsIn(serializers.Serializer[Any]):
    digipins = serializers.ListField(child=serializers.CharField(), max_length=1000)


class OfficeOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    kind = serializers.CharField()
    code = serializers.CharField()
    pincode = serializers.CharField()


class NearbyOfficeOut(OfficeOut):
    distance_m = serializers.FloatField(help_text="Metres from the cell's centre.")


class OfficesOut(serializers.Serializer[Any]):
    cell = CellOut()
    delivering = OfficeOut(allow_null=True, help_text="Null if the directory cannot tell.")
    nearest = NearbyOfficeOut(many=True, help_text="Up to three, the nearest first.")
