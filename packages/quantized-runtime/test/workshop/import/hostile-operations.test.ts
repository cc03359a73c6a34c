import { readFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../src/errors.ts';
import { importKeras } from '../../../src/workshop/index.ts';
import { fixturePath } from './fixtures.ts';

/** Settings of operations that Keras would not write: each is refused with a sentence before anything is built of it. */
const bundles = Object.fromEntries(
  ['tensors', 'functions'].map((name) => [name, unzipSync(readFileSync(fixturePath(`${name}.zip`)))]),
);

const changed = (bundle: string, name: string, from: string, to: string) => {
  const files = unzipSync(bundles[bundle]![`${name}.keras`]!);
  const text = strFromU8(files['config.json']!);
  expect(text).toContain(from);
  return zipSync({ ...files, 'config.json': strToU8(text.replaceAll(from, to)) });
};

describe('operations with settings that make no sense', () => {
  it.each([
    ['tensors', 'tensors_einsum', 'bij,bkj->bik', 'bij,bkj->biz', 'one that no operand has'],
    ['tensors', 'tensors_einsum', 'bij,bkj->bik', 'bij,bkj->bii', 'an axis twice'],
    ['tensors', 'tensors_einsum', 'bij,bkj->bik', 'bbj,bkj->bjk', 'examples of the batch would meet'],
    ['tensors', 'tensors_einsum', 'bij,bkj->bik', 'bij,bkj->ibk', 'examples of the batch would meet'],
    ['tensors', 'tensors_einsum', 'bij,bkj->bik', '->', 'is not of the form'],
    [
      'tensors',
      'tensors_one_hot',
      '"num_classes": 7',
      '"num_classes": 1000000',
      'codes have 1 to 2048 places',
    ],
    ['tensors', 'tensors_counted', '"num_classes": 6', '"num_classes": -6', 'codes have 1 to 2048 places'],
    ['tensors', 'tensors_resize_operation', '[12, 16]', '[0, 16]', 'every size is a whole number'],
    ['tensors', 'tensors_resize_operation', '[12, 16]', '[1000000000, 16]', 'every size is a whole number'],
    ['tensors', 'tensors_blocks', '"block_size": 2', '"block_size": 0', 'are no blocks of 0 x 0'],
    ['tensors', 'tensors_orders', '"k": 3', '"k": 99', 'takes the first 99 of 6 elements'],
    ['tensors', 'tensors_scans', '"n": 2', '"n": 9', 'nothing is left of its axis'],
    ['tensors', 'tensors_takes', '[0, 2, 1]', '[0.5, 2, 1]', 'not a number within its axis'],
    ['tensors', 'tensors_takes', '[0, 2, 1]', '[[0], 2]', 'neither a tensor nor a number'],
    ['tensors', 'tensors_one_hot', '"value": [[', '"value": [["x", ', 'a constant array is empty or ragged'],
    ['tensors', 'tensors_one_hot', '"value": [[', '"value": [[NaN, ', 'a constant array is empty or ragged'],
    ['functions', 'tf_moving_keras', '"concat"', '"__proto__"', 'which has no translation'],
    [
      'functions',
      'tf_moving_keras',
      '"concat"',
      '"einsum"',
      'Keras 2 does not store what it was called with',
    ],
    ['functions', 'tf_moving_keras', '"shape": [-1, 3, 8]', '"shape": {"a": 1}', 'a list of whole numbers'],
    [
      'functions',
      'tf_arithmetic_keras',
      '"_CONSTANT_VALUE", -1, 1.0',
      '"_CONSTANT_VALUE", -1, "s"',
      'neither a tensor',
    ],
  ])('%s %s: %s to %s', async (bundle, name, from, to, words) => {
    const refused = importKeras(changed(bundle, name, from, to));
    await expect(refused).rejects.toThrow(ImportError);
    await expect(refused).rejects.toThrow(words);
  });
});
