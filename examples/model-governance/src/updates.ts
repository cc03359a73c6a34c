import { mlWalletActions } from '@evm-ml/evm/viem';
import type { Client } from '@evm-ml/example-story';

/** Puts an artefact into the store without a name: contracts ask for it by its id. Only what the store does not hold is sent and paid for. */
export const sealModel = (
  client: Client,
  artefact: { readonly artefact: Uint8Array; readonly origin?: Uint8Array },
) => client.wallet.extend(mlWalletActions()).uploadModel(artefact);

/** What it took to seal a model. */
export type Update = Awaited<ReturnType<typeof sealModel>>;
