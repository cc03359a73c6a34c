import { describe, expect, test } from 'vitest';
import { checkLine } from '../../../../tools/floats/check-line.mjs';
import { analyzeFloats } from '../../src/floats/index.ts';
import { vectorLines } from './support/call.ts';

const run = (calldata: Uint8Array) => analyzeFloats(calldata).execute();

/** Entry points that each file covers. */
const FILES = {
  'softfloat.txt': 26,
  'reference.txt': 12,
};

describe('rules E2, E3, E7 to E11: answers of independent implementations', () => {
  for (const [file, entries] of Object.entries(FILES)) {
    test(file, () => {
      const lines = vectorLines(file);
      expect(lines.map((line) => checkLine(line, run)).filter((failure) => failure !== undefined)).toEqual(
        [],
      );
      expect(new Set(lines.map((line) => line.slice(0, line.indexOf(' ')))).size).toBe(entries);
    });
  }

  test('the check sees a wrong bit and a wrong flag', () => {
    expect(checkLine('add32 3f800000 3f800000 0 = 40000000 0', run)).toBeUndefined();
    expect(checkLine('add32 3f800000 3f800000 0 = 40000001 0', run)).toContain('expected');
    expect(checkLine('add32 3f800000 3f800000 0 = 40000000 1', run)).toContain('expected');
    expect(checkLine('add32 3f800000 3f800000 5 = 40000000 0', run)).toContain('revert');
  });
});
