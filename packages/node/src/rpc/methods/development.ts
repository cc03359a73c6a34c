import { hexToBytes } from '@ethereumjs/util';
import {
  type AsAnvil,
  type accountEdits,
  developmentMethods,
  inNamespace,
  isSilent,
  type sealing,
} from '@evm-ml/rpc';
import { boundsOf } from '../../consensus/driver.ts';
import { submit } from '../../consensus/submit.ts';
import { invalidParams } from '../errors.ts';
import { makeUnsigned } from '../fill-transaction.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { type Handlers, serve } from '../method.ts';
import { isUnreadable, loadState, readDump } from '../state-dump.ts';
import { editHandlers } from './development/account-edits.ts';
import { type DevelopmentContext, developing } from './development/developing.ts';
import { mine, sealingHandlers } from './development/sealing.ts';
import { assertTime, increaseTime, setNextTimestamp } from './development/times.ts';
import { suggestedTip } from './fees.ts';
import { acknowledge } from './transactions.ts';

/** Least gas limit of a block in Ethereum's rules. */
const minGasLimit = 5_000n;

const shared = { ...editHandlers, ...sealingHandlers };

/** The same work; what Hardhat answers with true, anvil answers with nothing. */
const silencedForAnvil = Object.fromEntries(
  Object.entries<(context: DevelopmentContext, params: never) => unknown>(shared).map(([name, run]) => [
    name,
    isSilent(name)
      ? async (context: DevelopmentContext, params: never) => {
          await run(context, params);
          return null;
        }
      : run,
  ]),
) as Handlers<AsAnvil<typeof accountEdits & typeof sealing>, DevelopmentContext>;

/** What tests need: time, blocks and state at will, as anvil and Hardhat name it. */
export const developmentHandlers = serve(
  developmentMethods,
  developing<typeof developmentMethods>({
    ...inNamespace('anvil', silencedForAnvil),

    anvil_dropTransaction: ({ pool }, { hash }) => {
      if (!pool.get(hash)) return null;
      pool.remove(hash);
      return hash;
    },

    anvil_setAutomine: ({ development }, { automine }) => {
      development.setAutomine(automine);
      return null;
    },

    anvil_setIntervalMining: ({ development }, { seconds }) => {
      development.setInterval(Number(seconds) * 1_000);
      return null;
    },

    ...inNamespace('hardhat', shared),

    anvil_nodeInfo: ({ driver, chain }) => {
      const { header } = chain.head;
      const { baseFeePerGas: baseFee, gasLimit } = boundsOf(driver, chain.head);
      return {
        currentBlockNumber: toQuantity(header.number),
        currentBlockTimestamp: Number(header.timestamp),
        currentBlockHash: toData(chain.head.hash()),
        hardFork: chain.common.hardfork(),
        transactionOrder: 'fees',
        environment: {
          baseFee: toQuantity(baseFee),
          chainId: Number(chain.common.chainId()),
          gasLimit: toQuantity(gasLimit),
          gasPrice: toQuantity(baseFee + suggestedTip),
        },
        forkConfig: { forkUrl: null, forkBlockNumber: null, forkRetryBackoff: null },
      };
    },

    anvil_dumpState: (context) => context.reads.checked('anvil_dumpState', {}),

    anvil_loadState: async ({ chain, development, limits }, { state }) => {
      const dump = readDump(hexToBytes(state), limits, chain.keccak256);
      if (isUnreadable(dump)) throw invalidParams(dump.reason);
      assertTime(dump.timestamp);
      await development.seal({ edit: async (own) => loadState(own, dump), empty: true });
      if (development.clock.time < dump.timestamp) development.clock.time = dump.timestamp;
      return true;
    },

    eth_sendUnsignedTransaction: async (context, { transaction }) =>
      acknowledge(await submit(context, await makeUnsigned(context, transaction))),

    evm_mine: async (context, { option }) => {
      const { timestamp, blocks } =
        typeof option === 'bigint' ? { timestamp: option, blocks: 1n } : (option ?? {});
      if (timestamp != null) setNextTimestamp(context, timestamp);
      await mine(context, blocks ?? 1n, 0n);
      return '0x0';
    },

    evm_snapshot: ({ snapshots, chain, development: { clock } }) =>
      toQuantity(snapshots.take({ block: chain.head.header.number, time: clock.time })),

    evm_revert: async ({ snapshots, pool, development }, { snapshot: id }) => {
      const snapshot = snapshots.restore(Number(id));
      if (!snapshot) return false;
      await development.rewind(snapshot.block);
      pool.clear();
      development.clock.time = snapshot.time;
      return true;
    },

    evm_increaseTime: (context, { seconds }) => Number(increaseTime(context, seconds)),

    evm_setNextBlockTimestamp: (context, { timestamp }) => {
      setNextTimestamp(context, timestamp);
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
