"""What lets anybody work a finished experiment out again, as one archive."""

import zipfile
from datetime import datetime
from io import BytesIO

from tracker.experiments import freezing, protocol
from tracker.experiments.models import Experiment, Result, ResultKind
from tracker.experiments.verdict_page import told
from tracker.stats.answer import answer
from tracker.stats.frozen import frozen_files


class NothingToRecomputeError(Exception):
    """Only a finished test has files from which it can be worked out again."""


def files(row: Experiment, result: Result) -> dict[str, str]:
    """File name to text.

    Raises:
        NothingToRecomputeError: unless it is a finished test.
    """
    if result.kind != ResultKind.PRIMARY or row.protocol is None or row.start_date is None:
        raise NothingToRecomputeError
    today = row.owner.today(result.computed_at)
    days, opened = freezing.column(told(row, result).frozen), protocol.opened(row, today)
    test = answer(protocol.trial(row, today), days).test
    return frozen_files(row.protocol, row.start_date, days, opened.order, opened.nonce, test)


def archive(row: Experiment, result: Result) -> bytes:
    """The files as a zip; equal files give equal bytes.

    Raises:
        NothingToRecomputeError: as `files`.
    """
    out, when = BytesIO(), datetime(1980, 1, 1)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files(row, result).items():
            info = zipfile.ZipInfo(name, when.timetuple()[:6])
            made.writestr(info, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
