import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedMap } from '../../src/storage/bounded-map.ts';

test('it keeps the newest entries that its capacity holds, and the newest of all', () => {
  const step = fc.record({ key: fc.nat(5), weight: fc.integer({ min: 1, max: 12 }), isSet: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const map = new BoundedMap<number, number>(10);
      let expected: { key: number; weight: number }[] = [];
      for (const { key, weight, isSet } of steps) {
        expected = expected.filter((entry) => entry.key !== key);
        if (isSet) {
          map.set(key, weight, weight);
          expected.push({ key, weight });
          const total = () => expected.reduce((sum, entry) => sum + entry.weight, 0);
          while (expected.length > 1 && total() > 10) expected.shift();
        } else map.delete(key);
        const kept = [0, 1, 2, 3, 4, 5].filter((each) => map.get(each) !== undefined);
        expect(kept).toEqual(expected.map((entry) => entry.key).sort());
        for (const entry of expected) expect(map.get(entry.key)).toBe(entry.weight);
      }
    }),
  );
});
