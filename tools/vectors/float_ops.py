"""The f32 operators of spec/operators.md: numpy's binary32 scalars in the order that the text gives."""

import numpy as np

from exact_functions import apply
from integer_ops import binary as integer_binary
from integer_ops import compare, constant, each, move, nearest, select, source

F = np.float32
np.seterr(all="ignore")


def clamp(node, y):
    low = F(-np.inf if node.get("min") is None else node["min"])
    high = F(np.inf if node.get("max") is None else node["max"])
    return low if y < low else high if y > high else y


def total(terms):
    acc = F(0)
    for term in terms:
        acc = F(acc + term)
    return acc


def biased(acc, t, n):
    return F(acc + t["bias"][n]) if "bias" in t else acc


def blank(value):
    return np.zeros(value["shape"], dtype=np.float32)


def dense(node, ins, outs, t, xs):
    y = blank(outs[0])
    for at in each(y.shape):
        acc = total(F(xs[0][at[:-1] + (k,)] * t["kernel"][k, at[-1]]) for k in range(t["kernel"].shape[0]))
        y[at] = clamp(node, biased(acc, t, at[-1]))
    return [y]


def affine(node, ins, outs, t, xs):
    kernel = np.broadcast_to(t["kernel"], xs[0].shape)
    bias = np.broadcast_to(t["bias"], xs[0].shape)
    return [np.vectorize(lambda v: clamp(node, v), otypes=[F])(xs[0] * kernel + bias)]


