"""What the invented places are like: how large each measure is, and of what it is a share.

One line a measure, nothing computed here. Rates stand about where the national programmes put
them (Quyết định 23/QĐ-TTg and 1248/QĐ-TTg of 2021 and the plans that follow them: full
vaccination about 97 %, underweight below 10 %, birth registration 98.5 %, one pupil in three
hundred leaving school), the rest is plausible and nothing more. A measure that is not listed is
still given figures, from its unit and from what it is part of: :func:`habit_of`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from childrights.catalogue.model import Measure

COMMUNE = "_commune"
"""Base of what a commune has one or a few of, whatever its size."""

CHILDREN = "children"

Rate = tuple[float, float]
Weights = Mapping[str, float]


@dataclass(frozen=True)
class Habit:
    """How one measure follows from another.

    ``rate`` is the share of ``of`` (or the number for each of it) at the beginning of 2021 and of
    2027; ``spread`` how far places differ, 0 not at all. ``of`` is left out where it is what the
    catalogue calls ``part_of``; ``where`` and ``ages`` (months) narrow it down. ``by`` weighs the
    codes of a dimension: shares where the base lacks it, else factors on the rate. ``season`` is
    the part of the year in which a flow runs. ``whether`` makes a 1 of any number but 0.
    """

    rate: Rate = (1.0, 1.0)
    of: str | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ages: tuple[int, int] | None = None
    spread: float = 0.5
    by: Mapping[str, Weights] = field(default_factory=dict)
    season: tuple[float, float] = (0.0, 1.0)
    whether: str | None = None


_BY_AUTUMN = (0.0, 0.86)
"""What a year is to reach is reached by the yearly report, in November."""


def _part(start: float, end: float, by: Mapping[str, Weights] | None = None) -> Habit:
    """Share of the measure that the catalogue says it is part of."""
    return Habit((start, end), spread=0.8, by=by or {}, season=_BY_AUTUMN)


def _of(
    base: str,
    start: float,
    end: float | None = None,
    *,
    ages: tuple[int, int] | None = None,
    by: Mapping[str, Weights] | None = None,
    spread: float = 0.5,
    season: tuple[float, float] = (0.0, 1.0),
    **where: str | tuple[str, ...],
) -> Habit:
    codes = {name: (code,) if isinstance(code, str) else code for name, code in where.items()}
    rate = (start, start if end is None else end)
    return Habit(rate, base, codes, ages, spread, by or {}, season)


def _all(low: int, high: int) -> Habit:
    """Every child of an age, as the children's own form counts them."""
    return Habit(of=CHILDREN, ages=(low, high), spread=0.0)


_GRAVE = ("SEXUAL", "ABANDONMENT", "TRAFFICKING")
_ABUSE_FORMS = {
    "VIOLENCE": 0.38, "EXPLOITATION": 0.05, "SEXUAL": 0.36, "TRAFFICKING": 0.02,
    "ABANDONMENT": 0.06, "NEGLECT": 0.08, "OTHER": 0.05,
}  # fmt: skip
_ABUSE_SETTINGS = {
    "FAMILY": 0.42, "SCHOOL": 0.14, "INSTITUTION": 0.01, "COMMUNITY": 0.28, "ONLINE": 0.11,
    "OTHER": 0.04,
}  # fmt: skip
_SANCTIONS = {"ADMINISTRATIVE": 0.32, "CRIMINAL": 0.34, "OTHER": 0.16, "PENDING": 0.18}
_INCIDENTS = {"ABUSE": 0.35, "INJURY": 0.45, "RIGHTS": 0.08, "OTHER": 0.12}
_CARE_FORMS = {"KIN": 0.82, "FOSTER": 0.07, "ADOPTION": 0.07, "INSTITUTION": 0.04}
_FACILITIES = {
    "PUBLIC": 0.15, "PRIVATE": 0.15, "RELIGIOUS": 0.2, "SPONTANEOUS": 0.08, "COUNSELLING": 0.3,
    "FUND": 0.12,
}  # fmt: skip
_TOPICS = {
    "RIGHTS": 0.24, "ABUSE": 0.24, "INJURY": 0.26, "LABOUR": 0.08, "MARRIAGE": 0.08, "OTHER": 0.1,
}  # fmt: skip
_FUNDS = {
    "funding_source": {
        "CENTRAL": 0.08, "LOCAL": 0.56, "SOCIAL": 0.28, "FOREIGN": 0.03, "OTHER": 0.05,
    },
    "funding_use": {
        "SUPPORT": 0.42, "PROTECTION": 0.15, "COMMUNICATION": 0.14, "TRAINING": 0.09,
        "FACILITY": 0.15, "OTHER": 0.05,
    },
}  # fmt: skip
_BOYS_MOSTLY = {"sex": {"M": 1.75, "F": 0.15}}
_GIRLS_RATHER = {"sex": {"M": 0.6, "F": 1.45}}
_MINORITY_MOSTLY = {"ethnicity": {"KINH": 0.2, "MINORITY": 5.0}}
_LATER_REGISTERED = {"ethnicity": {"KINH": 1.0, "MINORITY": 0.985}}
_JUNE = (0.38, 0.5)
_SUMMER = (0.4, 0.75)
_END_OF_SCHOOL_YEAR = (0.3, 0.45)
_AT_ONCE = (0.0, 0.1)

