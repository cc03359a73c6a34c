"""Widths of glyphs for packages/chart: the widest of several sans fonts, so that a text fits whichever a reader has.

    python3 -m venv .venv && .venv/bin/pip install -r tools/chart/requirements.txt
    apt-get install fonts-dejavu fonts-liberation fonts-noto-core fonts-open-sans fonts-roboto-unhinted fonts-lato
    .venv/bin/python tools/chart/widths.py > packages/chart/src/text/widths.ts

Liberation Sans has the widths of Arial and Helvetica, DejaVu Sans about those of Verdana.
"""

from fontTools.ttLib import TTFont

FOLDER = "/usr/share/fonts/truetype/"
FONTS = [
    ("DejaVu Sans", "dejavu/DejaVuSans.ttf", "dejavu/DejaVuSans-Bold.ttf"),
    ("Liberation Sans", "liberation/LiberationSans-Regular.ttf", "liberation/LiberationSans-Bold.ttf"),
    ("Noto Sans", "noto/NotoSans-Regular.ttf", "noto/NotoSans-Bold.ttf"),
    ("Open Sans", "open-sans/OpenSans-Regular.ttf", "open-sans/OpenSans-Bold.ttf"),
    ("Roboto", "roboto/unhinted/RobotoTTF/Roboto-Regular.ttf", "roboto/unhinted/RobotoTTF/Roboto-Bold.ttf"),
    ("Lato", "lato/Lato-Regular.ttf", "lato/Lato-Bold.ttf"),
]
# Printable ASCII and Latin-1 in one run; the control characters between them are left out of every text.
FIRST, LAST = 0x20, 0xFF


def widths(files: list[str], code: int) -> int:
    """The widest advance of one character, in thousandths of the font's size, rounded up."""
    if 0x7F <= code < 0xA0:
        return 0
    widest = 0
    for file in files:
        font = fonts[file]
        glyph = font.getBestCmap().get(code)
        if glyph is not None:
            units = font["head"].unitsPerEm
            widest = max(widest, -(-font["hmtx"][glyph][0] * 1000 // units))
    return widest


fonts = {file: TTFont(FOLDER + file) for _, *files in FONTS for file in files}
names = ", ".join(name for name, *_ in FONTS)
print(f"""// Written by tools/chart/widths.py: for each character the widest of {names}.

/** Advances in thousandths of the font's size, of the characters U+0020 to U+00FF. */""")
for constant, column in (("REGULAR", 1), ("BOLD", 2)):
    files = [font[column] for font in FONTS]
    values = [widths(files, code) for code in range(FIRST, LAST + 1)]
    print(f"export const {constant}: readonly number[] = [")
    for i in range(0, len(values), 16):
        print("  " + ", ".join(str(value) for value in values[i : i + 16]) + ",")
    print("];\n")
print(f"""/** The same of the ellipsis, which fitting a text puts into it. */
export const ELLIPSIS = {max(widths(list(files), 0x2026) for _, *files in FONTS)};""")
