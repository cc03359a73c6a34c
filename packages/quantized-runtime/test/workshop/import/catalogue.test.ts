import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACTIVATION_NAMES } from '../../../src/workshop/import/layers/activations.ts';
import { describeLayer } from '../../../src/workshop/import/layers/catalogue.ts';
import { LOWERED } from '../../../src/workshop/import/layers/index.ts';
import { NO_OPS } from '../../../src/workshop/import/layers/no-ops.ts';
import { REFUSED } from '../../../src/workshop/import/layers/refused.ts';
import { FUNCTIONS } from '../../../src/workshop/import/tensorflow/functions.ts';
import { readSignatures } from './signatures.ts';

const { keras, layers, functions, activations } = readSignatures(3);
const exported = {
  keras,
  layers: [...Object.keys(layers), ...functions].sort(),
  activations: Object.keys(activations),
};
const page = new URL('../../../../../docs/layers.md', import.meta.url);

/** `UPDATE_DOCS=1 npx vitest run packages/quantized-runtime/test/workshop/import/catalogue.test.ts` writes the page. */
function renderPage(): string {
  const rows = exported.layers.map((name) => describeLayer(name)!);
  const count = (status: string) => rows.filter((row) => row.status === status).length;
  return [
    '# Layers',
    '',
    `What becomes of each of the ${exported.layers.length} exports of \`keras.layers\` (Keras ${exported.keras}): ${count('supported')} supported, ${count('no-op')} without effect at inference, ${count('refused')} refused.`,
    `Activations: all ${exported.activations.length} of \`keras.activations\`.`,
    'A test compares this page with the tables of the importer.',
    '',
    '| layer | support | note |',
    '| --- | --- | --- |',
    ...rows.map(({ layer, status, note }) => `| ${layer} | ${status} | ${note} |`),
    '',
    '## Operations on tensors',
    '',
    'Functions of `keras.ops` that a functional model calls, by the class that Keras records. Operands may be tensors, numbers, and (in arithmetic, comparisons, `where`, `take` and products) constant arrays. Examples of a batch stay apart: what would join them is refused.',
    '',
    listed(Object.keys(LOWERED).flatMap((name) => (name.startsWith('ops.') ? [name.slice(4)] : []))),
    '',
    '## Functions of TensorFlow',
    '',
    'Keras 2 stores functions that a network calls as `TFOpLambda` and slices as `SlicingOpLambda`. These are followed, under the names that files have:',
    '',
    listed(Object.keys(FUNCTIONS)),
    '',
  ].join('\n');
}

function listed(names: readonly string[]): string {
  return `${[...names]
    .sort()
    .map((name) => `\`${name}\``)
    .join(', ')}.`;
}

describe('docs/layers.md', () => {
  it('knows every export of keras.layers', () => {
    expect(exported.layers.filter((name) => describeLayer(name) === undefined)).toEqual([]);
  });

  it('says what the importer does', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, renderPage());
    expect(readFileSync(page, 'utf8')).toBe(renderPage());
  });

  it('has one fate for each layer', () => {
    const all = [...Object.keys(LOWERED), ...NO_OPS, ...Object.keys(REFUSED)];
    expect(all.length).toBe(new Set(all).size);
  });
});

describe('activations', () => {
  it('has every function of keras.activations', () => {
    expect(exported.activations.filter((name) => !ACTIVATION_NAMES.includes(name))).toEqual([]);
  });
});
