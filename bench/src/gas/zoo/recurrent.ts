import { plainValue } from '@evm-ml/quantized-runtime/workshop';
import { specimen } from './specimen.ts';

/** Recurrent layers. */

export const recurrent = (fn: 'rnn' | 'lstm' | 'gru', steps: number, i: number, h: number) => {
  const gates = { rnn: 1, lstm: 4, gru: 3 }[fn] * h;
  const made = specimen({
    name: `recurrent ${fn} ${steps}x${i} to ${h}`,
    inputs: [[steps, i]],
    output: [steps, h],
    params: { kernel: [i, gates], recurrent: [h, gates], bias: fn === 'gru' ? [2, gates] : [gates] },
    fanIn: i + h,
    node: ({ outputs, ...base }) => ({
      op: 'recurrent',
      fn,
      ...base,
      outputs: [...outputs, outputs[0]! + 1, ...(fn === 'lstm' ? [outputs[0]! + 2] : [])],
      units: h,
      backwards: false,
      resetAfter: fn === 'gru',
      zeroOutputForMask: false,
      activation: 'tanh',
      recurrentActivation: fn === 'rnn' ? 'linear' : 'sigmoid',
      params: { kernel: 'kernel', recurrent: 'recurrent', bias: 'bias' },
    }),
  });
  const state = plainValue([h]);
  const values = [...made.graph.values, state, ...(fn === 'lstm' ? [state] : [])];
  const outputs = values.slice(1).map((_, i) => ({ name: `y${i}`, value: i + 1 }));
  return { ...made, graph: { ...made.graph, values, outputs } };
};
