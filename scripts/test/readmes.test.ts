/** What READMEs show runs: the first example of each package, beside the files of the wine network. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeReadmeExamples } from '../readme-examples.mjs';

const home = process.cwd();
beforeAll(() => process.chdir(fileURLToPath(new URL('../../examples/wine-cellar/model/', import.meta.url))));
afterAll(() => process.chdir(home));

const examples = [...writeReadmeExamples()].filter(([readme]) => readme.startsWith('packages/'));

it.each(examples)('%s', async (_, [first]) => {
  expect(first).toBeDefined();
  await import(first!);
});
