import type { NodeOf } from '@evm-ml/quantized-runtime';
import { broadcastStrides, elementCount, rowMajorStrides } from '@evm-ml/quantized-runtime';
import { type Emission, type Emit, operandOf, tensorOf } from '../context.ts';
import { bigEndian } from '../parameters.ts';
import { SolidityError } from '../solidity-error.ts';
import { int, nest, WORD } from '../yul.ts';

type Softmax = NodeOf<'softmax'>;

/** What 1 is in the output, and the output's zero (spec/operators.md, Softmax). */
const OUTPUT = { i16: { full: 32767, zero: 0 }, i8: { full: 255, zero: -128 } } as const;

/** exp(-d * scale) in units of 2^-30: the product of two entries of four bytes. */
const EXPONENTIAL = `
function exponential(table, d) -> e {
    let high := shr(224, mload(add(table, shl(2, shr(8, d)))))
    let low := shr(224, mload(add(add(table, 1024), shl(2, and(d, 255)))))
    e := shr(15, mul(high, low))
}`;

/** Beyond 65534 lies only what a mask dropped. */
const MASKED_EXPONENTIAL = `
function maskedExponential(table, d) -> e {
    if lt(d, 65536) { e := exponential(table, d) }
}`;

/** One row of `bytes` bytes; the exponentials wait where the results go, which may be the row itself. */
const softmaxBy = (name: string, exponential: string) => `
function ${name}(table, x, y, bytes, full, zero) {
    let end := add(x, bytes)
    let most := mload(x)
    for { let c := add(x, 32) } lt(c, end) { c := add(c, 32) } {
        let v := mload(c)
        if sgt(v, most) { most := v }
    }
    let total := 0
    let to := y
    for { let c := x } lt(c, end) { c := add(c, 32) } {
        let e := ${exponential}(table, sub(most, mload(c)))
        total := add(total, e)
        mstore(to, e)
        to := add(to, 32)
    }
    let half := shr(1, total)
    for { let c := y } lt(c, to) { c := add(c, 32) } {
        mstore(c, add(zero, div(add(mul(mload(c), full), half), total)))
    }
}`;

/** Below every number by more than the table reaches; a row of it alone has equal entries. */
const DROPPED = -(2 ** 31);

/** Copies the input to where the output goes, dropped entries far below all others. */
function emitMasked(node: Softmax, { graph, at }: Emission): string {
  const { shape } = operandOf(graph, node.outputs[0]!);
  const mask = operandOf(graph, node.inputs[1]!);
  const strides = [rowMajorStrides(shape), broadcastStrides(mask.shape, shape), rowMajorStrides(shape)];
  const levels = shape.map((count, axis) => ({ count, steps: strides.map((steps) => WORD * steps[axis]!) }));
  const starts = [...node.inputs, ...node.outputs].map((value) => `${at(value)}`);
  return nest('m', starts, levels, ([x, kept, y]) => {
    return `let v := ${int(DROPPED)}\nif mload(${kept}) { v := mload(${x}) }\nmstore(${y}, v)`;
  });
}

/** Over the last axis. */
export const emitSoftmax: Emit<Softmax> = (node, context) => {
  const { graph, params } = context;
  const { shape } = operandOf(graph, node.inputs[0]!);
  const length = shape.at(-1)!;
  const table = tensorOf(graph, node.params.table!).data;
  const address = params.add(Array.from(table).flatMap((entry) => bigEndian(entry, 4)));
  const isMasked = node.inputs.length > 1;
  const name = isMasked ? 'maskedSoftmax' : 'softmax';
  context.helper('exponential', EXPONENTIAL);
  if (isMasked) context.helper('maskedExponential', MASKED_EXPONENTIAL);
  context.helper(name, softmaxBy(name, isMasked ? 'maskedExponential' : 'exponential'));
  const { type } = operandOf(graph, node.outputs[0]!);
  if (type !== 'i16' && type !== 'i8')
    throw new SolidityError('Solidity has no floats; quantize to a16 or a8.');
  const { full, zero } = OUTPUT[type];
  const starts = [
    `${context.at((isMasked ? node.outputs : node.inputs)[0]!)}`,
    `${context.at(node.outputs[0]!)}`,
  ];
  const bytes = WORD * length;
  const levels = [{ count: elementCount(shape) / length, steps: [bytes, bytes] }];
  const rows = nest('x', starts, levels, ([x, y]) => {
    return `${name}(${address}, ${x}, ${y}, ${bytes}, ${full}, ${int(zero)})`;
  });
  return isMasked ? `${emitMasked(node, context)}\n${rows}` : rows;
};
