/** A page that asks a node. */
import { mlActions } from '@evm-ml/evm/viem';
import { type BaseError, ContractFunctionRevertedError, createPublicClient, http } from 'viem';

/** The answers of the chain, by both ways, and the name of the error that a wrong length brings. */
export async function answer(url: string, model: string, lot: readonly number[]) {
  const client = createPublicClient({ transport: http(url, { retryCount: 0 }) }).extend(mlActions());
  const error = await client.predict({ model, input: [1] }).catch((reason: unknown) => reason);
  const reverted = (error as BaseError).walk((each) => each instanceof ContractFunctionRevertedError);
  return {
    models: (await client.getModels()).map(({ name }) => name),
    real: await client.predict({ model, input: Array.from(lot) }),
    decimals: await client.getPrediction({ model, input: Array.from(lot) }),
    error: (reverted as ContractFunctionRevertedError).data?.errorName,
  };
}
