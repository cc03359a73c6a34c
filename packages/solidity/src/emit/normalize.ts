import type { NodeOf } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { type Emission, type Emit, operandOf, outOf, requantsOf, tensorOf } from '../context.ts';
import { out, requantize } from '../helpers.ts';
import { bigEndian } from '../parameters.ts';
import { int, nest, offset, WORD } from '../yul.ts';

type Normalize = NodeOf<'normalize'>;

/** Sum and sum of squares of x - zero over a row. */
const MOMENTS = `
function moments(x, end, zero) -> total, squares {
    for {} lt(x, end) { x := add(x, 32) } {
        let v := sub(mload(x), zero)
        total := add(total, v)
        squares := add(squares, mul(v, v))
    }
}`;

/** The largest j with v 4^j < 2^62, and floor(sqrt(v 4^j)) by Newton's steps from above. v < 2^80. */
const ROOT = `
function rootOf(v) -> r, j {
    if iszero(v) { v := 1 }
    for {} lt(v, 0x1000000000000000) {} {
        v := shl(2, v)
        j := add(j, 1)
    }
    r := shl(40, 1)
    for { let next := shr(1, add(r, div(v, r))) } lt(next, r) { next := shr(1, add(r, div(v, r))) } { r := next }
}`;

/** floor(a / b), b > 0. */
const FLOOR_DIVIDE = `
function floorDivide(a, b) -> q {
    q := sdiv(a, b)
    if slt(a, mul(q, b)) { q := sub(q, 1) }
}`;

/** floor(e n^2 2^-t). */
function epsilonOf({ params }: Normalize, { graph }: Emission, n: bigint): bigint {
  if (params.epsilon === undefined) return 0n;
  const [e, t] = tensorOf(graph, params.epsilon).data as unknown as [number, number];
  const scaled = BigInt(e) * n * n;
  return t >= 0 ? scaled >> BigInt(t) : scaled << BigInt(-t);
}

/** Q of the rule, from the moments. */
const SPREAD: Readonly<Record<Normalize['fn'], (n: number) => string>> = {
  layer: (n) => `sub(mul(${n}, squares), mul(total, total))`,
  rms: (n) => `mul(${n}, squares)`,
  unit: () => 'squares',
};

/** d of the rule, from x - zero. */
const CENTRED: Readonly<Record<Normalize['fn'], (v: string, n: number) => string>> = {
  layer: (v, n) => `sub(mul(${n}, ${v}), total)`,
  rms: (v, n) => `mul(${n}, ${v})`,
  unit: (v) => v,
};

/** Bytes of one element's gamma and beta. */
const CONSTANTS = 8;

/** gamma and beta of each element; undefined if both are absent. */
function addConstants({ params }: Normalize, { graph, params: constants }: Emission, length: number) {
  if (params.gamma === undefined && params.beta === undefined) return undefined;
  const gamma = params.gamma === undefined ? undefined : tensorOf(graph, params.gamma).data;
  const beta = params.beta === undefined ? undefined : tensorOf(graph, params.beta).data;
  return constants.add(
    Array.from({ length }, (_, c) => [
      ...bigEndian(gamma?.[c] ?? 1, CONSTANTS / 2),
      ...bigEndian(beta?.[c] ?? 0, CONSTANTS / 2),
    ]).flat(),
  );
}

/** Over the last axis: layer, root-mean-square or unit norm, then gamma and beta. */
export const emitNormalize: Emit<Normalize> = (node, context) => {
  const { graph } = context;
  const input = operandOf(graph, node.inputs[0]!);
  const length = input.shape.at(-1)!;
  const constants = addConstants(node, context, length);
  const epsilon = epsilonOf(node, context, BigInt(length));
  context.helper('moments', MOMENTS);
  context.helper('rootOf', ROOT);
  context.helper('floorDivide', FLOOR_DIVIDE);
  const centred = input.zero === 0 ? 'mload(x)' : `add(mload(x), ${int(-input.zero)})`;
  const normalized = `floorDivide(add(shl(add(j, 15), ${CENTRED[node.fn](centred, length)}), shr(1, r)), r)`;
  const scaled =
    constants === undefined ? 'u' : 'add(mul(u, sar(224, mload(t))), sar(224, mload(add(t, 4))))';
  const result = out(
    context,
    requantize(context, scaled, `${requantsOf(graph, node.params)[0]}`),
    outOf(operandOf(graph, node.outputs[0]!), node),
  );
  const starts = [node.inputs[0]!, node.outputs[0]!].map((value) => `${context.at(value)}`);
  const levels = [{ count: elementCount(input.shape) / length, steps: [WORD * length, WORD * length] }];
  const spread = SPREAD[node.fn](length);
  return nest('n', starts, levels, ([row, to]) => {
    return `let total, squares := moments(${row}, ${offset(row!, WORD * length)}, ${int(input.zero)})
let r, j := rootOf(${epsilon === 0n ? spread : `add(${spread}, ${epsilon})`})
let x := ${row}
let y := ${to}
${constants === undefined ? '' : `let t := ${constants}`}
for { let end := add(x, ${WORD * length}) } lt(x, end) { x := add(x, ${WORD}) } {
let u := ${normalized}
mstore(y, ${result})
y := add(y, ${WORD})
${constants === undefined ? '' : `t := add(t, ${CONSTANTS})`}
}`;
  });
};
