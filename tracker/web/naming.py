"""What a number is called, in the reader's language; what a person typed stays as it was typed."""

from django.utils.translation import gettext

from tracker.metrics import Metric


def label(metric: Metric) -> str:
    return metric.label if metric.typed else gettext(metric.label)


def unit(metric: Metric) -> str:
    return metric.unit if metric.typed or not metric.unit else gettext(metric.unit)
