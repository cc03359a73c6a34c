import { readFileSync } from 'node:fs';
import { createUpload } from '@evm-ml/evm';
import { loadModel } from '@evm-ml/quantized-runtime';
import { expect, it } from 'vitest';
import { withGains } from '../src/gains.ts';
import { largeModel, modelFile } from '../src/models.ts';

/** Which chunks of a model are not those of the large judge. */
function newChunks(model: Uint8Array): number[] {
  const hashes = (bytes: Uint8Array) => createUpload({ model: bytes }).model.chunks.map(({ hash }) => hash);
  const old = hashes(largeModel());
  return hashes(model).flatMap((hash, i) => (old[i] === hash ? [] : [i]));
}

const { successors } = JSON.parse(readFileSync(new URL('../model/updates.json', import.meta.url), 'utf8'));

it('a last layer that was retrained changes the chunk of its weights and that of all multipliers', () => {
  expect(newChunks(largeModel('last'))).toEqual([0, 5]);
  expect(successors.last.chunks_changed).toEqual([0, 5]);
});

it('gains of channels change what every layer gives, and one chunk', () => {
  const tuned = withGains(largeModel(), (channel) => (channel % 2 ? 1.02 : 0.98));
  expect(tuned.length).toBe(largeModel().length);
  expect(newChunks(tuned)).toEqual([0]);
  const [before, after] = [largeModel(), tuned].map((bytes) => loadModel(bytes));
  const rows = modelFile('rows.bin');
  const view = new DataView(rows.buffer, rows.byteOffset);
  const input = Array.from({ length: 32 }, (_, row) =>
    Array.from({ length: 448 }, (_, i) => view.getInt32(4 * (449 * row + i)) / 1_000),
  ).flat();
  const answers = [before!, after!].map((model) => [...model.run(model.encodeReal(input), 32)]);
  expect(answers[1]).not.toEqual(answers[0]);
  expect(withGains(largeModel(), () => 1)).toEqual(largeModel());
});
