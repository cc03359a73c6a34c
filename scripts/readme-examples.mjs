// The examples in TypeScript that READMEs show, as files: `.readme/N.ts` in the package that the README is of, where
// the names of packages mean what they mean to its users. The first README of all has its examples in bench.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const BLOCK = /^```ts\n(.*?)^```$/gms;

/** Writes the examples; tells for each README, by its path, the files. */
export function writeReadmeExamples() {
  const packages = readdirSync(join(root, 'packages')).map((name) => ({
    readme: `packages/${name}/README.md`,
    home: join(root, 'packages', name),
  }));
  const places = [{ readme: 'README.md', home: join(root, 'bench') }, ...packages];
  return new Map(
    places
      .filter(({ readme }) => existsSync(join(root, readme)))
      .map(({ readme, home }) => [readme, writeExamples(join(root, readme), join(home, '.readme'))]),
  );
}

function writeExamples(readme, folder) {
  rmSync(folder, { recursive: true, force: true });
  const blocks = [...readFileSync(readme, 'utf8').matchAll(BLOCK)].map(([, source]) => source);
  if (blocks.length > 0) mkdirSync(folder);
  return blocks.map((source, index) => {
    const file = join(folder, `${index + 1}.ts`);
    writeFileSync(file, source);
    return file;
  });
}
