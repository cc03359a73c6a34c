import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../src/graph/graph.ts';
import { rebuildVariable } from '../../../src/workshop/export/rebuild-variable.ts';
import type { KerasVariable } from '../../../src/workshop/origin/network.ts';

const data = Float32Array.of(1, 2, 3, 4, 5, 6);
const graph: Graph = {
  profile: 'f32',
  values: [{ shape: [2], type: 'f32', scale: 1, zero: 0 }],
  nodes: [],
  inputs: [],
  outputs: [],
  tensors: new Map([['kernel', { shape: [2, 3], data }]]),
};

function rebuild(shape: readonly number[], from: KerasVariable['from']): number[] {
  return Array.from(rebuildVariable(graph, { path: 'layers/dense/vars/0', shape, from }));
}

describe('a Keras variable', () => {
  it('is a tensor as it is, or with its axes in another order', () => {
    expect(rebuild([2, 3], { param: 'kernel' })).toEqual([1, 2, 3, 4, 5, 6]);
    expect(rebuild([3, 2], { param: 'kernel', perm: [1, 0] })).toEqual([1, 4, 2, 5, 3, 6]);
    expect(rebuild([1, 2, 3], { param: 'kernel', perm: [0, 1, 2] })).toEqual([1, 2, 3, 4, 5, 6]);
    expect(rebuild([3], { param: 'kernel', slice: [3, 6] })).toEqual([4, 5, 6]);
    expect(rebuild([2], { fill: 7 })).toEqual([7, 7]);
  });

  it.each([[[0]], [[0, 1, 2]], [[0, 0]], [[1, 2]], [[]]])('whose axes are given as %j is refused', (perm) => {
    const refused = () => rebuild([3, 2], { param: 'kernel', perm });
    expect(refused).toThrow(expect.objectContaining({ code: 'broken-keras-model' }));
  });

  it('of the wrong length is refused', () => {
    const refused = () => rebuild([2, 2], { param: 'kernel' });
    expect(refused).toThrow(expect.objectContaining({ code: 'broken-keras-model' }));
  });
});
