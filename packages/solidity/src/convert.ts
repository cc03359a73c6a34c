import type { Graph, Value } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { toFunctionSelector } from 'viem';
import type { Emission } from './context.ts';
import { outOf } from './context.ts';
import { bigEndian } from './parameters.ts';
import { inputCodes, outputCode } from './ports.ts';
import { NO_TEXT, SolidityError } from './solidity-error.ts';
import { int, nest, WORD } from './yul.ts';

const RAW_BYTES = { i8: 1, u8: 1, i16: 2, i32: 4 } as const;

/** Bytes of an element in `predictRaw`. */
export function rawBytes({ type }: Value): 1 | 2 | 4 {
  if (type === 'f32') throw new SolidityError('Solidity has no floats; quantize to a16 or a8.');
  return RAW_BYTES[type];
}

const SELECTOR = toFunctionSelector('InputOutOfRange(uint256)').padEnd(66, '0');

/** Reverts with the error of the number at this place of the whole input. */
const OUT_OF_RANGE = `
function outOfRange(place) {
    mstore(0, ${SELECTOR})
    mstore(4, place)
    revert(0, 36)
}`;

/** `index` is the number of the example's first element; \`y\` the address of an element of the port at `start`. */
function refuse(context: Emission, y: string, start: number, first: number): string {
  context.helper('outOfRange', OUT_OF_RANGE);
  return `outOfRange(add(index, add(${first}, shr(5, sub(${y}, ${start})))))`;
}

/** Units of 1e-18 in one. */
const ONE = 10n ** 18n;

/** What all ports of one side take, in numbers and in raw bytes. */
export function sizeOf(graph: Graph, ports: readonly { readonly value: number }[]) {
  const values = ports.map(({ value }) => graph.values[value]!);
  return {
    length: values.reduce((sum, value) => sum + elementCount(value.shape), 0),
    bytes: values.reduce((sum, value) => sum + elementCount(value.shape) * rawBytes(value), 0),
  };
}

const QUANTIZE = `
function quantize(n, least, most, factor, term, divisor, low) -> q {
    if slt(n, least) { n := least }
    if sgt(n, most) { n := most }
    q := add(low, div(add(mul(n, factor), term), divisor))
}`;

/** `x`: calldata of the example's first number; `index`: its place. Writes every input port, rule N13. */
export function emitQuantize(context: Emission): string {
  const { graph, params } = context;
  let position = 0;
  const ports = graph.inputs.map((port) => {
    if (port.kind === 'text') throw new SolidityError(NO_TEXT);
    const value = graph.values[port.value]!;
    const count = elementCount(value.shape);
    const { low, high } = outOf(value);
    const first = position;
    const starts = [`add(x, ${WORD * position})`, `${context.at(port.value)}`];
    position += count;
    if (port.kind === 'index') {
      return nest('i', starts, [{ count, steps: [WORD, WORD] }], ([x, y]) => {
        return `let n := calldataload(${x})
let v := div(n, ${ONE})
if or(mod(n, ${ONE}), iszero(lt(v, ${port.limit}))) { ${refuse(context, y!, context.at(port.value), first)} }
mstore(${y}, v)`;
      });
    }
    context.helper('quantize', QUANTIZE);
    const codes = inputCodes(port, value, low, high);
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
    const count = elementCount(value.shape);
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

/** A number of `size` bytes at calldata `x`, little endian. */
function unpacked(x: string, size: 1 | 2 | 4): string {
  if (size === 1) return `signextend(0, byte(0, calldataload(${x})))`;
  const bytes = Array.from({ length: size }, (_, i) => `shl(${8 * i}, byte(${i}, p))`);
  return `signextend(${size - 1}, ${bytes.reduce((all, one) => `or(${all}, ${one})`)})`;
}

/** `x`: calldata of the example's first byte; `index`: number of its first element. Refuses what is no input. */
export function emitUnpack(context: Emission): string {
  const { graph } = context;
  let bytes = 0;
  let position = 0;
  const ports = graph.inputs.map((port) => {
    const value = graph.values[port.value]!;
    const count = elementCount(value.shape);
    const size = rawBytes(value);
    const starts = [`add(x, ${bytes})`, `${context.at(port.value)}`];
    const first = position;
    bytes += count * size;
    position += count;
    return nest('i', starts, [{ count, steps: [size, WORD] }], ([x, y]) => {
      if (size === 1) return `mstore(${y}, ${unpacked(x!, size)})`;
      const isWrong = port.kind === 'index' ? `iszero(lt(v, ${port.limit}))` : `eq(v, ${int(-32768)})`;
      return `let p := calldataload(${x})
let v := ${unpacked(x!, size)}
if ${isWrong} { ${refuse(context, y!, context.at(port.value), first)} }
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
    const count = elementCount(value.shape);
    const size = rawBytes(value);
    const starts = [`${context.at(port.value)}`, `add(to, ${bytes})`];
    bytes += count * size;
    return nest('o', starts, [{ count, steps: [WORD, size] }], ([x, y]) => {
      if (size === 1) return `mstore8(${y}, mload(${x}))`;
      const stores = Array.from({ length: size }, (_, i) =>
        i === 0 ? `mstore8(${y}, v)` : `mstore8(add(${y}, ${i}), shr(${8 * i}, v))`,
      );
      return [`let v := mload(${x})`, ...stores].join('\n');
    });
  });
  return ports.join('\n');
}
