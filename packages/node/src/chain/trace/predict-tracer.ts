import { PredictEvm, type PredictTrace } from '@evm-ml/evm';
import type { TraceLimits, Tracer } from './tracer.ts';

/** The calls of PREDICT: model, version, shapes, and gas split down to the operators. */
export const predictTracer =
  ({ bytes }: Pick<TraceLimits, 'bytes'>): Tracer =>
  async ({ vm }, run) => {
    const calls: PredictTrace[] = [];
    let tooMany: unknown;
    const { evm } = vm;
    const observe = (trace: PredictTrace) => {
      if (tooMany) return;
      try {
        bytes.take(sizeOf(trace));
        calls.push(trace);
      } catch (error) {
        // An observer must not throw.
        tooMany = error;
      }
    };
    if (evm instanceof PredictEvm) evm.observer = observe;
    try {
      await run();
    } finally {
      if (evm instanceof PredictEvm) evm.observer = undefined;
    }
    if (tooMany) throw tooMany;
    return calls.map(withHexNumbers);
  };

/** Bytes that a field takes besides its text. */
const fieldBytes = 64;

/** About what a trace takes in memory, and again as text. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return fieldBytes + value.length;
  if (typeof value !== 'object' || value === null) return fieldBytes;
  return Object.values(value).reduce((sum: number, item) => sum + sizeOf(item), fieldBytes);
}

/** JSON has no integers of this size: they go out as quantities. */
function withHexNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return `0x${value.toString(16)}`;
  if (Array.isArray(value)) return value.map(withHexNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withHexNumbers(item)]));
}
