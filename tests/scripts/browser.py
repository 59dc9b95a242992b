"""A page in a headless Chromium: what a script in it sees, and which faults and requests there are."""

import json
import re
import shutil
import subprocess
import tempfile
from html import escape, unescape
from pathlib import Path

NARROWEST = 500  # of Chromium's window
CHROMIUM = shutil.which("chromium")
# Runs before anything else on the page.
BEFORE = "<script>window.faults=[];window.addEventListener('error',e=>faults.push(String(e.message)));" \
         "document.addEventListener('securitypolicyviolation',e=>faults.push('policy: '+e.blockedURI));</script>"
# After what the caller asks for, which puts what it saw into `probe`.
AFTER = """
probe.widest = document.documentElement.scrollWidth; probe.window = innerWidth;
probe.paper = getComputedStyle(document.body).backgroundColor;
probe.requests = performance.getEntriesByType('resource').map((entry) => entry.name);
probe.faults = faults;
document.documentElement.setAttribute('data-probe', JSON.stringify(probe));
"""


def _in_a_frame(page: str, width: int) -> str:
    """A page that shows the page in a frame of this width, and has what the frame's probe saw."""
    return (f'<!DOCTYPE html><html><body><iframe style="width:{width}px;height:900px;border:0" srcdoc="{escape(page)}"></iframe><script>'
            "window.addEventListener('load', () => document.documentElement.setAttribute('data-probe', document.querySelector('iframe')"
            ".contentDocument.documentElement.getAttribute('data-probe')));</script></body></html>")


def browse(page: str, script: str, width: int, dark: bool = False, fragment: str = "") -> dict:
    """Opens the page at this width, with no network, runs the script at its end, and returns what that saw in `probe`.
    AssertionError if anything was written to the console."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "probe.html"
        page = page.replace("<head>", f"<head>{BEFORE}", 1).replace("</body>", f"<script>const probe = {{}};\n{script}{AFTER}</script></body>")
        path.write_text(page if width >= NARROWEST else _in_a_frame(page, width), encoding="utf-8")
        done = subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-ipc-flooding-protection", f"--user-data-dir={folder}/profile",
             "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", f"--window-size={max(width, NARROWEST)},900",
             f"--blink-settings=preferredColorScheme={0 if dark else 1}", "--dump-dom", path.as_uri() + fragment],
            capture_output=True, text=True, check=False, timeout=120)
    if re.search(r":CONSOLE[:(]", done.stderr):
        raise AssertionError(f"the console says: {done.stderr[-2000:]}")
    answer = re.search(r'data-probe="([^"]*)"', done.stdout)
    if answer is None:
        raise AssertionError(f"the probe did not end: {done.stderr[-2000:]}")
    return json.loads(unescape(answer[1]))
