import { PredictEvm, type PredictTrace } from '@evm-ml/evm';
import type { Tracer } from './tracer.ts';

/** The calls of PREDICT: model, version, shapes, and gas split down to the operators. */
export const predictTracer: Tracer = async ({ vm }, run) => {
  const calls: PredictTrace[] = [];
  const { evm } = vm;
  if (evm instanceof PredictEvm) evm.observer = (trace) => calls.push(trace);
  try {
    await run();
  } finally {
    if (evm instanceof PredictEvm) evm.observer = undefined;
  }
  return calls.map(withHexNumbers);
};

/** JSON has no integers of this size: they go out as quantities. */
function withHexNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return `0x${value.toString(16)}`;
  if (Array.isArray(value)) return value.map(withHexNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withHexNumbers(item)]));
}
