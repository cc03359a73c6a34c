import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('N12: nothing on the way of a prediction asks the host for a transcendental function or a power', () => {
  const forbidden =
    /Math\.(exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot)\b/;
  const source = new URL('../../src/', import.meta.url);
  const files = ['kernels', 'numerics', 'plan', 'graph', 'format'].flatMap((folder) =>
    readdirSync(new URL(folder, source), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );
  expect(files.length).toBeGreaterThan(50);
  const guilty = files.filter((file) => {
    const text = readFileSync(new URL(file, source), 'utf8').replaceAll(/^\s*(\*|\/\/|\/\*).*$/gm, '');
    // `2 ** 31` of two literals is folded exactly; anything else is left to the engine's approximation.
    const powers = [...text.matchAll(/(\S+) \*\* (\S+)/g)];
    const exact = powers.every(
      ([, base, exponent]) => /\b(2n?|10n)$/.test(base!) && /^-?\d+n?\b/.test(exponent!),
    );
    return forbidden.test(text) || !exact;
  });
  expect(guilty).toEqual([]);
});
