import type { Graph, Value } from '@evm-ml/quantized-runtime';
import { toFunctionSelector } from 'viem';
import type { Emission } from './context.ts';
import { outOf } from './context.ts';
import { bigEndian } from './parameters.ts';
import { inputCodes, outputCode } from './ports.ts';
import { SolidityError } from './solidity-error.ts';
import { countOf, int, nest, WORD } from './yul.ts';

/** Bytes of an element in `predictRaw`. */
export function rawBytes({ type }: Value): number {
  if (type === 'i16') return 2;
  if (type === 'i8') return 1;
  throw new SolidityError(`A port holds ${type}; only networks of a16 and a8 are written as Solidity.`);
}

/** What all ports of one side take, in numbers and in raw bytes. */
export function sizeOf(graph: Graph, ports: readonly { readonly value: number }[]) {
  const values = ports.map(({ value }) => graph.values[value]!);
  return {
    length: values.reduce((sum, value) => sum + countOf(value.shape), 0),
    bytes: values.reduce((sum, value) => sum + countOf(value.shape) * rawBytes(value), 0),
  };
}

const QUANTIZE = `
function quantize(n, least, most, factor, term, divisor, low) -> q {
    if slt(n, least) { n := least }
    if sgt(n, most) { n := most }
    q := add(low, div(add(mul(n, factor), term), divisor))
}`;

/** `x`: calldata of the example's first number. Writes every input port, rule N13. */
export function emitQuantize(context: Emission): string {
  const { graph, params } = context;
  context.helper('quantize', QUANTIZE);
  let position = 0;
  const ports = graph.inputs.map((port) => {
    const value = graph.values[port.value]!;
    const count = countOf(value.shape);
    const { low, high } = outOf(value);
    const codes = inputCodes(port, value, low, high);
    const starts = [`add(x, ${WORD * position})`, `${context.at(port.value)}`];
    position += count;
    const words = codes.map(({ least, most, factor, term, divisor }) => [least, most, factor, term, divisor]);
    const quantize = (n: string, code: readonly string[]) =>
      `quantize(${n}, ${code.join(', ')}, ${int(low)})`;
    if (words.length === 1) {
      return nest('i', starts, [{ count, steps: [WORD, WORD] }], ([x, y]) => {
        return `mstore(${y}, ${quantize(`calldataload(${x})`, words[0]!.map(int))})`;
      });
    }
    const table = params.add(words.flat().flatMap((word) => bigEndian(word, WORD)));
    const entry = words[0]!.length * WORD;
    const row = WORD * words.length;
    const fields = words[0]!.map((_, field) => `mload(add(t, ${WORD * field}))`);
    return nest('i', starts, [{ count: count / words.length, steps: [row, row] }], ([x, y]) => {
      return `let n := ${x}
let y := ${y}
for { let t := ${table} } lt(t, ${table + entry * words.length}) { t := add(t, ${entry}) } {
mstore(y, ${quantize('calldataload(n)', fields)})
n := add(n, ${WORD})
y := add(y, ${WORD})
}`;
    });
  });
  return ports.join('\n');
}

/** `to`: memory of the example's first answer. Writes every output port in units of 1e-18, rule N13. */
export function emitDequantize(context: Emission): string {
  const { graph } = context;
  let position = 0;
  const ports = graph.outputs.map((port) => {
    const value = graph.values[port.value]!;
    const count = countOf(value.shape);
    const { factor, half, shift } = outputCode(value);
    const starts = [`${context.at(port.value)}`, `add(to, ${WORD * position})`];
    position += count;
    const q = (x: string) => (value.zero === 0 ? `mload(${x})` : `add(mload(${x}), ${int(-value.zero)})`);
    return nest('o', starts, [{ count, steps: [WORD, WORD] }], ([x, y]) => {
      return `mstore(${y}, sar(${shift}, add(mul(${q(x!)}, ${factor}), ${half})))`;
    });
  });
  return ports.join('\n');
}

/** `x`: calldata of the example's first byte; `index`: number of its first element. -32768 is refused. */
export function emitUnpack(context: Emission): string {
  const { graph } = context;
  let bytes = 0;
  let position = 0;
  const selector = toFunctionSelector('InputOutOfRange(uint256)').padEnd(66, '0');
  const ports = graph.inputs.map((port) => {
    const value = graph.values[port.value]!;
    const count = countOf(value.shape);
    const size = rawBytes(value);
    const starts = [`add(x, ${bytes})`, `${context.at(port.value)}`];
    const first = position;
    bytes += count * size;
    position += count;
    return nest('i', starts, [{ count, steps: [size, WORD] }], ([x, y]) => {
      if (size === 1) return `mstore(${y}, signextend(0, byte(0, calldataload(${x}))))`;
      return `let p := calldataload(${x})
let v := signextend(1, or(byte(0, p), shl(8, byte(1, p))))
if eq(v, ${int(-32768)}) {
mstore(0, ${selector})
mstore(4, add(index, add(${first}, shr(5, sub(${y}, ${context.at(port.value)})))))
revert(0, 36)
}
mstore(${y}, v)`;
    });
  });
  return ports.join('\n');
}

/** `to`: memory of the example's first byte. */
export function emitPack(context: Emission): string {
  const { graph } = context;
  let bytes = 0;
  const ports = graph.outputs.map((port) => {
    const value = graph.values[port.value]!;
    const count = countOf(value.shape);
    const size = rawBytes(value);
    const starts = [`${context.at(port.value)}`, `add(to, ${bytes})`];
    bytes += count * size;
    return nest('o', starts, [{ count, steps: [WORD, size] }], ([x, y]) => {
      if (size === 1) return `mstore8(${y}, mload(${x}))`;
      return `let v := mload(${x})\nmstore8(${y}, v)\nmstore8(add(${y}, 1), shr(8, v))`;
    });
  });
  return ports.join('\n');
}
