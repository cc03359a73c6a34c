import { Command } from 'commander';
import { readInput } from '../io/numbers.ts';
import { withProgress } from '../progress.ts';

interface Flags {
  name: string;
  rpc: string;
  key?: string;
  passwordFile?: string;
}

/** `evm-ml deploy`: puts an artefact on a chain under a name; continues where it was interrupted. */
export function deployCommand(): Command {
  return new Command('deploy')
    .description('put an artefact on a chain under a name; continues an interrupted deployment')
    .argument('<artefact>', 'what convert wrote')
    .requiredOption('--name <name>', 'org.domain.model')
    .option('--rpc <url>', 'the node', 'http://127.0.0.1:8545')
    .option(
      '--key <key>',
      'file of the signing key (64 hex digits or a keystore file, mode 600) or the key; default: EVM_ML_KEY',
    )
    .option('--password-file <file>', 'of a keystore file (default: ask)')
    .action(runDeploy);
}

async function runDeploy(path: string, { name, rpc, key, passwordFile }: Flags): Promise<void> {
  const artefact = await readInput(path);
  const { loadModel, referenceKernels } = await import('@evm-ml/quantized-runtime');
  await loadModel(artefact, { kernels: referenceKernels }); // Nobody pays for what no chain would run.
  const [{ mlWalletActions }, { readAccount }, { connectWallet }] = await Promise.all([
    import('@evm-ml/evm/viem'),
    import('../io/key.ts'),
    import('../rpc/client.ts'),
  ]);
  const wallet = (await connectWallet(rpc, await readAccount(key, passwordFile))).extend(mlWalletActions());
  const done = await withProgress(
    (progress) =>
      wallet.deployModel({
        artefact,
        name,
        onProgress: (step) => progress.update(step.title, step.done, step.total),
      }),
    'run the same command again to continue',
  );
  const sent = done.transactions.length;
  const cost =
    sent === 0 ? 'was there already' : `${sent} transactions, ${done.gasUsed.toLocaleString('en-US')} gas`;
  process.stdout.write(
    `${name}@${done.version}  model ${done.modelId}\n` +
      `${done.uploaded} of ${done.chunks} chunks uploaded, sealed and registered (${cost})\n`,
  );
}
