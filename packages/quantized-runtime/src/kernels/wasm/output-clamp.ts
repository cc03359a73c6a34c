import type { Clamp, Value } from '../../graph/graph.ts';

const RANGE = { i16: [-32767, 32767], i8: [-128, 127] } as const;

/** The range of rule O2: that of the output's type, cut down by the node's own clamp. Zero point included. */
export function outputClamp(value: Value, clamp: Clamp): { readonly low: number; readonly high: number } {
  const [low, high] = value.type === 'i16' ? RANGE.i16 : RANGE.i8;
  return { low: Math.max(low, clamp.min ?? low), high: Math.min(high, clamp.max ?? high) };
}
