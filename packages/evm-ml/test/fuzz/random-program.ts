import { concatHex, type Hex, numberToHex, padHex, size, slice } from 'viem';
import { PREDICT_ADDRESS } from '../../src/index.ts';
import { push, pushAll } from '../support/assembler.ts';

/** What choices are drawn from. */
export interface Dice {
  integer(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
}

/** What a program may ask. */
export interface Question {
  /** Text of a reference, and the input of predictRaw. */
  readonly reference: Hex;
  readonly input: Hex;
  /** Calldata for the precompile, sound or not. */
  readonly data: Hex;
}

const OP = {
  call: 'f1',
  callcode: 'f2',
  delegatecall: 'f4',
  staticcall: 'fa',
  predict: 'fc',
} as const;
const GAS: Hex = '0x5a';
/** Where answers go, behind what is asked. */
const ANSWER = 0x4000;

/** Writes bytes to memory from an offset on, a word at a time. */
function store(data: Hex, at: number): Hex {
  const code: Hex[] = [];
  for (let from = 0; from < size(data); from += 32) {
    const word = slice(data, from, Math.min(from + 32, size(data)));
    code.push(concatHex(['0x7f', padHex(word, { dir: 'right', size: 32 }), push(at + from), '0x52']));
  }
  return concatHex(code);
}

/** Keeps success, length and first words of an answer in slots of the account that runs. */
function remember(slot: number): Hex {
  return concatHex([
    ...([push(slot), '0x55'] as Hex[]), // success
    ...(['0x3d', push(slot + 1), '0x55'] as Hex[]), // RETURNDATASIZE
    ...([push(ANSWER + 32), '0x51', push(slot + 2), '0x55'] as Hex[]),
  ]);
}

const GAS_LIMITS = [0, 1, 100, 2_600, 5_000, 20_000, 60_000, 200_000, 1_000_000] as const;

function ask(dice: Dice, { reference, input, data }: Question, contracts: readonly Hex[], slot: number): Hex {
  const gas = dice.integer(0, 2) > 0 ? GAS : push(dice.pick(GAS_LIMITS));
  const kind = dice.pick(['call', 'callcode', 'delegatecall', 'staticcall', 'predict', 'predict'] as const);
  const out = [ANSWER, dice.pick([0, 1, 32, 64, 96, 500])] as const;
  if (kind === 'predict') {
    const at = size(reference);
    const args = pushAll(0, at, at, size(input), ...out);
    return concatHex([store(concatHex([reference, input]), 0), args, gas, `0x${OP.predict}`, remember(slot)]);
  }
  const to = dice.integer(0, 3) > 0 ? PREDICT_ADDRESS : dice.pick([PREDICT_ADDRESS, ...contracts]);
  const value = kind === 'call' || kind === 'callcode' ? [dice.pick([0, 0, 0, 1])] : [];
  const args = pushAll(BigInt(to), ...value, 0, size(data), ...out);
  return concatHex([store(data, 0), args, gas, `0x${OP[kind]}`, remember(slot)]);
}

/** How code ends: in order, by giving back what it was told, by taking all back, by burning all gas. */
const ENDS: readonly Hex[] = [
  '0x00',
  concatHex([pushAll(ANSWER, 96), '0xf3']),
  concatHex([pushAll(ANSWER, 32), '0xfd']),
  '0xfe',
  '0x5b600056', // in a circle
];

/** Code that asks some of these questions in any way there is, and notes what it was told. */
export function randomProgram(dice: Dice, questions: readonly Question[], contracts: readonly Hex[]): Hex {
  const steps = Array.from({ length: dice.integer(1, 4) }, (_, index) =>
    ask(dice, dice.pick(questions), contracts, 4 * index),
  );
  const end = dice.integer(0, 2) > 0 ? ENDS[dice.integer(0, 1)]! : dice.pick(ENDS);
  return concatHex([...steps, end]);
}

/** Init code that runs `start` and then leaves `code`. */
export function creating(start: Hex, code: Hex): Hex {
  const tail = (offset: number) =>
    concatHex([
      push(size(code)),
      concatHex(['0x62', numberToHex(offset, { size: 3 })]),
      ...(['0x5f', '0x39'] as const),
      push(size(code)),
      ...(['0x5f', '0xf3'] as const),
    ]);
  const length = size(start) + size(tail(0));
  return concatHex([start, tail(length), code]);
}
