import { developmentMethods, inNamespace } from '@evm-ml/rpc';
import { invalidParams } from '../errors.ts';
import { toQuantity } from '../format/hex.ts';
import { serve } from '../method.ts';
import { editHandlers } from './development/account-edits.ts';
import { developing } from './development/developing.ts';
import { mine, sealingHandlers } from './development/sealing.ts';

/** Least gas limit of a block in Ethereum's rules. */
const minGasLimit = 5_000n;

const shared = { ...editHandlers, ...sealingHandlers };

/** What tests need: time, blocks and state at will, as anvil and Hardhat name it. */
export const developmentHandlers = serve(
  developmentMethods,
  developing<typeof developmentMethods>({
    ...inNamespace('anvil', shared),
    ...inNamespace('hardhat', shared),

    evm_mine: async (context, { option }) => {
      const { timestamp, blocks } =
        typeof option === 'bigint' ? { timestamp: option, blocks: 1n } : (option ?? {});
      if (timestamp != null) context.development.clock.setNext(timestamp);
      await mine(context, blocks ?? 1n, 0n);
      return '0x0';
    },

    evm_snapshot: ({ snapshots, chain, development: { clock } }) =>
      toQuantity(snapshots.take({ block: chain.head.header.number, offset: clock.advance(0n) })),

    evm_revert: async ({ snapshots, pool, development }, { snapshot: id }) => {
      const snapshot = snapshots.restore(Number(id));
      if (!snapshot) return false;
      await development.rewind(snapshot.block);
      pool.clear();
      development.clock.advance(snapshot.offset - development.clock.advance(0n));
      return true;
    },

    evm_increaseTime: ({ development: { clock } }, { seconds }) => Number(clock.advance(seconds)),

    evm_setNextBlockTimestamp: ({ development: { clock }, chain }, { timestamp }) => {
      const parent = chain.head.header.timestamp;
      if (timestamp < parent)
        throw invalidParams(`timestamp ${timestamp} is before the newest block's ${parent}`);
      clock.setNext(timestamp);
      return null;
    },

    evm_setBlockGasLimit: ({ development: { nextBlock } }, { gasLimit }) => {
      if (gasLimit < minGasLimit) throw invalidParams(`gas limit ${gasLimit} is below ${minGasLimit}`);
      nextBlock.gasLimit = gasLimit;
      return true;
    },

    evm_setAutomine: ({ development }, { automine }) => {
      development.setAutomine(automine);
      return true;
    },

    evm_setIntervalMining: ({ development }, { milliseconds }) => {
      development.setInterval(milliseconds);
      return true;
    },

    evm_setAccountBalance: editHandlers.setBalance,
    evm_setAccountNonce: editHandlers.setNonce,
    evm_setAccountCode: editHandlers.setCode,
  }),
);
