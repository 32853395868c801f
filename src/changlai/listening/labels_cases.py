"""Slugs of cases in words, signs and tones."""

from collections.abc import Mapping

from changlai.listening.enums import CaseRisk, CaseState, StepKind

STATE_TONES: Mapping[str, str] = {
    CaseState.NEW: "warn",
    CaseState.WORKING: "info",
    CaseState.ANSWERED: "info",
    CaseState.SOLVED: "ok",
    CaseState.DROPPED: "",
}
STATE_ICONS: Mapping[str, str] = {
    CaseState.NEW: "bell",
    CaseState.WORKING: "loader-2",
    CaseState.ANSWERED: "checks",
    CaseState.SOLVED: "circle-check",
    CaseState.DROPPED: "circle-x",
}
RISK_TONES: Mapping[str, str] = {CaseRisk.HIGH: "bad", CaseRisk.MIDDLE: "warn", CaseRisk.LOW: ""}
DONE_STEPS = frozenset({StepKind.SOLVED, StepKind.DROPPED, StepKind.RATED})
