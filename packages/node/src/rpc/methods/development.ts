import type { MerkleStateManager } from '@ethereumjs/statemanager';
import {
  Account,
  type Address,
  bigIntToBytes,
  hexToBytes,
  setLengthLeft,
  unpadBytes,
} from '@ethereumjs/util';
import { z } from 'zod';
import { invalidParams } from '../errors.ts';
import { toQuantity } from '../format/hex.ts';
import { type Method, type MethodTable, method, type RpcContext } from '../method.ts';
import { address, data, hash, noParams, quantity, slot } from '../schema.ts';

/** A number as tools send it: a quantity, or a plain JSON number. */
const number = z.union([
  quantity,
  z.number().int().nonnegative().transform(BigInt),
  z.string().regex(/^\d+$/).transform(BigInt),
]);
const maxBlocksAtOnce = 10_000n;

/** Changes the newest state, in an empty block of its own. */
async function edit(
  { solo }: RpcContext,
  change: (state: MerkleStateManager) => Promise<void>,
): Promise<true> {
  await solo.seal({ edit: change, empty: true });
  return true;
}

async function editAccount(
  context: RpcContext,
  who: Address,
  change: (account: Account) => void,
): Promise<true> {
  return edit(context, async (state) => {
    const account = (await state.getAccount(who)) ?? new Account();
    change(account);
    await state.putAccount(who, account);
  });
}

async function mine(context: RpcContext, blocks: bigint, interval: bigint): Promise<void> {
  if (blocks > maxBlocksAtOnce) throw invalidParams(`expected at most ${maxBlocksAtOnce} blocks at once`);
  for (let mined = 0n; mined < blocks; mined++) {
    if (mined > 0n && interval > 0n)
      context.solo.clock.setNext(context.chain.head.header.timestamp + interval);
    await context.solo.seal();
  }
}

const setBalance = method(z.tuple([address, number]), (context, [who, balance]) =>
  editAccount(context, who, (account) => {
    account.balance = balance;
  }),
);

const setNonce = method(z.tuple([address, number]), (context, [who, nonce]) =>
  editAccount(context, who, (account) => {
    account.nonce = nonce;
  }),
);

const setCode = method(z.tuple([address, data]), (context, [who, code]) =>
  edit(context, async (state) => {
    if (!(await state.getAccount(who))) await state.putAccount(who, new Account());
    await state.putCode(who, hexToBytes(code));
  }),
);

const setStorageAt = method(z.tuple([address, slot, hash]), (context, [who, key, value]) =>
  edit(context, async (state) => {
    if (!(await state.getAccount(who))) await state.putAccount(who, new Account());
    await state.putStorage(who, setLengthLeft(bigIntToBytes(key), 32), unpadBytes(hexToBytes(value)));
  }),
);

const byName: Readonly<Record<string, Method>> = {
  setBalance,
  setNonce,
  setCode,
  setStorageAt,

  impersonateAccount: method(z.tuple([address]), ({ impersonation }, [who]) => {
    impersonation.start(who.toString());
    return true;
  }),

  stopImpersonatingAccount: method(z.tuple([address]), ({ impersonation }, [who]) => {
    impersonation.stop(who.toString());
    return true;
  }),

  autoImpersonateAccount: method(z.tuple([z.boolean()]), ({ impersonation }, [all]) => {
    impersonation.all = all;
    return null;
  }),

  mine: method(z.tuple([number.nullish(), number.nullish()]), async (context, [blocks, interval]) => {
    await mine(context, blocks ?? 1n, interval ?? 0n);
    return null;
  }),

  setNextBlockBaseFeePerGas: method(z.tuple([number]), ({ solo }, [baseFeePerGas]) => {
    solo.nextBlock.baseFeePerGas = baseFeePerGas;
    return true;
  }),

  setPrevRandao: method(z.tuple([hash]), ({ solo }, [prevRandao]) => {
    solo.nextBlock.prevRandao = hexToBytes(prevRandao);
    return true;
  }),

  setCoinbase: method(z.tuple([address]), ({ solo }, [coinbase]) => {
    solo.coinbase = coinbase;
    return true;
  }),

  getAutomine: method(noParams, ({ solo }) => solo.automine),

  dropTransaction: method(z.tuple([hash]), ({ pool }, [transactionHash]) => {
    const known = pool.get(transactionHash) !== undefined;
    pool.remove(transactionHash);
    return known;
  }),

  dropAllTransactions: method(noParams, ({ pool }) => {
    pool.clear();
    return null;
  }),
};

const named = (namespace: string): MethodTable =>
  Object.fromEntries(Object.entries(byName).map(([name, each]) => [`${namespace}_${name}`, each]));

/** What tests need: time, blocks and state at will, as anvil and Hardhat name it. */
export const developmentMethods: MethodTable = {
  ...named('anvil'),
  ...named('hardhat'),

  evm_mine: method(
    z.tuple([
      z.union([number, z.object({ timestamp: number.nullish(), blocks: number.nullish() })]).nullish(),
    ]),
    async (context, [option]) => {
      const { timestamp, blocks } =
        typeof option === 'bigint' ? { timestamp: option, blocks: 1n } : (option ?? {});
      if (timestamp != null) context.solo.clock.setNext(timestamp);
      await mine(context, blocks ?? 1n, 0n);
      return '0x0';
    },
  ),

  evm_snapshot: method(noParams, ({ snapshots, chain, solo }) =>
    toQuantity(snapshots.take({ block: chain.head.header.number, offset: solo.clock.advance(0n) })),
  ),

  evm_revert: method(z.tuple([number]), async ({ snapshots, chain, pool, solo }, [id]) => {
    const snapshot = snapshots.restore(Number(id));
    if (!snapshot) return false;
    await chain.rewind(snapshot.block);
    pool.clear();
    solo.clock.advance(snapshot.offset - solo.clock.advance(0n));
    return true;
  }),

  evm_increaseTime: method(z.tuple([number]), ({ solo }, [seconds]) => Number(solo.clock.advance(seconds))),

  evm_setNextBlockTimestamp: method(z.tuple([number]), ({ solo, chain }, [timestamp]) => {
    const parent = chain.head.header.timestamp;
    if (timestamp < parent)
      throw invalidParams(`timestamp ${timestamp} is before the newest block's ${parent}`);
    solo.clock.setNext(timestamp);
    return null;
  }),

  evm_setAutomine: method(z.tuple([z.boolean()]), ({ solo }, [automine]) => {
    solo.setAutomine(automine);
    return true;
  }),

  evm_setIntervalMining: method(z.tuple([z.number().int().nonnegative()]), ({ solo }, [milliseconds]) => {
    solo.setInterval(milliseconds);
    return true;
  }),

  evm_setAccountBalance: setBalance,
  evm_setAccountNonce: setNonce,
  evm_setAccountCode: setCode,
};
