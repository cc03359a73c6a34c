import { Command } from 'commander';
import { UserError } from '../errors.ts';
import { originPath, readArtefact } from '../io/artefact-file.ts';
import { withProgress } from '../progress.ts';

interface Flags {
  name: string;
  rpc: string;
  key?: string;
  passwordFile?: string;
  origin: boolean;
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
    .option('--no-origin', 'leave out where the model came from: nobody can export it to Keras again')
    .option('--password-file <file>', 'of a keystore file (default: ask)')
    .action(runDeploy);
}

async function runDeploy(
  path: string,
  { name, rpc, key, passwordFile, origin: withOrigin }: Flags,
): Promise<void> {
  const { model: artefact, origin } = await readArtefact(path);
  if (withOrigin && origin === undefined) {
    throw new UserError(
      `${originPath(path)}: there is no such file, which convert wrote beside the artefact; bring it, or give --no-origin.`,
    );
  }
  const [
    { CAPACITY, loadModel, referenceKernels },
    { getModelLimits, mlWalletActions },
    { readAccount },
    clients,
  ] = await Promise.all([
    import('@evm-ml/quantized-runtime'),
    import('@evm-ml/evm/viem'),
    import('../io/key.ts'),
    import('../rpc/client.ts'),
  ]);
  const { connect, connectWallet } = clients;
  // A node of another make does not say how large models may be.
  const capacity = await getModelLimits(await connect(rpc)).catch(() => CAPACITY);
  loadModel(artefact, { kernels: referenceKernels, capacity }); // Nobody pays for what the chain would not run.
  const wallet = (await connectWallet(rpc, await readAccount(key, passwordFile))).extend(mlWalletActions());
  const done = await withProgress(
    (progress) =>
      wallet.deployModel({
        artefact,
        ...(withOrigin && origin && { origin }),
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
      `${done.chunks === 0 ? '' : `${done.uploaded} of ${done.chunks} chunks uploaded, `}sealed and registered (${cost})\n`,
  );
}
