"""Fonts by name: TrueType ones that this machine has, so that PDF files hold their letters as such."""

import argparse
import difflib

from genericity.plot.command import NotAResult

LEAST, MOST = 4.0, 30.0  # points


def read(text: str) -> tuple[str | None, float | None]:
    """ "DejaVu Serif,9", or a family or a size alone. For argparse."""
    family, size = None, None
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            number = float(part)
        except ValueError:
            if family is not None:
                raise argparse.ArgumentTypeError(f"expected one family, not '{family}' and '{part}'") from None
            family = part
            continue
        if size is not None or not LEAST <= number <= MOST:
            raise argparse.ArgumentTypeError(f"expected one size from {LEAST:g} to {MOST:g} points, not '{text}'")
        size = number
    if family is None and size is None:
        raise argparse.ArgumentTypeError("expected a font's family, its size in points, or both: 'DejaVu Serif,9'")
    return family, size


def check(family: str) -> str:
    """The family as the machine writes it. Throws NotAResult, with the nearest name there is, for one that it does not have."""
    from matplotlib import font_manager

    # Those with PostScript outlines (.otf) cannot be held in PDF as TrueType, which journals ask for.
    known = sorted({font.name for font in font_manager.fontManager.ttflist if font.fname.lower().endswith((".ttf", ".ttc"))})
    for name in known:
        if name.lower() == family.lower():
            return name
    near = difflib.get_close_matches(family, known, n=1)
    raise NotAResult(f"no TrueType font '{family}' on this machine; " + (f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known[:12])}"))
