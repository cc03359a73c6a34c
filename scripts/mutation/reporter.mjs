import { relative } from 'node:path';

const LIVES = new Set(['NoCoverage', 'Survived']);
const counts = {};

/** How many mutants have ended in which way so far. */
export const tally = () => ({ ...counts });

function survivors() {
  for (const status of Object.keys(counts)) delete counts[status];
  return {
    onMutantTested({ status, fileName, location: { start }, mutatorName, replacement }) {
      counts[status] = (counts[status] ?? 0) + 1;
      if (!LIVES.has(status)) return;
      const place = `${relative(process.cwd(), fileName)}:${start.line}:${start.column}`;
      console.log(`${status} ${place} ${mutatorName} ${replacement.replaceAll(/\s+/g, ' ').slice(0, 100)}`);
    },
  };
}

/** For Stryker: says each mutant that lives as soon as that is known, so that a run which is ended early has said something. */
export const strykerPlugins = [{ kind: 'Reporter', name: 'survivors', factory: survivors }];
