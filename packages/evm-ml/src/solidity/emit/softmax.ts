import type { NodeOf } from '@evm-ml/quantized-runtime';
import { type Emit, operandOf, tensorOf } from '../context.ts';
import { bigEndian } from '../parameters.ts';
import { SolidityError } from '../solidity-error.ts';
import { countOf, int, nest, WORD } from '../yul.ts';

/** What 1 is in the output, and the output's zero (spec/operators.md, Softmax). */
const OUTPUT = { a16: { full: 32767, zero: 0 }, a8: { full: 255, zero: -128 } } as const;

/** exp(-d * scale) in units of 2^-30: the product of two entries of four bytes. */
const EXPONENTIAL = `
function exponential(table, d) -> e {
    let high := shr(224, mload(add(table, shl(2, shr(8, d)))))
    let low := shr(224, mload(add(add(table, 1024), shl(2, and(d, 255)))))
    e := shr(15, mul(high, low))
}`;

/** One row of `bytes` bytes; the exponentials wait where the results go. */
const SOFTMAX = `
function softmax(table, x, y, bytes, full, zero) {
    let end := add(x, bytes)
    let most := mload(x)
    for { let c := add(x, 32) } lt(c, end) { c := add(c, 32) } {
        let v := mload(c)
        if sgt(v, most) { most := v }
    }
    let total := 0
    let to := y
    for { let c := x } lt(c, end) { c := add(c, 32) } {
        let e := exponential(table, sub(most, mload(c)))
        total := add(total, e)
        mstore(to, e)
        to := add(to, 32)
    }
    let half := shr(1, total)
    for { let c := y } lt(c, to) { c := add(c, 32) } {
        mstore(c, add(zero, div(add(mul(mload(c), full), half), total)))
    }
}`;

/** Over the last axis. */
export const emitSoftmax: Emit<NodeOf<'softmax'>> = (node, context) => {
  const { graph, params } = context;
  if (graph.profile === 'f32') throw new SolidityError('Solidity has no floats; quantize to a16 or a8.');
  if (node.inputs.length > 1) {
    throw new SolidityError(`Layer "${node.layer}": a softmax with a mask is not written as Solidity.`);
  }
  const { shape } = operandOf(graph, node.inputs[0]!);
  const length = shape.at(-1)!;
  const table = tensorOf(graph, node.params.table!).data;
  const address = params.add(Array.from(table).flatMap((entry) => bigEndian(entry, 4)));
  context.helper('exponential', EXPONENTIAL);
  context.helper('softmax', SOFTMAX);
  const { full, zero } = OUTPUT[graph.profile];
  const starts = [`${context.at(node.inputs[0]!)}`, `${context.at(node.outputs[0]!)}`];
  const bytes = WORD * length;
  const levels = [{ count: countOf(shape) / length, steps: [bytes, bytes] }];
  return nest('x', starts, levels, ([x, y]) => {
    return `softmax(${address}, ${x}, ${y}, ${bytes}, ${full}, ${int(zero)})`;
  });
};
