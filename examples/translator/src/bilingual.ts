import { readFileSync } from 'node:fs';
import { type GetPredictionTraceReturnType, mlActions, mlWalletActions } from '@evm-ml/evm/viem';
import { type Client, compileContracts, deployContract, send } from '@evm-ml/example-story';
import { type Address, type Hex, parseEventLogs, type TransactionReceipt } from 'viem';
import { abi } from './abi.ts';

export const NAME = 'acme.desk.translator';

/** The folder of the example's Solidity. */
export const contracts = new URL('../contracts/', import.meta.url);

/** The network: what `evm-ml convert` made of the Keras file of tools/keras/translator. */
export function readTranslator(): { artefact: Uint8Array; origin: Uint8Array } {
  const read = (name: string) => new Uint8Array(readFileSync(new URL(`../model/${name}`, import.meta.url)));
  return { artefact: read('translator.evmml'), origin: read('translator.evmml.origin') };
}

/** Publishes the network, and gives back its id. */
export async function publishTranslator(
  owner: Client,
): Promise<{ modelId: Hex; gasUsed: bigint; bytes: number }> {
  const { artefact, origin } = readTranslator();
  const { modelId, gasUsed } = await owner.wallet
    .extend(mlWalletActions())
    .deployModel({ artefact, origin, name: NAME });
  return { modelId, gasUsed, bytes: artefact.length };
}

/** Deploys contracts/Bilingual.sol. */
export const deployBilingual = (owner: Client, modelId: Hex): Promise<Address> =>
  deployContract(owner, compileContracts(contracts)['Bilingual']!, [modelId]);

export interface Offer {
  readonly id: bigint;
  readonly english: string;
  readonly german: string;
  readonly receipt: TransactionReceipt;
  /** Gas of PREDICT, and of that what loading the network took. */
  readonly gas: bigint;
  readonly loadGas: bigint;
  /** Steps of its loop: one a word, and one to stop. */
  readonly steps: number;
}

/** Offers `value` wei for what a sentence says. */
export async function makeOffer(
  buyer: Client,
  address: Address,
  english: string,
  { seller, until, value }: { seller: Address; until: number; value: bigint },
): Promise<Offer> {
  const receipt = await send(buyer, {
    ...{ address, abi, functionName: 'offer', args: [english, seller, until], value },
  });
  const [event] = parseEventLogs({ abi, logs: receipt.logs, eventName: 'Offered' });
  const { id, german } = event!.args;
  const [trace] = await buyer.public
    .extend(mlActions())
    .getPredictionTrace({ hash: receipt.transactionHash });
  return { id, english, german, receipt, ...gasOf(trace!), steps: trace!.steps[0]! };
}

const gasOf = ({ gas }: GetPredictionTraceReturnType[number]) => ({ gas: gas.total, loadGas: gas.load });

/** What one more token of an answer costs. */
export async function tokenGas({ public: client }: Client, modelId: Hex): Promise<bigint> {
  const { gas, leastGas, steps } = await client.extend(mlActions()).describeModel({ model: modelId });
  return (gas - leastGas) / (steps - 1n);
}

/** Repeats an offer's German. */
export const accept = (address: Address, id: bigint, german: string) => ({
  ...{ address, abi, functionName: 'accept', args: [id, german] },
});

export const takeBack = (address: Address, id: bigint) => ({
  ...{ address, abi, functionName: 'takeBack', args: [id] },
});

export const withdraw = (address: Address, to: Address) => ({
  ...{ address, abi, functionName: 'withdraw', args: [to] },
});
