import { plainValue } from '../../build/plain.ts';
import type { Draft } from './draft.ts';

/** y = x * kernel + bias, of each feature (of the last axis) or of all alike. */
export interface FeatureMap {
  readonly kernel: readonly number[];
  readonly bias: readonly number[];
}

/**
 * Lets an affine map follow a slice, for the features that the slice takes: what is read from an input keeps its meaning when the
 * input takes other units.
 */
export function mapBehindSlice(draft: Draft, index: number, { kernel, bias }: FeatureMap): void {
  const node = draft.nodes[index]!;
  if (node.op !== 'slice') throw new Error('only slices take features');
  const output = node.outputs[0]!;
  const { shape } = draft.values[output]!;
  const taken = (list: readonly number[]): Float32Array =>
    list.length === 1
      ? Float32Array.from(list)
      : Float32Array.from(
          { length: node.size.at(-1)! },
          (_, i) => list[node.begin.at(-1)! + i * node.strides.at(-1)!]!,
        );
  const tensor = (role: string, data: Float32Array): string =>
    draft.addTensor(`slices/${draft.tensors.size}.${role}`, { shape: [data.length], data });
  const between = draft.addValue(plainValue(shape, 'f32'));
  const params = { kernel: tensor('kernel', taken(kernel)), bias: tensor('bias', taken(bias)) };
  draft.nodes[index] = { ...node, outputs: [between] };
  draft.nodes.splice(index + 1, 0, {
    op: 'affine',
    inputs: [between],
    outputs: [output],
    layer: node.layer,
    min: null,
    max: null,
    params,
  });
}
