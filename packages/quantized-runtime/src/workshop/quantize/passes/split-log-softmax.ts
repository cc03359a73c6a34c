import type { BinaryNode, Node } from '../../../graph/graph.ts';
import { log } from '../../../numerics/elementary.ts';
import type { Pass } from './draft.ts';
import { rewriteNodes } from './rewrite-nodes.ts';

/**
 * log_softmax(x) = (x - max x) + log(max softmax(x)): the largest entry's own probability is 1 / sum exp(x - max x).
 * Each step has an integer form, and the logarithm is taken of one number in a row, the best known of all.
 */
export const splitLogSoftmax: Pass = (network) =>
  rewriteNodes(network, (node, shapeOf, add) => {
    if (node.op !== 'softmax' || !node.log || node.inputs.length > 1) return undefined;
    const { layer } = node;
    const x = node.inputs[0]!;
    const shape = shapeOf(x);
    const [lead, axes] = [shape.slice(0, -1), [shape.length - 1]];
    const kept = [...lead, 1];
    const nodes: Node[] = [];
    const pushBinary = (
      fn: BinaryNode['fn'],
      inputs: number[],
      output: number,
      max: number | null = null,
    ): void => {
      nodes.push({ op: 'binary', fn, inputs, outputs: [output], layer, min: null, max, params: {} });
    };
    const largest = (input: number): number => {
      const [flat, open] = [add.value(lead), add.value(kept)];
      nodes.push({ op: 'reduce', fn: 'max', axes, inputs: [input], outputs: [flat], layer, params: {} });
      nodes.push({ op: 'reshape', inputs: [flat], outputs: [open], layer });
      return open;
    };
    const most = largest(x);
    const centred = add.value(shape);
    pushBinary('sub', [x, most], centred);
    const shares = add.value(shape);
    nodes.push({ op: 'softmax', log: false, inputs: [x], outputs: [shares], layer, params: {} });
    const share = largest(shares);
    const logarithm = add.value(kept);
    const constants = { fn: 'log', alpha: 0, beta: 0 } as const;
    nodes.push({ op: 'unary', ...constants, inputs: [share], outputs: [logarithm], layer, params: {} });
    // The largest of n shares is at least 1 / n: rows less sure than all samples must not saturate.
    const [least, bounded] = [add.value([1]), add.value(kept)];
    const params = { value: add.number(-log(shape.at(-1)!)) };
    nodes.push({ op: 'constant', inputs: [], outputs: [least], layer, params });
    pushBinary('max', [logarithm, least], bounded);
    pushBinary('add', [centred, bounded], node.outputs[0]!, 0);
    return nodes;
  });
