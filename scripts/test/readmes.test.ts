/** What READMEs show runs: the first example of each package, beside the files of the wine network. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, it } from 'vitest';
import { writeReadmeExamples } from '../readme-examples.mjs';

const home = process.cwd();
beforeAll(() => process.chdir(fileURLToPath(new URL('../../examples/wine-cellar/model/', import.meta.url))));
afterAll(() => process.chdir(home));

const written = writeReadmeExamples();
const packages = readdirSync(new URL('../../packages/', import.meta.url));
const examples = packages.map((name) => [`packages/${name}/README.md`] as const);

it.each(examples)('%s', async (readme) => {
  const [first] = written.get(readme) ?? [];
  if (first === undefined) throw new Error(`${readme} shows no example in TypeScript`);
  await import(first);
});
