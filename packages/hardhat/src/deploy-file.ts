import { readFile } from 'node:fs/promises';
import { MODEL_REGISTRY_ADDRESS } from '@evm-ml/evm';
import { deployModel, getModelLimits, ModelNameError } from '@evm-ml/evm/viem';
import { CAPACITY, loadModel, RuntimeError, referenceKernels } from '@evm-ml/quantized-runtime';
import { HardhatPluginError } from 'hardhat/plugins';
import type { EthereumProvider } from 'hardhat/types/providers';
import { createWalletClient, custom, type Hex } from 'viem';
import { getCode } from 'viem/actions';
import { PACKAGE } from './package-name.ts';
import type { DeployedModel, DeployOptions } from './predict.ts';

/** A file, and where it is to be known under which name. */
export interface FileToDeploy extends DeployOptions {
  readonly provider: EthereumProvider;
  readonly networkName: string;
  readonly path: string;
  /** The path as messages name it. */
  readonly shown: string;
  readonly name: string;
}

/** Milliseconds between two looks for a receipt. */
const pollingInterval = 20;

/** Deploys an artefact, with its origin where that lies beside it. @throws HardhatPluginError, one sentence */
export async function deployFile(file: FileToDeploy): Promise<DeployedModel> {
  const { provider, networkName, path, shown, name } = file;
  const artefact = await readArtefact(path, shown);
  const origin = await readFile(`${path}.origin`).catch(() => undefined);
  const account = file.account ?? (await firstAccount(provider, networkName));
  const client = createWalletClient({ account, transport: custom(provider), pollingInterval, cacheTime: 0 });
  if ((await getCode(client, { address: MODEL_REGISTRY_ADDRESS })) === undefined) {
    throw refusal(
      `the network "${networkName}" has no PREDICT; connect to one that has, network.create("evmml").`,
    );
  }
  // A node of another make does not say how large models may be.
  const capacity = await getModelLimits(client).catch(() => CAPACITY);
  expectRunnable(artefact, capacity, shown);
  try {
    const done = await deployModel(client, { artefact, ...(origin && { origin }), name });
    return { name, ...done };
  } catch (error) {
    if (error instanceof ModelNameError) throw refusal(error.shortMessage, error);
    throw error;
  }
}

async function readArtefact(path: string, shown: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refusal(
      code === 'ENOENT' || code === 'ENOTDIR'
        ? `${shown}: there is no such file; "evm-ml convert" writes artefacts, and evmMl.models of hardhat.config.ts names their folder.`
        : `${shown}: cannot be read (${code}); give the name of an artefact.`,
      error,
    );
  }
}

async function firstAccount(provider: EthereumProvider, networkName: string): Promise<Hex> {
  const [first] = (await provider.request({ method: 'eth_accounts' })) as Hex[];
  if (first !== undefined) return first;
  throw refusal(
    `the network "${networkName}" has no account that signs; give it "accounts" in hardhat.config.ts.`,
  );
}

/** Nobody pays for what the chain would not run. */
function expectRunnable(artefact: Uint8Array, capacity: typeof CAPACITY, shown: string): void {
  try {
    loadModel(artefact, { kernels: referenceKernels, capacity });
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    throw refusal(
      `${shown}: is no artefact that this chain can run (${error.code}: ${error.message})`,
      error,
    );
  }
}

const refusal = (sentence: string, cause?: unknown) =>
  new HardhatPluginError(PACKAGE, sentence, cause instanceof Error ? cause : undefined);
