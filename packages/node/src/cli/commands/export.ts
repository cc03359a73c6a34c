import { Command } from 'commander';
import { writeFileAtomic } from '../io/atomic.ts';
import { readInput } from '../io/numbers.ts';

/** `evm-ml export`: an artefact as a file that Keras opens. */
export function exportCommand(): Command {
  return new Command('export')
    .description('turn an artefact back into a file that Keras opens')
    .argument('<artefact>', 'what convert wrote, or what a chain holds')
    .requiredOption('-o, --output <file>', 'the .keras file to write')
    .action(runExport);
}

async function runExport(path: string, { output }: { output: string }): Promise<void> {
  const artefact = await readInput(path);
  const [{ decodeNetwork }, { exportKeras }] = await Promise.all([
    import('@evm-ml/quantized-runtime'),
    import('@evm-ml/quantized-runtime/workshop'),
  ]);
  await writeFileAtomic(output, await exportKeras(decodeNetwork(artefact)));
}
