"""What a person sees and when, in a real browser on a phone's screen: first paint, jumps while loading, tap to saved.

`python -m tests.bench.taps [--days 3650] [--taps 60]`, with Debian's Chromium and the real server. A tap counts from
its input event to the frame in which its card says Saved; before a question is tapped again its words are taken
away, so that an earlier Saved is never taken for this one. First paint is measured at slow 3G with nothing cached.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.bench import diaries
from tests.bench.served import SETTINGS, session_in
from tests.running import running

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {"width": 390, "height": 844}
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
PAGES = {"Today": "/today/", "Trends": "/trends/", "History": "/history/"}
QUESTIONS = ("mood", "unease", "stress", "sleep_quality", "gut_discomfort")
SHIFTS = """new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved = (window.moved ?? 0) + entry.value;
}).observe({ type: "layout-shift", buffered: true });"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
# Taps in the page itself: what lies between the tool and the browser is not what a person waits for.
TAP = """([field, value]) => new Promise((yes, no) => {
  const state = document.querySelector(`[data-save="${field}"]`).closest(".card").querySelector(".state");
  state.textContent = "";
  const card = state.closest(".card"), standing = document.querySelector(`[name="${field}"]:checked`)?.value;
  const input = document.getElementById(`${field}-${Number(standing) === value ? value + 1 : value}`);
  let began;
  input.addEventListener("input", () => { began = performance.now(); }, { once: true });
  const late = setTimeout(() => no(new Error(`${field} was not saved`)), 10000);
  const watch = new MutationObserver(() => {
    const now = card.querySelector(".state.leaf");
    if (!now?.textContent.trim()) return;
    watch.disconnect();
    clearTimeout(late);
    requestAnimationFrame(() => { setTimeout(() => yes(performance.now() - began)); });
  });
  watch.observe(card, { childList: true, subtree: true, characterData: true, attributes: true });
  input.click();
})"""


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="vagus-taps-") as place, sync_playwright() as playwright:
        data = diaries.copied(options.days, options.cache, Path(place) / "diary", datetime.now(UTC).date())
        with running(data, Path(place) / "log", **SETTINGS) as server:
            browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
            phone = partial(_phone, browser, f"http://127.0.0.1:{server.port}", session_in(data))
            taps = _taps(phone(), options.taps)
            painted = [_first_paint(phone()) for _ in range(options.rounds)]
            moved = {name: _moved(phone(), path) for name, path in PAGES.items()}
            browser.close()
    cuts = statistics.quantiles(taps, n=20)
    print(f"{options.days} days, tap to saved, {len(taps)} taps: p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms")
    print(f"first paint of Today at slow 3G, nothing cached: {statistics.median(painted) / 1000:.1f} s")
    print("moved while loading (CLS): " + ", ".join(f"{name} {value:.3f}" for name, value in moved.items()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.taps", description=__doc__)
    parser.add_argument("--days", type=int, default=3650)
    parser.add_argument("--taps", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5, help="first paints of which the middle one counts")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / f"vagus-diaries-{os.getuid()}")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM") or shutil.which("chromium"))
    options = parser.parse_args()
    if not options.chromium:
        sys.exit("Chromium is not installed (Debian: apt install chromium).")
    return options


def _phone(browser: Browser, home: str, cookie: str) -> BrowserContext:
    context = browser.new_context(base_url=home, viewport=PHONE, has_touch=True, locale="en-GB")
    context.add_cookies([{"name": "vagus_session", "value": cookie, "url": home}])
    return context


@contextmanager
def _page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    page.add_init_script(SHIFTS)
    yield page
    context.close()


def _taps(context: BrowserContext, number: int) -> list[float]:
    """Milliseconds from each tap to the frame that says Saved, over several questions in turn."""
    with _page(context) as page:
        page.goto("/today/", wait_until="load")
        expect(page.locator("#field-mood")).to_be_visible()
        page.evaluate(TAP, ["mood", 10])  # the first wakes the worker up
        steps = [(field, 1 + turn % 8) for turn in range(number) for field in QUESTIONS][:number]
        return [float(page.evaluate(TAP, list(step))) for step in steps]


def _first_paint(context: BrowserContext) -> float:
    with _page(context) as page:
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", SLOW_3G)
        page.goto("/today/", wait_until="load", timeout=60_000)
        return float(page.evaluate(PAINTED))


def _moved(context: BrowserContext, path: str) -> float:
    """How much the page jumped while it loaded and was read to its end, figures and all."""
    with _page(context) as page:
        page.goto(path, wait_until="networkidle")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        return float(page.evaluate("window.moved ?? 0"))


if __name__ == "__main__":
    main()