def conv(node, ins, outs, t, xs):
    x, kernel = xs[0], t["kernel"]
    rank = x.ndim - 1
    y = blank(outs[0])
    for at in each(y.shape):
        n = at[-1]
        terms = []
        for tap in each(kernel.shape[:rank]):
            if node["op"] == "convTranspose":
                reach = [at[a] + node["padding"][a][0] - tap[a] * node["dilations"][a] for a in range(rank)]
                whole = all(r % s == 0 for r, s in zip(reach, node["strides"], strict=True))
                cell = tuple(r // s for r, s in zip(reach, node["strides"], strict=True)) if whole else (-1,) * rank
            else:
                cell = tuple(
                    at[a] * node["strides"][a] + tap[a] * node["dilations"][a] - node["padding"][a][0]
                    for a in range(rank)
                )
            if not all(0 <= c < size for c, size in zip(cell, x.shape, strict=False)):
                continue
            if node["op"] == "depthwise":
                d = kernel.shape[-1]
                terms.append(F(x[cell + (n // d,)] * kernel[tap + (n // d, n % d)]))
            else:
                depth = kernel.shape[-2]
                first = n // (kernel.shape[-1] // node.get("groups", 1)) * depth
                terms += [F(x[cell + (first + c,)] * kernel[tap + (c, n)]) for c in range(depth)]
        y[at] = clamp(node, biased(total(terms), t, n))
    return [y]


def pool(node, ins, outs, t, xs):
    x = xs[0]
    rank = x.ndim - 1
    y = blank(outs[0])
    for at in each(y.shape):
        cells = [
            tuple(at[a] * node["strides"][a] + tap[a] - node["padding"][a][0] for a in range(rank)) + (at[-1],)
            for tap in each(node["size"])
        ]
        inside = [x[c] for c in cells if all(0 <= c[a] < x.shape[a] for a in range(rank))]
        y[at] = np.max(inside) if node["fn"] == "max" else F(total(inside) / F(len(inside)))
    return [y]


def binary(node, ins, outs, t, xs):
    if outs[0]["type"] != "f32":
        return integer_binary(node, ins, outs, t, xs)
    a, b = np.broadcast_arrays(*xs)
    fn = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "max": np.maximum, "min": np.minimum}
    return [np.vectorize(lambda v: clamp(node, v), otypes=[F])(fn[node["fn"]](a, b))]


def unary(node, ins, outs, t, xs):
    y = blank(outs[0])
    for at in each(y.shape):
        y[at] = apply(node["fn"], xs[0][at], node["alpha"], node["beta"])
    return [y]


def softmax(node, ins, outs, t, xs):
    x, y = xs[0], blank(outs[0])
    keep = np.broadcast_to(xs[1] if len(xs) > 1 else np.ones(1), x.shape)
    for row in each(x.shape[:-1]):
        n = x.shape[-1]
        kept = [c for c in range(n) if keep[row + (c,)]]
        if kept:
            top = np.max([x[row + (c,)] for c in kept])
            centred = {c: F(x[row + (c,)] - top) for c in kept}
        else:
            centred = {c: F(0) for c in range(n)}
        e = {c: apply("exp", v) for c, v in centred.items()}
        sum_ = total(e.values())
        for c in range(n):
            if c not in e:
                y[row + (c,)] = F(-3.4028234663852886e38) if node["log"] else F(0)
            else:
                y[row + (c,)] = F(centred[c] - apply("log", sum_)) if node["log"] else F(e[c] / sum_)
    return [y]


def normalize(node, ins, outs, t, xs):
    x, y = xs[0], blank(outs[0])
    n, epsilon = x.shape[-1], F(node["epsilon"])
    for row in each(x.shape[:-1]):
        v = [x[row + (c,)] for c in range(n)]
        if node["fn"] == "layer":
            mean = F(total(v) / F(n))
            v = [F(a - mean) for a in v]
        squares = total(F(a * a) for a in v)
        spread = max(squares, epsilon) if node["fn"] == "unit" else F(F(squares / F(n)) + epsilon)
        root = F(np.sqrt(spread))
        for c in range(n):
            value = F(v[c] / root)
            value = F(value * t["gamma"][c]) if "gamma" in t else value
            value = F(value + t["beta"][c]) if "beta" in t else value
            y[row + (c,)] = clamp(node, value)
    return [y]


def reduce(node, ins, outs, t, xs):
    x, axes = xs[0], tuple(node["axes"])
    if node["fn"] in ("max", "min"):
        return [getattr(np, node["fn"])(x, axis=axes).astype(F).reshape(outs[0]["shape"])]
    y = blank(outs[0])
    kept = [a for a in range(x.ndim) if a not in axes]
    for at in each(x.shape):
        to = tuple(at[a] for a in kept)
        y[to] = F(y[to] + x[at])
    return [y if node["fn"] == "sum" else (y / F(np.prod([x.shape[a] for a in axes]))).astype(F)]


def matmul(node, ins, outs, t, xs):
    a, b = xs[0], np.swapaxes(xs[1], -1, -2) if node["transposeB"] else xs[1]
    y = blank(outs[0])
    a = np.broadcast_to(a, y.shape[:-2] + a.shape[-2:])
    b = np.broadcast_to(b, y.shape[:-2] + b.shape[-2:])
    for at in each(y.shape):
        terms = (F(a[at[:-1] + (k,)] * b[at[:-2] + (k, at[-1])]) for k in range(a.shape[-1]))
        y[at] = clamp(node, total(terms))
    return [y]


def gather(node, ins, outs, t, xs):
    return [t["table"][xs[0].astype(int)]]


def resize(node, ins, outs, t, xs):
    x, y = xs[0], blank(outs[0])
    if node["fn"] == "nearest":
        return nearest(node, x, y)

    def place(o, size, to):
        p, q = source(node, o, size, to)
        p = min(max(p, 0), (size - 1) * q)
        i = p // q
        return i, min(i + 1, size - 1), F((p - i * q) / q)

    mix = lambda a, b, w: F(a + F(F(b - a) * w))
    for at in each(y.shape):
        r0, r1, wy = place(at[0], x.shape[0], y.shape[0])
        c0, c1, wx = place(at[1], x.shape[1], y.shape[1])
        top, bottom = (mix(x[r, c0, at[2]], x[r, c1, at[2]], wx) for r in (r0, r1))
        y[at] = mix(top, bottom, wy)
    return [y]


def recurrent(node, ins, outs, t, xs):
    x, kernel, feedback, units = xs[0], t["kernel"], t["recurrent"], node["units"]
    mask = xs[1] if len(xs) > 1 else np.ones(x.shape[0])
    h, c = [F(0)] * units, [F(0)] * units
    columns = kernel.shape[1]
    bias = t["bias"]
    first, second = (bias[0], bias[1]) if bias.ndim == 2 else (bias, None)
    act, rec = (lambda v: apply("tanh", v)), (lambda v: apply("sigmoid", v))

    def state_sum(vector, j):
        acc = total(F(vector[k] * feedback[k, j]) for k in range(units))
        return acc if second is None else F(acc + second[j])

    sequence = []
    order = range(x.shape[0])
    for step in reversed(order) if node["backwards"] else order:
        if not mask[step]:
            sequence.append([F(0)] * units if node["zeroOutputForMask"] else h)
            continue
        a = [F(total(F(x[step, k] * kernel[k, j]) for k in range(x.shape[1])) + first[j]) for j in range(columns)]
        pre = lambda gate, u, v=None: F(a[gate * units + u] + state_sum(h if v is None else v, gate * units + u))
        if node["fn"] == "rnn":
            h = [act(pre(0, u)) for u in range(units)]
        elif node["fn"] == "lstm":
            g = [[pre(q, u) for u in range(units)] for q in range(4)]
            c = [F(F(rec(g[1][u]) * c[u]) + F(rec(g[0][u]) * act(g[2][u]))) for u in range(units)]
            h = [F(rec(g[3][u]) * act(c[u])) for u in range(units)]
        else:
            z, r = ([rec(pre(q, u)) for u in range(units)] for q in (0, 1))
            scaled = [F(r[u] * h[u]) for u in range(units)]
            g = []
            for u in range(units):
                j = 2 * units + u
                g.append(act(F(a[j] + F(r[u] * state_sum(h, j))) if node["resetAfter"] else pre(2, u, scaled)))
            h = [F(F(z[u] * h[u]) + F(F(F(1) - z[u]) * g[u])) for u in range(units)]
        sequence.append(h)
    results = [np.array(sequence, dtype=F), np.array(h, dtype=F)]
    return results + [np.array(c, dtype=F)] if node["fn"] == "lstm" else results


def argmax(node, ins, outs, t, xs):
    y = np.zeros(outs[0]["shape"], dtype=int)
    for at in np.ndindex(*y.shape):
        best = 0
        for i, number in enumerate(xs[0][at]):
            best = i if number > xs[0][at][best] else best
        y[at] = best
    return [y]


OPS = {
    "dense": dense, "affine": affine, "conv": conv, "depthwise": conv, "convTranspose": conv, "pool": pool,
    "binary": binary, "unary": unary, "softmax": softmax, "normalize": normalize, "reduce": reduce, "matmul": matmul,
    "gather": gather, "resize": resize, "select": select, "compare": compare, "recurrent": recurrent,
    "reshape": move, "transpose": move, "pad": move, "tile": move, "concat": move, "slice": move,
    "constant": constant, "argmax": argmax,
}  # fmt: skip
