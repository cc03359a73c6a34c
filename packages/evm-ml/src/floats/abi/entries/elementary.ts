import { exp } from '../../elementary/exp.ts';
import { ln } from '../../elementary/ln.ts';
import { sigmoid } from '../../elementary/sigmoid.ts';
import { tanh } from '../../elementary/tanh.ts';
import type { FloatResult } from '../../format.ts';
import { FLOATS_GAS } from '../../gas.ts';
import type { RoundingMode } from '../../rounding.ts';
import { type EntryPoint, returned, rounding, word } from '../entry-point.ts';

type Elementary = (a: bigint, mode: RoundingMode) => FloatResult;

const FUNCTIONS: Readonly<Record<string, Elementary>> = { exp, ln, tanh, sigmoid };

/** The elementary functions, binary32 only. */
export const elementaryEntries: readonly EntryPoint[] = Object.entries(FUNCTIONS).map(([name, evaluate]) => ({
  name: `${name}32`,
  parameters: ['float32', 'rounding'],
  gas: () => FLOATS_GAS.elementary,
  run: (args) => returned(evaluate(word(args, 0), rounding(args, 1))),
}));
