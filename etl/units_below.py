"""The units that a sender may report on in one table: whether a label is one, and which."""

from __future__ import annotations

from dataclasses import dataclass

from childrights.places.model import AmbiguousPlace, Level, Locality, UnknownPlace
from childrights.places.names import candidates, find_locality, is_within
from childrights.places.registry import Registry
from childrights.vietnamese.text import fold
from etl.reporter import Reporter, unit_of_code
from etl.unit_names import is_section_label, is_total_label, looks_like_unit, unit_label

_LONGEST_NAME = 60
"""With its parents; what is longer is a sentence and is not looked up."""


@dataclass(frozen=True)
class UnitsBelow:
    """What stands below the sender on the day of the figures."""

    reporter: Reporter
    registry: Registry

    def knows(self, label: str) -> bool:
        """Whether a label is one that a row of the table may have."""
        return is_total_label(label) or is_section_label(label) or self.is_unit(label)

    def is_unit(self, label: str) -> bool:
        """Whether a label begins with a type of unit, or names a unit without one."""
        return looks_like_unit(label) or self.names_one(unit_label(label))

    def names_one(self, name: str) -> bool:
        """Whether units below the sender bear a name."""
        return bool(self.named(name))

    def named(self, name: str) -> list[Locality]:
        """Every unit below the sender that a name can mean."""
        above = self.reporter.locality
        if not name or len(name) > _LONGEST_NAME:
            return []
        if above.level is Level.COMMUNE:
            return self._hamlets(name)
        found = candidates(self.registry, name, self.reporter.cut_off, within=above.code)
        return [unit for unit in found if unit.key != above.key]

    def find(self, name: str, code: str) -> Locality:
        """The unit that a row means, by its code if it has one; raise ``UnknownPlace``."""
        above, day = self.reporter.locality, self.reporter.cut_off
        if above.level is Level.COMMUNE and not (code.isdigit() and len(code) == 5):
            return self._hamlet(name)
        if code:
            locality = unit_of_code(self.registry, code, name, day)
            if not is_within(self.registry, locality, above.code):
                raise UnknownPlace(
                    f"Mã {code} là “{self.registry.full_name(locality)}”, không thuộc "
                    f"“{above.name}” là đơn vị báo cáo. Sửa lại mã, hoặc gửi dòng này theo đúng "
                    "đơn vị của nó."
                )
            return locality
        return find_locality(self.registry, name, day, within=above.code)

    def _hamlets(self, name: str) -> list[Locality]:
        commune, day = self.reporter.locality, self.reporter.cut_off
        hamlets = self.registry.hamlets(commune.key, day)
        exact = [hamlet for hamlet in hamlets if fold(hamlet.name) == fold(name)]
        if exact:
            return exact
        near = candidates(self.registry, name, day, within=commune.code)
        return [unit for unit in near if unit.level is Level.HAMLET]

    def _hamlet(self, name: str) -> Locality:
        found = self._hamlets(name)
        if len(found) == 1:
            return found[0]
        if found:
            both = ", ".join(f"{unit.name} ({unit.code})" for unit in found)
            raise AmbiguousPlace(f"“{name}” có thể là: {both}. Ghi đủ tên thôn, tổ dân phố.")
        commune = self.reporter.locality
        hamlets = self.registry.hamlets(commune.key, self.reporter.cut_off)
        known = ", ".join(item.name for item in hamlets) or "chưa có thôn, tổ dân phố nào"
        raise UnknownPlace(
            f"Không có “{name}” trong danh sách thôn, tổ dân phố của {commune.name} ({known}). "
            "Sửa tên hoặc bổ sung vào overlay/hamlets.csv."
        )
