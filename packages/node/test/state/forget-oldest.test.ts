import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forgetOldest } from '../../src/state/forget-oldest.ts';

test('whatever is set, set again, deleted or cleared, the oldest entry goes', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), key: fc.nat(20) }),
    fc.record({ kind: fc.constant('delete' as const), key: fc.nat(20) }),
    fc.record({ kind: fc.constantFrom('forget' as const, 'clear' as const), key: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const map = new Map<number, number>();
      let expected: number[] = [];
      for (const { kind, key } of steps) {
        if (kind === 'forget') {
          forgetOldest(map);
          expected.shift();
        } else if (kind === 'clear') {
          map.clear();
          expected = [];
        } else {
          map.delete(key);
          expected = expected.filter((each) => each !== key);
          if (kind === 'set') {
            map.set(key, key);
            expected.push(key);
          }
        }
        expect([...map.keys()]).toEqual(expected);
      }
    }),
  );
});

test('a map that never had an entry stays empty, and gets entries later', () => {
  const map = new Map<string, number>();
  forgetOldest(map);
  map.set('a', 1).set('b', 2);
  forgetOldest(map);
  expect([...map.keys()]).toEqual(['b']);
});
