import type { Handler } from '../application.ts';
import { decidedBlock } from '../decided-block.ts';

/**
 * Executes the block that all decided. A transaction that cannot run gets a code and is no part of our block, so that
 * nothing that was decided can stop the chain; what stops it is a fault of this node (D8).
 */
export const finalizeBlock: Handler<'finalizeBlock'> = async ({ decisions, cluster }, request) => {
  const { txs, height, ...header } = request;
  const { results, validatorUpdates } = await decisions.decide(height, header, txs);
  cluster.decided(...decidedBlock(request));
  return {
    txResults: [...results],
    appHash: decisions.appHash,
    validatorUpdates: validatorUpdates.map(({ key, power }) => ({
      pubKey: { sum: { case: 'ed25519' as const, value: key } },
      power,
    })),
  };
};
