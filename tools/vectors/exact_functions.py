"""Functions of one real number to 200 digits, rounded once to binary32: nothing of the runtime's polynomials."""

from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, getcontext
from fractions import Fraction

import numpy as np

getcontext().prec = 200
ONE = Decimal(1)
PI = Decimal(
    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651"
    "3282306647093844609550582231725359408128481117450284102701938521105559644622948954930381964428810975665933446128"
)
INFINITIES = (Decimal("Infinity"), Decimal("-Infinity"))


def round32(value):
    """The binary32 number nearest to a Decimal, ties to even."""
    if value.is_nan() or value in INFINITIES:
        return np.float32(float(value))
    near = np.float32(float(value))
    if np.isinf(near):
        return near
    exact = Fraction(value)
    candidates = [near, np.nextafter(near, np.float32(np.inf)), np.nextafter(near, np.float32(-np.inf))]
    candidates = [c for c in candidates if np.isfinite(c)]
    best = min(abs(Fraction(float(c)) - exact) for c in candidates)
    tied = [c for c in candidates if abs(Fraction(float(c)) - exact) == best]
    even = [c for c in tied if int(c.view(np.uint32)) % 2 == 0]
    return even[0] if len(tied) > 1 else tied[0]


def whole(x, rounding):
    return x if x in INFINITIES else x.to_integral_value(rounding)


def exp(x):
    return Decimal(10) ** -800 if x < -2000 else x.exp()


def sigmoid(x):
    return ONE / (ONE + exp(-x)) if x > -1000 else Decimal(0)


def tanh(x):
    if abs(x) > 300:
        return ONE.copy_sign(x)
    e = exp(2 * x)
    return (e - 1) / (e + 1)


def erf(x):
    if abs(x) > 14:
        return ONE.copy_sign(x)
    term = total = x
    n = 0
    while n < 20 or abs(term) > Decimal(10) ** -150:
        n += 1
        term = -term * x * x / n
        total += term / (2 * n + 1)
    return 2 * total / PI.sqrt()


def softplus(x):
    return x if x > 500 else (ONE + exp(x)).ln() if x > -400 else exp(x)


def clip(x, low, high):
    return max(Decimal(low), min(Decimal(high), x))


HALF, SIXTH = Decimal("0.5"), Decimal(6)

FUNCTIONS = {
    "relu": lambda x, a, b: max(x, Decimal(0)),
    "relu6": lambda x, a, b: clip(x, 0, 6),
    "sigmoid": lambda x, a, b: sigmoid(x),
    "tanh": lambda x, a, b: tanh(x),
    "exp": lambda x, a, b: exp(x) if x < 1000 else Decimal("Infinity"),
    "log": lambda x, a, b: x.ln() if x > 0 else Decimal("NaN") if x < 0 else Decimal("-Infinity"),
    "sqrt": lambda x, a, b: x.sqrt() if x >= 0 else Decimal("NaN"),
    "rsqrt": lambda x, a, b: ONE / x.sqrt() if x > 0 else Decimal("NaN" if x < 0 else "Infinity"),
    "abs": lambda x, a, b: abs(x),
    "neg": lambda x, a, b: x.copy_negate(),
    "square": lambda x, a, b: x * x,
    "elu": lambda x, a, b: x if x > 0 else a * (exp(x) - 1),
    "selu": lambda x, a, b: b * (x if x > 0 else a * (exp(x) - 1)),
    "celu": lambda x, a, b: x if x > 0 else a * (exp(x / a) - 1),
    "gelu": lambda x, a, b: HALF * x * (1 + erf(x / Decimal(2).sqrt())),
    "geluTanh": lambda x, a, b: HALF * x * (1 + tanh((2 / PI).sqrt() * (x + Decimal("0.044715") * x * x * x))),
    "silu": lambda x, a, b: x * sigmoid(x),
    "softplus": lambda x, a, b: softplus(x),
    "softsign": lambda x, a, b: x / (abs(x) + 1),
    "hardSigmoid": lambda x, a, b: clip(x / SIXTH + HALF, 0, 1),
    "hardSilu": lambda x, a, b: x * clip(x / SIXTH + HALF, 0, 1),
    "hardTanh": lambda x, a, b: clip(x, -1, 1),
    "leakyRelu": lambda x, a, b: x * a if x < 0 else x,
    "threshold": lambda x, a, b: x if x > a else b,
    "logSigmoid": lambda x, a, b: -softplus(-x),
    "mish": lambda x, a, b: x * tanh(softplus(x)),
    "tanhShrink": lambda x, a, b: x - tanh(x),
    "softShrink": lambda x, a, b: x - a if x > a else x + a if x < -a else Decimal(0),
    "hardShrink": lambda x, a, b: Decimal(0) if abs(x) <= a else x,
    "squareplus": lambda x, a, b: (x + (x * x + a).sqrt()) / 2,
    "sparsePlus": lambda x, a, b: Decimal(0) if x <= -1 else x if x >= 1 else (x + 1) * (x + 1) / 4,
    "sparseSigmoid": lambda x, a, b: clip((x + 1) / 2, 0, 1),
    "erf": lambda x, a, b: erf(x),
    "sign": lambda x, a, b: Decimal(0) if x == 0 else ONE.copy_sign(x),
    "step": lambda x, a, b: ONE if x > 0 else Decimal(0),
    "log1p": lambda x, a, b: (1 + x).ln() if x > -1 else Decimal("NaN") if x < -1 else Decimal("-Infinity"),
    "floor": lambda x, a, b: whole(x, ROUND_FLOOR),
    "round": lambda x, a, b: whole(x, ROUND_HALF_EVEN),
    "expm1": lambda x, a, b: exp(x) - 1 if x < 1000 else Decimal("Infinity"),
}


def apply(name, x, alpha=0.0, beta=0.0):
    """binary32 to binary32."""
    if np.isnan(x):
        return x
    return round32(FUNCTIONS[name](Decimal(float(x)), Decimal(alpha), Decimal(beta)))
