import { describe, expect, it } from 'vitest';
import { prettyLine } from '../../src/logging/pretty-line.ts';

const time = Date.UTC(2026, 0, 31, 12, 34, 56, 789);
const line = (fields: object, colours = false) => prettyLine(JSON.stringify({ time, ...fields }), colours);

describe('a log line for people', () => {
  it.each([
    [60, 'FATAL'],
    [50, 'ERROR'],
    [40, 'WARN '],
    [30, 'INFO '],
    [20, 'DEBUG'],
    [10, 'TRACE'],
  ])('says that level %i is %s', (level, name) => {
    expect(line({ level, msg: 'up' })).toBe(`12:34:56.789 ${name} up\n`);
  });

  it('shows the other fields and leaves out what never changes', () => {
    expect(line({ level: 30, name: 'evm-ml', pid: 1, hostname: 'x', msg: 'block', number: 7, to: [1] })).toBe(
      '12:34:56.789 INFO  block number=7 to=[1]\n',
    );
  });

  it('shows the stack of an error below', () => {
    const err = { type: 'Error', message: 'no', stack: 'Error: no\n at a\n at b' };
    expect(line({ level: 50, msg: 'failed', err })).toBe(
      '12:34:56.789 ERROR failed\n    Error: no\n     at a\n     at b\n',
    );
  });

  it('has colours when asked to', () => {
    expect(line({ level: 50, msg: 'failed' }, true)).toBe('12:34:56.789 \u001b[31mERROR\u001b[39m failed\n');
  });
});
