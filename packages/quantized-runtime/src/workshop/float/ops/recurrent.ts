import * as tf from '@tensorflow/tfjs-core';
import type { RecurrentNode } from '../../../graph/graph.ts';
import { defaultConstants } from '../../../graph/unary-functions.ts';
import { FUNCTIONS } from './functions.ts';
import type { OpFn } from './op.ts';

/** One step: sums of the input [batch, G*H], the state, to the next state. The first state is the output. */
type Cell = (input: tf.Tensor, state: readonly tf.Tensor[]) => tf.Tensor[];

export const recurrent: OpFn<'recurrent'> = ({ node, inputs, param, batch }) => {
  const x = inputs[0]!;
  const steps = x.shape[1]!;
  const cell = CELLS[node.fn](node, param);
  const mask = inputs[1];
  let state = new Array<tf.Tensor>(node.fn === 'lstm' ? 2 : 1).fill(tf.zeros([batch, node.units]));
  const sequence: tf.Tensor[] = [];
  for (let i = 0; i < steps; i++) {
    const t = node.backwards ? steps - 1 - i : i;
    const next = cell(tf.squeeze(tf.slice(x, [0, t], [batch, 1]), [1]), state);
    const keep = mask === undefined ? undefined : maskStep(mask, t, batch, node.units);
    state = keep === undefined ? next : next.map((now, j) => tf.where(keep, now, state[j]!));
    const dropped = node.zeroOutputForMask ? tf.zerosLike(next[0]!) : state[0]!;
    sequence.push(keep === undefined ? state[0]! : tf.where(keep, state[0]!, dropped));
  }
  return [tf.stack(sequence, 1), ...state];
};

function maskStep(mask: tf.Tensor, t: number, batch: number, units: number): tf.Tensor {
  const step = tf.cast(tf.slice(mask, [0, t], [batch, 1]), 'int32');
  return tf.cast(tf.tile(step, [1, units]), 'bool');
}

type Param = (name: string) => tf.Tensor;

const CELLS: Readonly<Record<RecurrentNode['fn'], (node: RecurrentNode, param: Param) => Cell>> = {
  rnn: (node, param) => {
    const sums = inputSums(node, param);
    return (x, [h]) => [apply(node.activation, tf.add(sums(x), times(h!, param(node.params.recurrent))))];
  },
  lstm: (node, param) => {
    const sums = inputSums(node, param);
    const gate = (z: tf.Tensor) => apply(node.recurrentActivation, z);
    return (x, [h, c]) => {
      const all = tf.add(sums(x), times(h!, param(node.params.recurrent)));
      const [i, f, g, o] = tf.split(all, 4, 1);
      const cell = tf.add(tf.mul(gate(f!), c!), tf.mul(gate(i!), apply(node.activation, g!)));
      return [tf.mul(gate(o!), apply(node.activation, cell)), cell];
    };
  },
  gru: (node, param) => (node.resetAfter ? gruResetAfter(node, param) : gruResetBefore(node, param)),
};

function gruResetAfter(node: RecurrentNode, param: Param): Cell {
  const biases = node.params.bias === undefined ? undefined : tf.split(param(node.params.bias), 2, 0);
  const withBias = (x: tf.Tensor, row: number) => (biases === undefined ? x : tf.add(x, biases[row]!));
  return (x, [h]) => {
    const [xz, xr, xh] = tf.split(withBias(times(x, param(node.params.kernel)), 0), 3, 1);
    const [hz, hr, hh] = tf.split(withBias(times(h!, param(node.params.recurrent)), 1), 3, 1);
    const z = apply(node.recurrentActivation, tf.add(xz!, hz!));
    const r = apply(node.recurrentActivation, tf.add(xr!, hr!));
    return [blend(z, h!, apply(node.activation, tf.add(xh!, tf.mul(r, hh!))))];
  };
}

function gruResetBefore(node: RecurrentNode, param: Param): Cell {
  const sums = inputSums(node, param);
  const { units } = node;
  const kernel = param(node.params.recurrent);
  const gates = tf.slice(kernel, [0, 0], [units, 2 * units]);
  const candidate = tf.slice(kernel, [0, 2 * units], [units, units]);
  return (x, [h]) => {
    const [xz, xr, xh] = tf.split(sums(x), 3, 1);
    const [hz, hr] = tf.split(times(h!, gates), 2, 1);
    const z = apply(node.recurrentActivation, tf.add(xz!, hz!));
    const r = apply(node.recurrentActivation, tf.add(xr!, hr!));
    return [blend(z, h!, apply(node.activation, tf.add(xh!, times(tf.mul(r, h!), candidate))))];
  };
}

/** z * h + (1 - z) * g. */
function blend(z: tf.Tensor, h: tf.Tensor, g: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), g));
}

function inputSums(node: RecurrentNode, param: Param): (x: tf.Tensor) => tf.Tensor {
  const { bias, kernel } = node.params;
  return (x) => {
    const sums = times(x, param(kernel));
    return bias === undefined ? sums : tf.add(sums, param(bias));
  };
}

function times(x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  return tf.matMul(x, kernel);
}

function apply(fn: RecurrentNode['activation'], x: tf.Tensor): tf.Tensor {
  return fn === 'linear' ? x : FUNCTIONS[fn](x, ...defaultConstants(fn));
}
