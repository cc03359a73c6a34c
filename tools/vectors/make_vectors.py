"""Writes vectors/operators/*.json. Exact Python integers and decimals, from the text of spec/ alone: no code of the runtime.

    python -m venv venv && venv/bin/pip install -r tools/vectors/requirements.txt
    venv/bin/python tools/vectors/make_vectors.py vectors/operators
"""

import json
import sys
from pathlib import Path

from cases import GROUPS, Maker, widths
from float_cases import FloatMaker, float_groups
from text_cases import largest, texts, texts_out

COMMAND = "python tools/vectors/make_vectors.py vectors/operators"


def write(folder, name, cases):
    provenance = f"{COMMAND}; operators of spec/operators.md in exact Python arithmetic"
    text = json.dumps({"provenance": provenance, "cases": cases}, separators=(",", ":"))
    (folder / f"{name}.json").write_text(text.replace('{"name"', '\n{"name"') + "\n")
    print(f"{name}: {len(cases)} cases, {sum(len(y) for c in cases for y in c['y'])} elements, {len(text)} bytes")


def main(folder):
    for number, (group, make) in enumerate(GROUPS.items()):
        for profile in ("a16", "a8"):
            maker = Maker(1000 + 2 * number + (profile == "a8"))
            make(maker, profile)
            write(folder, f"{group}-{profile}", maker.cases)
    for number, profile in enumerate(("a16", "a8", "f32")):
        maker = Maker(3000 + number)
        texts(maker, profile)
        write(folder, f"text-{profile}", maker.cases)
    for number, profile in enumerate(("a16", "a8", "f32")):
        maker = Maker(3100 + number)
        texts_out(maker, profile)
        rows = FloatMaker(3200) if profile == "f32" else Maker(3200 + number)
        largest(rows, profile)
        write(folder, f"tokens-{profile}", maker.cases + rows.cases)
    maker = Maker(2001)
    widths(maker)
    write(folder, "widths-a8", maker.cases)
    for name, cases in float_groups().items():
        write(folder, name, cases)


main(Path(sys.argv[1]))
