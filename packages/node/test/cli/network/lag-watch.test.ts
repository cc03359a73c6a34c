import { expect, test } from 'vitest';
import { LagWatch } from '../../../src/cli/network/lag-watch.ts';

/** A watch over node1, looked at once a minute. */
function watched() {
  const done: string[] = [];
  const watch = new LagWatch({
    say: (name, line) => done.push(`${name} ${line}`),
    restart: (name) => done.push(`restart ${name}`),
  });
  let now = 0;
  const minute = (height: number | undefined, elsewhere: number) => {
    now += 60_000;
    watch.look(now, new Map([['node1', height]]), elsewhere);
    return done.splice(0);
  };
  const ended = () => watch.look(now, new Map(), 0);
  return { minute, ended };
}

test('a node that stands still while others move starts again, three times at most, and again once it moved', () => {
  const { minute } = watched();
  expect(minute(5, 5)).toEqual([]);
  expect(minute(5, 9)).toEqual(['restart node1']);
  expect(minute(5, 10)).toEqual(['restart node1']);
  expect(minute(5, 11)).toEqual(['restart node1']);
  expect(minute(5, 12)).toEqual([expect.stringContaining('after 3 restarts: it needs its operator')]);
  expect(minute(5, 13)).toEqual([]);
  expect(minute(6, 14)).toEqual([]);
  expect(minute(6, 15)).toEqual(['restart node1']);
});

test('an engine that stops answering stands still; one that never answered is at work', () => {
  const { minute, ended } = watched();
  expect(minute(undefined, 50)).toEqual([]);
  expect(minute(undefined, 60)).toEqual([]);
  expect(minute(60, 61)).toEqual([]);
  expect(minute(undefined, 65)).toEqual(['restart node1']);
  ended();
  expect(minute(undefined, 70)).toEqual([]);
  expect(minute(undefined, 75)).toEqual([]);
});

test('what its engine said before it ended is no progress after it', () => {
  const { minute, ended } = watched();
  minute(5, 5);
  for (const elsewhere of [10, 20, 30]) {
    expect(minute(5, elsewhere)).toContain('restart node1');
    ended();
    minute(5, elsewhere + 1);
  }
  expect(minute(5, 40)).not.toContain('restart node1');
});

test.each([
  ['the network rests', [5, 5], [5, 5]],
  ['the others stand still, too', [5, 9], [5, 9]],
  ['it is one block behind', [5, 5], [5, 6]],
  ['it gets on, slowly', [5, 100], [6, 200]],
])('a node is left alone when %s', (_, first, then) => {
  const { minute } = watched();
  const done = [first, then, then].flatMap(([height, elsewhere]) => minute(height, elsewhere!));
  expect(done.filter((line) => line.startsWith('restart'))).toEqual([]);
});

test('lag is said once, and that it is over', () => {
  const { minute } = watched();
  expect(minute(5, 15)).toEqual(['node1 is 10 blocks behind: height 5 of 15']);
  expect(minute(9, 15)).toEqual([]);
  expect(minute(15, 15)).toEqual(['node1 has caught up at height 15']);
});