HABITS: Mapping[str, Habit] = {
    # Trợ giúp và chăm sóc thay thế
    "at_risk_children": _of(CHILDREN, 0.024, 0.019),
    "at_risk_supported": _part(0.7, 0.9),
    "hardship_children": _of(CHILDREN, 0.05, 0.035),
    "alternative_care_children": _of(CHILDREN, 0.0045, by={"care_form": _CARE_FORMS}),
    "orphans_in_care": _of("alternative_care_children", 0.8),
    "orphans_served": _part(0.92, 1.0),
    "allowance_eligible": _of("special_circumstances", 0.62),
    "allowance_children": _part(0.92, 0.99),
    "disaster_children": _of(CHILDREN, 0.012, spread=1.2),
    "disaster_supported": _part(0.88, 1.0),
    "labour_children_found": _of(CHILDREN, 0.0007, 0.0005, ages=(60, 192)),
    "labour_children_supported": _part(0.85, 0.99),
    "labour_children_educated": _part(0.75, 0.93),
    "ecd_children": _all(0, 96),
    "ecd_served": _part(0.84, 0.94),
    "mental_health_need": _of(CHILDREN, 0.008, 0.011),
    "mental_health_served": _part(0.5, 0.82),
    "injury_disabled": _of("injury_cases", 0.01),
    # Trẻ em bị xâm hại, vi phạm pháp luật
    "abused_children": _of(
        CHILDREN, 0.0006, 0.0005,
        by={**_GIRLS_RATHER, "abuse_form": _ABUSE_FORMS, "abuse_setting": _ABUSE_SETTINGS},
    ),
    "abused_children_supported": _part(0.9, 1.0),
    "domestic_violence_children": _of(CHILDREN, 0.0009, 0.0006),
    "child_offenders": _of(CHILDREN, 0.002, 0.0015, ages=(132, 192), by=_BOYS_MOSTLY),
    "child_offenders_repeat": _part(0.14, 0.1),
    "child_offenders_guided": _part(0.85, 0.97),
    "drug_children_found": _of(CHILDREN, 0.0005, 0.0004, ages=(132, 192), by=_BOYS_MOSTLY),
    # Vụ việc xâm hại và báo cáo khẩn
    "abuse_cases": _of(
        "abused_children", 0.93, spread=0.0,
        by={"sanction": _SANCTIONS},
    ),
    "grave_abuse_cases": _of("abuse_cases", 1.0, spread=0.0, abuse_form=_GRAVE),
    "grave_abuse_cases_planned": _part(0.86, 1.0),
    "administrative_offenders": _of("abuse_cases", 1.1, sanction="ADMINISTRATIVE"),
    "administrative_fines": _of("administrative_offenders", 5.5),
    "leaders_accountable": _of("abuse_cases", 0.05),
    "abuse_reports": _of(CHILDREN, 0.0012),
    "abuse_reports_resolved": _part(0.84, 0.96),
    "complaints": _of(CHILDREN, 0.0008),
    "complaints_resolved": _part(0.86, 0.97),
    "domestic_violence_cases": _of(CHILDREN, 0.0028, 0.0018),
    "domestic_violence_cases_with_children": _part(0.28, 0.2),
    "domestic_violence_cases_handled": _part(0.93, 0.99),
    "urgent_incidents": _of(CHILDREN, 0.0008, by={"incident_kind": _INCIDENTS}),
    "urgent_phoned": _part(0.9, 0.98),
    "urgent_written": _part(0.84, 0.97),
    # Sức khỏe, dinh dưỡng
    "average_population": _of(CHILDREN, 3.85, spread=0.06),
    "live_births": Habit(of=CHILDREN, ages=(0, 12), spread=0.05),
    "under_5_deaths": _of("live_births", 0.02, 0.016),
    "infant_deaths": _part(0.66, 0.66),
    "neonatal_deaths": _part(0.75, 0.75),
    "vaccine_children_u1": _all(0, 12),
    "vaccinated_u1": _part(0.955, 0.985),
    "vaccine_children_u5": _all(0, 60),
    "vaccinated_u5": _part(0.955, 0.983),
    "weighed_u5": _of(CHILDREN, 0.98, ages=(0, 60), spread=0.01),
    "underweight_u5": _part(0.104, 0.08),
    "measured_u5": _of("weighed_u5", 0.99, spread=0.005),
    "stunted_u5": _part(0.188, 0.158),
    "overweight_u5": _part(0.055, 0.075),
    "checkup_due": _of(CHILDREN, 0.96, ages=(24, 192), spread=0.02),
    "checkup_done": _part(0.82, 0.94),
    "disability_screened": _of(CHILDREN, 0.45, 0.7, ages=(0, 72), spread=0.2, season=_BY_AUTUMN),
    "disability_detected": _part(0.006, 0.006),
    "disability_intervened": _part(0.74, 0.9),
    "disability_rehabilitated": _of("special_circumstances", 0.3, 0.55, circumstance="d"),
    "free_care_visits": _of(CHILDREN, 2.4, 2.9, ages=(0, 72), spread=0.2),
    "surgery_supported": _of(CHILDREN, 0.0005),
    # Trẻ em bị ảnh hưởng bởi HIV/AIDS
    "hiv_affected": _of(CHILDREN, 0.0009, 0.0007),
    "hiv_infected": _part(0.32, 0.24),
    "hiv_orphans": _part(0.14, 0.12),
    "hiv_parents": _part(0.6, 0.66),
    "hiv_supported": _part(0.88, 0.98),
    "hiv_treated": _part(0.9, 1.0),
    "hiv_at_school": _part(0.68, 0.7),
    "hiv_exposed": _of("live_births", 0.003),
    "hiv_exposed_prophylaxis": _part(0.94, 1.0),
    "hiv_transmitted": _part(0.04, 0.02),
    # Khai sinh, tảo hôn
    "registry_children_u5": _all(0, 60),
    "registered_u5": _part(0.976, 0.993, by=_LATER_REGISTERED),
    "birth_registrations": _of("live_births", 1.03, spread=0.03),
    "birth_registrations_on_time": _part(0.86, 0.94, by=_LATER_REGISTERED),
    "adoptions": _of(CHILDREN, 0.0003),
    "legal_aid_children": _of(CHILDREN, 0.0022),
    "marriages": _of(CHILDREN, 0.024, spread=0.2),
    "child_marriages": _part(0.0085, 0.006, by=_MINORITY_MOSTLY),
    "consanguineous_marriages": _part(0.0012, 0.0008, by=_MINORITY_MOSTLY),
    # Giáo dục
    "nursery_age_children": _all(3, 36),
    "nursery_children": _part(0.27, 0.38),
    "kindergarten_age_children": _all(36, 72),
    "kindergarten_children": _part(0.93, 0.985),
    "five_year_olds": _all(60, 72),
    "five_year_olds_at_school": _part(0.988, 0.996),
    "school_age_children": _all(72, 192),
    "school_age_attending": _part(0.984, 0.995),
    "pupils": _of(
        CHILDREN, 0.985, ages=(72, 180), spread=0.01,
        by={"school_level": {"PRIMARY": 0.56, "LOWER_SECONDARY": 0.44}},
    ),
    "dropouts": _part(0.004, 0.0025),
    "dropouts_returned": _part(0.34, 0.5),
    "primary_cohort": _of(
        "pupils", 0.2, spread=0.05, season=_END_OF_SCHOOL_YEAR, school_level="PRIMARY"
    ),
    "primary_completed": _part(0.984, 0.996),
    "lower_secondary_cohort": _of(
        "pupils", 0.235, spread=0.05, season=_END_OF_SCHOOL_YEAR, school_level="LOWER_SECONDARY"
    ),
    "lower_secondary_completed": _part(0.955, 0.985),
    "disabled_school_age": _of("special_circumstances", 0.62, circumstance="d"),
    "disabled_attending": _part(0.62, 0.78),
    "fee_relief_eligible": _of(CHILDREN, 0.11, 0.09, ages=(36, 180)),
    "fee_relief_children": _part(0.95, 0.995),
    "school_violence_pupils": _part(0.0006, 0.0004),
    "pupils_guided": _part(0.78, 0.95),
    "swimmers": _of(CHILDREN, 0.28, 0.5, ages=(72, 192), spread=0.3),
    "water_skilled": _of(CHILDREN, 0.45, 0.68, ages=(72, 192), spread=0.2),
    "traffic_skilled": _of(CHILDREN, 0.85, 0.94, ages=(72, 192), spread=0.05),
    # Cơ sở, thiết chế và môi trường sống an toàn
    "schools": _of(CHILDREN, 0.0024, spread=0.2),
    "schools_wash": _part(0.9, 0.995),
    "schools_counselling": _part(0.4, 0.72),
    "safe_schools": _part(0.6, 0.86),
    "schools_online_skills": _part(0.6, 0.92),
    "schools_law_taught": _part(0.8, 0.98),
    "school_violence_cases": _of("pupils", 0.0004),
    "hamlets": _of(CHILDREN, 0.0055, spread=0.2),
    "hamlets_with_facilities": _part(0.55, 0.72),
    "hamlets_with_collaborators": _part(0.84, 0.98),
    "play_points": _of(COMMUNE, 0.36, 0.5),
    "has_play_point": Habit(whether="play_points"),
    "families_with_children": _of(CHILDREN, 0.62, spread=0.05),
    "safe_homes": _part(0.6, 0.82),
    "families_informed": _part(0.8, 0.96),
    "is_safe_community": Habit((0.18, 0.4)),
    "hazards": _of(CHILDREN, 0.006),
    "hazards_fixed": _part(0.6, 0.88),
    "facilities": _of(CHILDREN, 0.0008, by={"facility_type": _FACILITIES}),
    "facilities_inspected": _part(0.65, 0.9),
    "facilities_violating": _part(0.07, 0.05),
    "foster_families": _of(CHILDREN, 0.0012),
    "culture_services": _of(CHILDREN, 0.0014),
    "culture_services_inspected": _part(0.55, 0.8),
    "protection_models": _of(COMMUNE, 1.2, 1.6),
    # Truyền thông và sự tham gia
    "consulted_children": _of(CHILDREN, 0.27, 0.42, ages=(84, 192), spread=0.2, season=_BY_AUTUMN),
    "participation_aware": _of(CHILDREN, 0.68, 0.92, ages=(84, 192), spread=0.1, season=_BY_AUTUMN),
    "online_safe_children": _of(CHILDREN, 0.5, 0.8, spread=0.15, season=_BY_AUTUMN),
    "child_proposals": _of(CHILDREN, 0.012),
    "child_proposals_answered": _part(0.75, 0.93),
    "forums": _of(COMMUNE, 1.0, 1.3, season=_SUMMER),
    "forum_children": _of("forums", 110.0),
    "clubs": _of(COMMUNE, 1.4, 1.8),
    "club_children": _of("clubs", 32.0),
    "action_month_activities": _of(COMMUNE, 4.0, 5.0, season=_JUNE),
    "action_month_children": _of(CHILDREN, 0.45, season=_JUNE),
    "summer_activities": _of(COMMUNE, 5.0, 6.0, season=_SUMMER),
    "gifts": _of(CHILDREN, 0.12),
    "communication_sessions": _of(COMMUNE, 22.0, 28.0, by={"topic": _TOPICS}),
    "people_reached": _of("communication_sessions", 58.0, spread=0.2),
    "media_items": _of(COMMUNE, 30.0, 36.0),
    "leaflets": _of(CHILDREN, 0.5),
    "injury_knowledge_target": _of(CHILDREN, 1.9, spread=0.1),
    "injury_knowledge_reached": _part(0.88, 0.98),
    # Nhân lực và tổ chức thực hiện
    "child_workers": _of(
        "hamlets", 1.1, spread=0.1, by={"worker": {"OFFICER": 0.1, "COLLABORATOR": 0.9}}
    ),
    "child_workers_trained": _part(0.8, 0.97),
    "training_courses": _of(COMMUNE, 1.6),
    "parents_trained": _of(CHILDREN, 0.12),
    "first_aid_staff": _of("hamlets", 1.3, spread=0.1),
    "first_aid_staff_skilled": _part(0.84, 0.96),
    "has_committee": Habit((0.85, 0.97)),
    "plan_issued": Habit((0.9, 0.98)),
    "data_reviewed": Habit((0.8, 0.95)),
    "council_reported": Habit((0.68, 0.9)),
    "children_in_database": _of(CHILDREN, 0.94, 0.99, spread=0.01),
    "coordination_meetings": _of(COMMUNE, 3.6),
    "inspections": _of(COMMUNE, 2.4),
    "violations_found": _of("inspections", 0.35),
    "violations_handled": _part(0.86, 0.97),
    "rewards": _of(COMMUNE, 4.0),
    "tasks_assigned": _of(
        COMMUNE, 22.0, 26.0, by={"task_role": {"LEAD": 0.7, "SUPPORT": 0.3}}
    ),
    "tasks_on_time": Habit((0.78, 0.86)),
    "tasks_late": Habit((0.09, 0.06)),
    "tasks_not_due": Habit((0.07, 0.05)),
    "tasks_overdue": Habit((0.06, 0.03)),
    "documents_due": _of(COMMUNE, 7.0),
    "documents_on_time": _part(0.85, 0.95),
    # Kinh phí, triệu đồng
    "funds_planned": _of(CHILDREN, 0.1, 0.13, by=_FUNDS, season=_AT_ONCE),
    "funds_realised": _of("funds_planned", 0.87, 1.0, spread=0.08),
    "funds_spent": _part(0.86, 0.95),
}  # fmt: skip

_USUAL_PART = Habit((0.72, 0.92), spread=0.8)
_USUAL_YES = Habit((0.7, 0.9))
_USUAL_BY_UNIT = {
    "trẻ em": _of(CHILDREN, 0.05),
    "học sinh": _of(CHILDREN, 0.05, ages=(72, 180)),
    "người": _of(CHILDREN, 0.05),
    "lượt": _of(CHILDREN, 0.3),
    "gia đình": _of(CHILDREN, 0.1),
    "triệu đồng": _of(CHILDREN, 0.05),
}
_USUAL = _of(COMMUNE, 6.0)


def habit_of(name: str, measure: Measure) -> Habit:
    """Give a measure's habit; one that is not listed follows from its catalogue entry.

    A part is most of its whole, a 0 or 1 is 1 in most places, people are a share of the
    children, and anything else is a handful a commune.
    """
    if name in HABITS:
        return HABITS[name]
    if measure.part_of is not None:
        return _USUAL_PART
    if measure.maximum is not None:
        return _USUAL_YES
    return _USUAL_BY_UNIT.get(measure.unit, _USUAL)
