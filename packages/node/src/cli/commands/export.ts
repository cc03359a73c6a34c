import type { Artefact } from '@evm-ml/quantized-runtime';
import { Command } from 'commander';
import { UserError } from '../errors.ts';
import { expectOrigin, originPath, readArtefact } from '../io/artefact-file.ts';
import { writeFileAtomic } from '../io/atomic.ts';
import { expectApart } from '../io/expect-apart.ts';
import { loadWorkshop } from '../load-workshop.ts';

interface Flags {
  output: string;
  rpc?: string;
}

/** `evm-ml export`: an artefact as a file that Keras opens. */
export function exportCommand(): Command {
  return new Command('export')
    .description('turn an artefact back into a file that Keras opens')
    .argument('<artefact>', 'what convert wrote; with --rpc the name or id of a model on that chain')
    .requiredOption('-o, --output <file>', 'the .keras file to write')
    .option('--rpc <url>', 'take the model from this node instead of a file')
    .action(runExport);
}

async function runExport(given: string, { output, rpc }: Flags): Promise<void> {
  if (rpc === undefined) await expectApart([output], [given, originPath(given)]);
  const { decodeNetwork, exportKeras } = await loadWorkshop();
  const artefact = rpc === undefined ? await readFiles(given) : await readChain(given, rpc);
  await writeFileAtomic(output, await exportKeras(decodeNetwork(artefact)));
}

const readFiles = async (path: string) => expectOrigin(path, await readArtefact(path));

async function readChain(model: string, rpc: string): Promise<Required<Artefact>> {
  const [{ mlActions }, { connect }] = await Promise.all([
    import('@evm-ml/evm/viem'),
    import('../rpc/client.ts'),
  ]);
  const client = (await connect(rpc)).extend(mlActions());
  const { artefact, origin } = await client.readArtefact({ model });
  if (origin === undefined) {
    throw new UserError(`${model} was sealed without an origin: nothing tells what Keras network it was.`);
  }
  return { model: artefact, origin };
}
