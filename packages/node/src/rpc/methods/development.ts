import { developmentMethods, inNamespace } from '@evm-ml/rpc';
import { invalidParams } from '../errors.ts';
import { toQuantity } from '../format/hex.ts';
import { serve } from '../method.ts';
import { editHandlers } from './development/account-edits.ts';
import { mine, sealingHandlers } from './development/sealing.ts';

/** Least gas limit of a block in Ethereum's rules. */
const minGasLimit = 5_000n;

const shared = { ...editHandlers, ...sealingHandlers };

/** What tests need: time, blocks and state at will, as anvil and Hardhat name it. */
export const developmentHandlers = serve(developmentMethods, {
  ...inNamespace('anvil', shared),
  ...inNamespace('hardhat', shared),

  evm_mine: async (context, { option }) => {
    const { timestamp, blocks } =
      typeof option === 'bigint' ? { timestamp: option, blocks: 1n } : (option ?? {});
    if (timestamp != null) context.solo.clock.setNext(timestamp);
    await mine(context, blocks ?? 1n, 0n);
    return '0x0';
  },

  evm_snapshot: ({ snapshots, chain, solo }) =>
    toQuantity(snapshots.take({ block: chain.head.header.number, offset: solo.clock.advance(0n) })),

  evm_revert: async ({ snapshots, chain, pool, solo }, { snapshot: id }) => {
    const snapshot = snapshots.restore(Number(id));
    if (!snapshot) return false;
    await chain.rewind(snapshot.block);
    pool.clear();
    solo.clock.advance(snapshot.offset - solo.clock.advance(0n));
    return true;
  },

  evm_increaseTime: ({ solo }, { seconds }) => Number(solo.clock.advance(seconds)),

  evm_setNextBlockTimestamp: ({ solo, chain }, { timestamp }) => {
    const parent = chain.head.header.timestamp;
    if (timestamp < parent)
      throw invalidParams(`timestamp ${timestamp} is before the newest block's ${parent}`);
    solo.clock.setNext(timestamp);
    return null;
  },

  evm_setBlockGasLimit: ({ solo }, { gasLimit }) => {
    if (gasLimit < minGasLimit) throw invalidParams(`gas limit ${gasLimit} is below ${minGasLimit}`);
    solo.nextBlock.gasLimit = gasLimit;
    return true;
  },

  evm_setAutomine: ({ solo }, { automine }) => {
    solo.setAutomine(automine);
    return true;
  },

  evm_setIntervalMining: ({ solo }, { milliseconds }) => {
    solo.setInterval(milliseconds);
    return true;
  },

  evm_setAccountBalance: editHandlers.setBalance,
  evm_setAccountNonce: editHandlers.setNonce,
  evm_setAccountCode: editHandlers.setCode,
});
