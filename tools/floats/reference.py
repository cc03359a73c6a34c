"""Prints test cases of floats with the answers of independent implementations, as softfloat/ does:

    python3 reference.py COUNT SEED

exp, ln, tanh, sigmoid: mpmath to 400 bits. toInt, toFixed, toDecimal: Python's decimal. toString: Python's and
NumPy's shortest digits. The same count and seed give the same lines.
"""

import random
import struct
import sys
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    Inexact,
)
from fractions import Fraction

import mpmath
import numpy

mpmath.mp.prec = 400
INEXACT, UNDERFLOW, OVERFLOW, DIVIDE_BY_ZERO, INVALID = 1, 2, 4, 8, 16
MODES = [ROUND_HALF_EVEN, ROUND_DOWN, ROUND_FLOOR, ROUND_CEILING, ROUND_HALF_UP]
WIDTHS = {32: ("<I", "<f", 23, 127), 64: ("<Q", "<d", 52, 1023)}
INT_MAX, INT_MIN = 2**255 - 1, -(2**255)
NAN32, INFINITY32, ONE32, SIGN32 = 0x7FC00000, 0x7F800000, 0x3F800000, 0x80000000


def to_number(bits, width):
    """The Python float with these bits; exact for both widths."""
    integer, floating, _, _ = WIDTHS[width]
    return struct.unpack(floating, struct.pack(integer, bits))[0]


def is_signaling(bits, width):
    _, _, fraction, _ = WIDTHS[width]
    return not bits >> (fraction - 1) & 1


# Directed and nearest rounding of a real number to binary32: find its neighbours, compare exactly, choose.


def round32(value, mode):
    """Bits and flags of a Fraction that is no binary32 number."""
    negative, magnitude = value < 0, abs(value)
    with numpy.errstate(over="ignore", under="ignore"):
        below = int(numpy.float32(float(magnitude)).view(numpy.uint32))
    while below >= INFINITY32 or Fraction(to_number(below, 32)) > magnitude:
        below -= 1
    while below + 1 < INFINITY32 and Fraction(to_number(below + 1, 32)) <= magnitude:
        below += 1
    lower = Fraction(to_number(below, 32))
    upper = Fraction(to_number(below + 1, 32)) if below + 1 < INFINITY32 else Fraction(2) ** 128
    middle = (lower + upper) / 2
    away = {
        ROUND_HALF_EVEN: magnitude > middle,
        ROUND_HALF_UP: magnitude > middle,
        ROUND_DOWN: False,
        ROUND_FLOOR: negative,
        ROUND_CEILING: not negative,
    }[MODES[mode]]
    overflows = magnitude >= Fraction(2) ** 128 or (away and below + 1 == INFINITY32)
    bits = below + away
    flags = INEXACT | (OVERFLOW if overflows else 0)
    if magnitude < Fraction(2) ** -126 and not reaches_normal(magnitude, mode, negative):
        flags |= UNDERFLOW
    return bits | (SIGN32 if negative else 0), flags


def reaches_normal(magnitude, mode, negative):
    """Tininess after rounding: true if 24 bits without a lower bound of the exponent round up to 2^-126."""
    smallest = Fraction(2) ** -126
    if MODES[mode] in (ROUND_HALF_EVEN, ROUND_HALF_UP):
        return magnitude >= smallest - Fraction(2) ** -151
    away = ROUND_FLOOR if negative else ROUND_CEILING
    return MODES[mode] == away and magnitude > smallest - Fraction(2) ** -150


def to_fraction(number):
    """A finite mpmath number, exactly."""
    sign, mantissa, exponent, _ = number._mpf_
    value = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -value if sign else value


def exact32(bits):
    return bits, 0


def exp32(bits, x, mode):
    if x in (0, float("inf"), float("-inf")):
        return exact32({0: ONE32, float("inf"): INFINITY32, float("-inf"): 0}[x])
    # Beyond these the answer depends on the rounding mode only.
    return round32(near_one(x) if abs(x) < 2**-60 else to_fraction(mpmath.exp(max(min(x, 200), -200))), mode)


def near_one(x):
    """A number on the same side of 1 as e^x, closer than any midpoint."""
    return 1 + Fraction(x) if abs(x) > 2**-200 else 1 + Fraction(2) ** -200 * (1 if x > 0 else -1)


def ln32(bits, x, mode):
    if x == 0:
        return 0xFF800000, DIVIDE_BY_ZERO
    if x < 0:
        return NAN32, INVALID
    if x in (1, float("inf")):
        return exact32(0 if x == 1 else INFINITY32)
    return round32(to_fraction(mpmath.log(x)), mode)


def tanh32(bits, x, mode):
    if x == 0:
        return exact32(bits)
    if abs(x) == float("inf"):
        return exact32(ONE32 | bits & SIGN32)
    exact = Fraction(x)
    if abs(x) < 2**-40:
        return round32(exact - exact**3 / 3, mode)
    if abs(x) > 100:
        return round32((1 - Fraction(2) ** -200) * (1 if x > 0 else -1), mode)
    return round32(to_fraction(mpmath.tanh(x)), mode)


