import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FairQueue } from '../../src/reads/fair-queue.ts';

function drain(queue: FairQueue<string>): string[] {
  const order: string[] = [];
  for (let next = queue.next(); next !== undefined; next = queue.next()) order.push(next);
  return order;
}

test('callers take turns: who asks for much waits for itself', () => {
  const queue = new FairQueue<string>(100, 100);
  for (let i = 0; i < 4; i++) queue.add('greedy', `greedy ${i}`);
  for (const caller of ['a', 'b']) queue.add(caller, caller);
  expect(drain(queue)).toEqual(['greedy 0', 'a', 'b', 'greedy 1', 'greedy 2', 'greedy 3']);
});

test('who comes back after its turn is last, also while others wait', () => {
  const queue = new FairQueue<string>(100, 100);
  for (const caller of ['a', 'b']) for (const item of [1, 2]) queue.add(caller, `${caller}${item}`);
  expect(queue.next()).toBe('a1');
  queue.add('c', 'c1');
  expect(drain(queue)).toEqual(['b1', 'a2', 'c1', 'b2']);
});

test('it is bounded for all and for each, and has room again when something was taken out', () => {
  const queue = new FairQueue<string>(3, 2);
  expect(['x', 'y', 'z'].map((item) => queue.add('a', item))).toEqual([true, true, false]);
  expect(['u', 'v'].map((item) => queue.add('b', item))).toEqual([true, false]);
  expect([queue.size, queue.next(), queue.size]).toEqual([3, 'x', 2]);
  expect(queue.add('b', 'v')).toBe(true);
});

test('no item is lost, made up or passed by one of its own caller; between two turns of a caller all that wait have one', () => {
  const step = fc.oneof(fc.constant('next' as const), fc.constantFrom('a', 'b', 'c', 'd'));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new FairQueue<[string, number]>(50, 20);
      const waiting = new Map<string, number[]>();
      /** Who was served since a caller waits without a turn. */
      const passedBy = new Map<string, Set<string>>();
      let id = 0;
      for (const what of steps) {
        if (what !== 'next') {
          const own = waiting.get(what) ?? [];
          const total = [...waiting.values()].flat().length;
          expect(queue.add(what, [what, id])).toBe(total < 50 && own.length < 20);
          if (total < 50 && own.length < 20) waiting.set(what, [...own, id]);
          id++;
          continue;
        }
        const taken = queue.next();
        if (!taken) {
          expect([...waiting.values()].flat()).toEqual([]);
          continue;
        }
        const [caller, item] = taken;
        expect(waiting.get(caller)?.[0]).toBe(item);
        passedBy.delete(caller);
        for (const [other, own] of waiting) {
          if (other === caller || own.length === 0) continue;
          const passes = passedBy.get(other) ?? new Set();
          expect(passes.has(caller), `${caller} passes ${other} twice`).toBe(false);
          passedBy.set(other, passes.add(caller));
        }
        waiting.set(caller, waiting.get(caller)!.slice(1));
      }
      expect(queue.size).toBe([...waiting.values()].flat().length);
    }),
  );
});
