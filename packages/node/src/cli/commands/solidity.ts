import { basename, extname } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../errors.ts';
import { writeFileAtomic } from '../io/atomic.ts';
import { readInput } from '../io/numbers.ts';

interface Flags {
  output: string;
  name?: string;
}

/** `evm-ml solidity`: an artefact as plain Solidity, for chains without PREDICT. */
export function solidityCommand(): Command {
  return new Command('solidity')
    .description('turn an artefact into plain Solidity that gives the same bits, for chains without PREDICT')
    .argument('<artefact>', 'what convert wrote; profile a16 or a8')
    .requiredOption('-o, --output <file>', 'the .sol file to write')
    .option('--name <contract>', "the contract's name (default: that of the file)")
    .action(runSolidity);
}

async function runSolidity(path: string, { output, name }: Flags): Promise<void> {
  const artefact = await readInput(path);
  const [{ networkToSolidity, SolidityError }, { decodeNetwork, validate }] = await Promise.all([
    import('@evm-ml/evm'),
    import('@evm-ml/quantized-runtime'),
  ]);
  const network = decodeNetwork(artefact);
  validate(network.graph);
  try {
    const source = networkToSolidity(network, { name: name ?? basename(output, extname(output)) });
    await writeFileAtomic(output, new TextEncoder().encode(source));
  } catch (error) {
    if (error instanceof SolidityError) throw new UserError(error.message);
    throw error;
  }
}
