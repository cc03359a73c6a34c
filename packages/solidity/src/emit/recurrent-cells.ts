import type { NodeOf } from '@evm-ml/quantized-runtime';
import { type Emission, tensorOf } from '../context.ts';
import { clampTo, requantize } from '../helpers.ts';
import { bigEndian } from '../parameters.ts';
import { WORD } from '../yul.ts';
import { INTERPOLATE } from './unary.ts';

type Recurrent = NodeOf<'recurrent'>;

/** Memory of a recurrent node: states, gates, sums over x (`a`) and over h (`b`). `size`: bytes of one state. */
export interface Room {
  readonly h: number;
  readonly c: number;
  readonly z: number;
  readonly r: number;
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/** Yul for the sums over the state at `address`: columns `first` to `first + count` of the recurrent kernel. */
export type StateSums = (address: number, first: number, count: number) => string;

/** c16(floor((a * first + b * second + 2^(s-1)) / 2^s)): two terms, one rounding. */
const TWO_TERMS = `
function twoTerms(a, first, b, second, s) -> v {
    v := sar(s, add(add(mul(a, first), mul(b, second)), shl(sub(s, 1), 1)))
    if slt(v, not(32766)) { v := not(32766) }
    if sgt(v, 32767) { v := 32767 }
}`;

/** A gate before its function; \`q\` holds its two multipliers and its shift, four bytes each. */
const GATE = `
function gate(a, b, q) -> v {
    v := twoTerms(a, shr(224, q), b, and(shr(192, q), 0xffffffff), and(shr(160, q), 0xff))
}`;

/** Bytes of a column's multipliers and shifts: input, state, gate's shift, reset. */
const ENTRY = 16;

const numbersOf = (context: Emission, name: string | undefined): ArrayLike<number> =>
  name === undefined ? [] : tensorOf(context.graph, name).data;

/** The arithmetic of a node's gates as Yul expressions; constants and functions are added to the contract. */
function arithmeticOf({ params, units, fn }: Recurrent, room: Room, context: Emission) {
  const read = (role: keyof Recurrent['params']) => numbersOf(context, params[role]);
  const [inputs, states, shifts] = [read('multInput'), read('multState'), read('shiftGate')];
  const [resets, resetShifts] = [read('multReset'), read('shiftReset')];
  const columns = units * { rnn: 1, lstm: 4, gru: 3 }[fn];
  const entries = context.params.add(
    Array.from({ length: columns }, (_, j) => {
      const reset = j - 2 * units;
      const q = reset >= 0 && resets.length > 0 ? resets[reset]! * 256 + resetShifts[reset]! : 0;
      return [inputs[j]!, states[j]!, shifts[j]!, q].flatMap((number) => bigEndian(number, 4));
    }).flat(),
  );
  context.helper('twoTerms', TWO_TERMS, 5);
  context.helper('gate', GATE);
  context.helper('interpolate', INTERPOLATE);
  const table = (role: keyof Recurrent['params']) => {
    const numbers = read(role);
    if (numbers.length === 0) return 0;
    return context.params.add(Array.from(numbers).flatMap((entry) => bigEndian(entry, 2)));
  };
  const [activation, recurrent, cell] = [
    table('activationTable'),
    table('recurrentTable'),
    table('cellTable'),
  ];
  const at = (base: number, block: number) => `mload(add(u, ${base + block * room.size}))`;
  const entry = (block: number) => `mload(add(shr(1, u), ${entries + block * units * ENTRY}))`;
  return {
    a: (block: number) => at(room.a, block),
    b: (block: number) => at(room.b, block),
    entry,
    /** Gate `block` before its function. */
    pre: (block: number) => `gate(${at(room.a, block)}, ${at(room.b, block)}, ${entry(block)})`,
    activation: (x: string) => `interpolate(${activation}, ${x})`,
    recurrent: (x: string) => `interpolate(${recurrent}, ${x})`,
    cell: (x: string) => `interpolate(${cell}, ${x})`,
    mult: (role: keyof Recurrent['params'], i: number) => read(role)[i]!,
    c16: (value: string) => clampTo(context, value, -32767, 32767),
  };
}

type Arithmetic = ReturnType<typeof arithmeticOf>;

/** A loop over the units; \`u\` is the byte offset of one. */
const eachUnit = (room: Room, body: string): string =>
  `for { let u := 0 } lt(u, ${room.size}) { u := add(u, ${WORD}) } {\n${body}\n}`;

const store = (base: number, value: string): string => `mstore(add(u, ${base}), ${value})`;
const load = (base: number): string => `mload(add(u, ${base}))`;

function emitRnn(node: Recurrent, room: Room, _: Emission, sums: StateSums, cell: Arithmetic): string {
  return `${sums(room.h, 0, node.units)}
${eachUnit(room, store(room.h, cell.activation(cell.pre(0))))}`;
}

function emitLstm(node: Recurrent, room: Room, context: Emission, sums: StateSums, cell: Arithmetic): string {
  const next = `twoTerms(mul(f, ${load(room.c)}), ${cell.mult('multCell', 0)}, mul(i, g), ${cell.mult('multCell', 1)}, ${cell.mult('shiftCell', 0)})`;
  const q = cell.mult('multHidden', 0) * 256 + cell.mult('shiftHidden', 0);
  return `${sums(room.h, 0, 4 * node.units)}
${eachUnit(
  room,
  `let i := ${cell.recurrent(cell.pre(0))}
let f := ${cell.recurrent(cell.pre(1))}
let g := ${cell.activation(cell.pre(2))}
let c := ${next}
${store(room.c, 'c')}
let o := ${cell.recurrent(cell.pre(3))}
${store(room.h, cell.c16(requantize(context, `mul(o, ${cell.cell('c')})`, `${q}`)))}`,
)}`;
}

function emitGru(node: Recurrent, room: Room, context: Emission, sums: StateSums, cell: Arithmetic): string {
  const { units, resetAfter } = node;
  // Without resetAfter, r * h takes the place of r and is multiplied by the candidate's columns.
  const reset = resetAfter ? 'r' : cell.c16(`sar(15, add(mul(r, ${load(room.h)}), 16384))`);
  const gates = eachUnit(
    room,
    `${store(room.z, cell.recurrent(cell.pre(0)))}
let r := ${cell.recurrent(cell.pre(1))}
${store(room.r, reset)}`,
  );
  const scaled = `mul(${load(room.r)}, ${cell.c16(requantize(context, cell.b(2), 'and(shr(128, q), 0xffffffff)'))})`;
  const blended = `twoTerms(mul(z, ${load(room.h)}), ${cell.mult('multHidden', 0)}, mul(sub(32768, z), g), ${cell.mult('multHidden', 1)}, ${cell.mult('shiftHidden', 0)})`;
  const blend = eachUnit(
    room,
    `let q := ${cell.entry(2)}
let g := ${cell.activation(`gate(${cell.a(2)}, ${resetAfter ? scaled : cell.b(2)}, q)`)}
let z := ${load(room.z)}
${store(room.h, blended)}`,
  );
  return `${sums(room.h, 0, resetAfter ? 3 * units : 2 * units)}
${gates}
${resetAfter ? '' : sums(room.r, 2 * units, units)}
${blend}`;
}

const CELLS = { rnn: emitRnn, lstm: emitLstm, gru: emitGru } as const;

/** The gates and the next state, from the sums over x in `room.a`. */
export function emitCell(node: Recurrent, room: Room, context: Emission, sums: StateSums): string {
  return CELLS[node.fn](node, room, context, sums, arithmeticOf(node, room, context));
}
