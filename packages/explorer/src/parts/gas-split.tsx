import type { TracedPrediction } from '@evm-ml/evm/viem';
import { formatCount } from '../format/numbers.ts';
import { Bars } from './bars.tsx';

const MEANINGS = {
  base: 'base: call PREDICT',
  resolve: 'resolve: find the model',
  load: 'load: reach its bytes',
  operators: 'operators: run the network',
  io: 'io: numbers in and out',
} as const;

/** Where the gas of a call of PREDICT went, and which layers took the operators' share. */
export function GasSplitBars({ gas }: { gas: TracedPrediction['gas'] }) {
  const parts = Object.entries(MEANINGS).map(([part, label]) => ({
    label,
    value: Number(gas[part as keyof typeof MEANINGS]),
    text: formatCount(gas[part as keyof typeof MEANINGS]),
  }));
  const layers = new Map<string, bigint>();
  for (const { layer, gas: share } of gas.perOperator) layers.set(layer, (layers.get(layer) ?? 0n) + share);
  const operators = [...layers].map(([label, share]) => ({
    label,
    value: Number(share),
    text: formatCount(share),
  }));
  return (
    <>
      <h3>Gas: {formatCount(gas.total)}</h3>
      <Bars label="Gas by part" bars={parts} most={Math.max(...parts.map(({ value }) => value))} />
      {operators.length > 0 && (
        <>
          <h3>Operators, by layer: {formatCount(gas.operators)}</h3>
          <Bars
            label="Gas by layer"
            bars={operators.slice(0, 200)}
            most={Math.max(...operators.map(({ value }) => value))}
          />
        </>
      )}
    </>
  );
}
