import { basename, extname } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../errors.ts';
import { originPath } from '../io/artefact-file.ts';
import { writeFileAtomic } from '../io/atomic.ts';
import { expectApart } from '../io/expect-apart.ts';
import { readInput } from '../io/read-input.ts';
import type { ContractMeasure } from '../measure-solidity.ts';

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
  await expectApart([output], [path, originPath(path)]);
  const artefact = await readInput(path);
  const [
    evmMl,
    { networkToSolidity, SolidityError },
    { decodeGraph, loadModel, programBytesOf, referenceKernels, validate },
    { measureSolidity },
  ] = await Promise.all([
    import('@evm-ml/evm'),
    import('@evm-ml/solidity'),
    import('@evm-ml/quantized-runtime'),
    import('../measure-solidity.ts'),
  ]);
  const graph = decodeGraph(artefact);
  validate(graph);
  const contract = name ?? basename(output, extname(output));
  try {
    const source = networkToSolidity({ graph }, { name: contract });
    const model = await loadModel(artefact, { kernels: referenceKernels });
    const measure = await measureSolidity(source, contract, model.inputLength);
    await writeFileAtomic(output, new TextEncoder().encode(source));
    const gas = evmMl.coldPredictGas(
      {
        reference: { length: 'org.domain.model'.length },
        resolved: { isNamed: true },
        loaded: {
          length: artefact.length,
          programBytes: programBytesOf(artefact),
          indexAddresses: [],
          chunkAddresses: evmMl.layoutOf({ model: artefact }).model.chunks,
          plan: { model },
        },
      },
      1n,
      { account: 2_600n, slot: 2_100n },
    );
    process.stdout.write(describe(contract, measure, gas));
  } catch (error) {
    if (error instanceof SolidityError) throw new UserError(error.message);
    throw error;
  }
}

const grouped = (number: number | bigint): string => number.toLocaleString('en-US');

function describe(name: string, measure: ContractMeasure, gas: bigint): string {
  const { codeBytes, parts, deploymentGas, predictGas } = measure;
  const data = parts === 0 ? '' : ` and ${parts} data contract${parts === 1 ? '' : 's'}`;
  return (
    `${name}: ${grouped(codeBytes)} bytes of code${data}, ${grouped(deploymentGas)} gas to deploy\n` +
    `one example: ${grouped(predictGas)} gas as Solidity, ${grouped(gas)} through PREDICT\n`
  );
}
