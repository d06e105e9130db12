"""Vagus: a private gut-mind habit diary."""

import os

# Small products of matrices, done by several requests at once: threads would only wait for each other, and on a busy
# machine a plan took ten times as long. Read once, when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
