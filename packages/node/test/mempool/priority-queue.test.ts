import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PriorityQueue } from '../../src/mempool/priority-queue.ts';

test('a queue gives the best of what is in it, whatever came and went before', () => {
  const step = fc.option(fc.integer(), { nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.array(step), (items, steps) => {
      const queue = new PriorityQueue(items, (a, b) => a - b);
      const inside = [...items];
      for (const item of steps) {
        if (item === undefined) {
          inside.sort((a, b) => a - b);
          expect(queue.take()).toBe(inside.shift());
        } else {
          queue.add(item);
          inside.push(item);
        }
      }
      const rest = Array.from({ length: inside.length + 1 }, () => queue.take());
      expect(rest).toEqual([...inside.sort((a, b) => a - b), undefined]);
    }),
  );
});

test('the best of many, each with a worse one behind it, is found with few comparisons', () => {
  const count = 4_096;
  let comparisons = 0;
  const compare = (a: number, b: number) => {
    comparisons++;
    return a - b;
  };
  const queue = new PriorityQueue(
    Array.from({ length: count }, (_, item) => item),
    compare,
  );
  for (let item = 0; item < count; item++) {
    expect(queue.take()).toBe(item);
    queue.add(2 * count - item);
  }
  // Two for each of 13 levels, when one is taken, and one when one is added.
  expect(comparisons).toBeLessThan(count * 13 * 4);
});
