"""Whatever is on a sheet, its PNG holds it pixel for pixel."""

import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tracker.charts import raster

# Rows by their number, each so many times: a sheet is mostly rows that are as the one above.
ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 300)), min_size=1, max_size=6)


@given(ROWS, st.integers(1, 40))
def test_a_png_holds_every_pixel(rows: list[tuple[int, int]], width: int) -> None:
    kinds = np.random.default_rng(width).integers(0, 256, (4, width, 4), np.uint8)
    kinds[..., 3] = 255
    seen = np.concatenate([np.repeat(kinds[[kind]], count, axis=0) for kind, count in rows])
    image = Image.open(io.BytesIO(raster._encoded(seen, per_metre=5669)))
    image.load()
    assert image.mode == "RGB"
    assert np.array_equal(np.asarray(image), seen[..., :3])


def test_what_is_as_above_is_packed_once() -> None:
    seen = np.full((2000, 3000, 4), 255, np.uint8)
    raster._encoded(seen, per_metre=5669)
    before = raster._as_above.cache_info()
    assert len(raster._encoded(seen, per_metre=5669)) < 100_000
    assert raster._as_above.cache_info().misses == before.misses
