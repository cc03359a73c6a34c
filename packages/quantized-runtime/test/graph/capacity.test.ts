import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ArtefactError,
  CAPACITY,
  type Capacity,
  capacityOf,
  createModel,
  encodeGraph,
  LARGEST_CAPACITY,
  loadModel,
  plainScan,
  validate,
} from '../../src/index.ts';
import { smallNetwork } from '../support/small-network.ts';

const KEYS = Object.keys(CAPACITY) as (keyof Capacity)[];
const { graph } = smallNetwork();
const bytes = encodeGraph(graph);

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'none';
  } catch (error) {
    return error instanceof ArtefactError ? error.code : String(error);
  }
};

describe('capacity of a chain (F10)', () => {
  // By hand: dense 3 -> 4 -> 2, then softmax over 2.
  const elements = [...graph.tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  const used: Partial<Capacity> = {
    artefactBytes: bytes.length,
    nodeElements: elements,
    totalElements: 3 + 4 + 2 + 2,
    planBytes: validate(graph).memory.bytes,
    work: validate(graph).work.reduce((sum, work) => sum + work.macs + work.elements, 0),
  };

  test.each(KEYS)('%s: exactly as much as is used suffices, one less is refused', (key) => {
    const code = key === 'work' ? 'TooMuchWork' : 'TooLarge';
    const load = (most: number) => codeOf(() => loadModel(bytes, { capacity: { ...CAPACITY, [key]: most } }));
    expect(load(used[key]!)).toBe('none');
    expect(load(used[key]! - 1)).toBe(code);
    if (key === 'artefactBytes') return; // A graph has no bytes yet.
    const check = (most: number) => ({ ...CAPACITY, [key]: most });
    expect(codeOf(() => validate(graph, plainScan, check(used[key]! - 1)))).toBe(code);
    expect(codeOf(() => createModel(graph, { capacity: check(used[key]! - 1) }))).toBe(code);
  });

  test('encoding refuses what the chain would not take', () => {
    expect(encodeGraph(graph, bytes.length)).toEqual(bytes);
    expect(codeOf(() => encodeGraph(graph, bytes.length - 1))).toBe('TooLarge');
  });

  test('what genesis leaves out is the default, or grows with its artefacts, and never exceeds the most', () => {
    expect(capacityOf()).toEqual(CAPACITY);
    expect(capacityOf({})).toEqual(CAPACITY);
    expect(capacityOf({ artefactBytes: 1_000 })).toEqual({ ...CAPACITY, artefactBytes: 1_000 });
    expect(capacityOf({ artefactBytes: LARGEST_CAPACITY.artefactBytes })).toEqual(LARGEST_CAPACITY);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 28 }), fc.constantFrom(...KEYS), (artefactBytes, key) => {
        const said = capacityOf({ artefactBytes, [key]: 5 });
        expect(said[key]).toBe(5);
        for (const other of KEYS) {
          if (other === key) continue;
          expect(said[other]).toBeLessThanOrEqual(LARGEST_CAPACITY[other]);
          if (other !== 'artefactBytes') expect(said[other]).toBeGreaterThanOrEqual(CAPACITY[other]);
        }
      }),
    );
  });
});
