import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OPERATORS } from '../../src/graph/operators.ts';
import { programFields } from '../../src/graph/schema/program.ts';

const page = new URL('../../../../spec/model-format.md', import.meta.url);

const listed = (fields: Readonly<Record<string, { readonly says: string }>>): string =>
  Object.entries(fields)
    .map(([name, { says }]) => `\`${name}\` ${says}`)
    .join('; ');

/** What the page should say: the program's own fields, then each operator by its number. */
function table(): string {
  const rows = Object.entries(OPERATORS).map(
    ([op, { fields }], number) => `| ${number} | \`${op}\` | ${listed(fields)} |`,
  );
  return [
    `The program's fields: ${listed(programFields)}.`,
    '',
    'Whole numbers are told by the range that they may lie in; roles that may be left out are in brackets.',
    '',
    '| number | operator | its own fields, in order |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** `UPDATE_DOCS=1 npx vitest run packages/quantized-runtime/test/format/spec-fields.test.ts` writes the page. */
test('F3, F4: the specification lists the fields of every operator in their order', () => {
  const text = readFileSync(page, 'utf8');
  const written = text.replace(
    /<!-- fields -->[\s\S]*<!-- \/fields -->/,
    () => `<!-- fields -->\n\n${table()}\n\n<!-- /fields -->`,
  );
  if (process.env['UPDATE_DOCS']) writeFileSync(page, written);
  else expect(text).toBe(written);
});
