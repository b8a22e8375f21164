"""Conversion: codes of one classification to another, by named methods, with every split and merge in sight."""

from openhs.engines.convert.conversion import Conversion, Report, convert_codes, report_of
from openhs.engines.convert.plan import RESULT, Kind, Method, Outcome, Plan, Weights, noted
from openhs.engines.convert.split import split_value, split_values

__all__ = [
    "RESULT",
    "Conversion",
    "Kind",
    "Method",
    "Outcome",
    "Plan",
    "Report",
    "Weights",
    "convert_codes",
    "noted",
    "report_of",
    "split_value",
    "split_values",
]
