import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { redraws } from './draw/redraws.ts';

const USAGE = `Usage: npm run bench:draw -- [FOLDER]
Draws the pictures of the benches again from the results in FOLDER (default bench/results), without measuring.`;

const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});
const [folder = 'bench/results'] = positionals;
if (values.help || positionals.length > 1) console.log(USAGE);
else {
  for (const { results, picture, draw } of redraws) {
    const file = join(folder, results);
    if (!existsSync(file)) continue;
    writeFileSync(join(folder, picture), draw(readFileSync(file, 'utf8')));
    console.log(`${join(folder, picture)} from ${results}`);
  }
}