def sigmoid32(bits, x, mode):
    if x in (0, float("inf"), float("-inf")):
        return exact32({0: 0x3F000000, float("inf"): ONE32, float("-inf"): 0}[x])
    if abs(x) < 2**-60:
        return round32(Fraction(1, 2) + Fraction(x) / 4, mode)
    if x > 200:
        return round32(1 - Fraction(2) ** -200, mode)
    return round32(to_fraction(1 / (1 + mpmath.exp(-max(x, -200)))), mode)


FUNCTIONS = {"exp": exp32, "ln": ln32, "tanh": tanh32, "sigmoid": sigmoid32}


def elementary_case(rng, name):
    style = rng.randrange(4)
    if style == 0:
        bits = rng.getrandbits(32)
    elif style == 1:  # around 1, 0.5, powers of two, the ends of the range
        bits = rng.choice([ONE32, 0x3F000000, 0, 0x00800000, INFINITY32, 0x42B17218, 0x42CFF1B5, 0x42AEAC50])
        bits = (bits + rng.randrange(-3, 4)) % 2**31 | rng.getrandbits(1) << 31
    elif style == 2:
        bits = int(numpy.float32(rng.uniform(-110, 110)).view(numpy.uint32))
    else:
        bits = rng.getrandbits(1) << 31 | (rng.randrange(90, 135) << 23) | rng.getrandbits(23)
    mode = rng.randrange(5)
    x = to_number(bits, 32)
    if x != x:
        result = NAN32, INVALID if is_signaling(bits, 32) else 0
    else:
        result = FUNCTIONS[name](bits, x, mode)
    return f"{name}32 {bits:x} {mode} = {result[0]:x} {result[1]}"


def float_bits(rng, width):
    _, _, fraction, bias = WIDTHS[width]
    exponent = rng.choice([0, rng.randrange(2 * bias + 2), bias + rng.randrange(-70, 260 if width == 64 else 128)])
    return rng.getrandbits(1) << (width - 1) | exponent << fraction | rng.getrandbits(fraction)


def to_unit_case(rng, width):
    name, unit = rng.choice([("toInt", 1), ("toFixed", 10**18)])
    bits, mode = float_bits(rng, width), rng.randrange(5)
    x = to_number(bits, width)
    if x != x:
        value, flags = INT_MAX, INVALID
    elif abs(x) == float("inf"):
        value, flags = (INT_MAX if x > 0 else INT_MIN), INVALID
    else:
        exact = Decimal(x) * unit if abs(x) < 1e80 else Decimal(x)
        value = int(exact.to_integral_value(rounding=MODES[mode]))
        flags = 0 if value == exact else INEXACT
        if not INT_MIN <= value <= INT_MAX:
            value, flags = (INT_MAX if x > 0 else INT_MIN), INVALID
    return f"{name}{width} {bits:x} {mode} = {value} {flags}"


def scientific(sign, digits, exponent):
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{exponent:+d}"


def to_decimal_case(rng, width):
    bits, mode = float_bits(rng, width), rng.randrange(5)
    count = rng.choice([1, 2, rng.randrange(1, 20), rng.randrange(1, 130), 767])
    x = to_number(bits, width)
    sign = "-" if bits >> (width - 1) else ""
    flags = 0
    if x != x:
        text, flags = "NaN", INVALID if is_signaling(bits, width) else 0
    elif abs(x) == float("inf"):
        text = f"{sign}Infinity"
    elif x == 0:
        text = scientific(sign, "0" * count, 0)
    else:
        context = Context(prec=count, rounding=MODES[mode], Emin=-9999, Emax=9999)
        rounded = context.plus(Decimal(x))
        flags = INEXACT if context.flags[Inexact] else 0
        digits = "".join(map(str, rounded.as_tuple().digits)).ljust(count, "0")
        text = scientific(sign, digits, rounded.adjusted())
    return f"toDecimal{width} {bits:x} {count} {mode} = {text} {flags}"


def to_string_case(rng, width):
    """Shortest digits by Python and NumPy, laid out as ECMAScript does."""
    bits = float_bits(rng, width)
    x = to_number(bits, width)
    sign = "-" if bits >> (width - 1) else ""
    if x != x:
        return f"toString{width} {bits:x} = NaN"
    if abs(x) == float("inf"):
        return f"toString{width} {bits:x} = {sign}Infinity"
    if x == 0:
        return f"toString{width} {bits:x} = {sign}0"
    shortest = numpy.format_float_scientific(numpy.float32(x), unique=True) if width == 32 else repr(x)
    parts = Decimal(shortest).normalize().as_tuple()
    digits = "".join(map(str, parts.digits))
    point = len(digits) + parts.exponent
    if len(digits) <= point <= 21:
        text = digits + "0" * (point - len(digits))
    elif 0 < point <= 21:
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{digits}"
    else:
        text = scientific("", digits, point - 1)
    return f"toString{width} {bits:x} = {sign}{text}"


def main():
    count, seed = map(int, sys.argv[1:])
    rng = random.Random(seed)
    # Exact products and quotients of the decimal module: no number here is longer.
    import decimal

    decimal.getcontext().prec = 2000
    makers = [lambda name=name: elementary_case(rng, name) for name in FUNCTIONS for _ in range(2)]
    for width in WIDTHS:
        makers += [lambda width=width, case=case: case(rng, width) for case in (to_unit_case, to_decimal_case, to_string_case)]
    for index in range(count):
        print(makers[index % len(makers)]())


if __name__ == "__main__":
    main()
