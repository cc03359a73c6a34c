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
import * as result from '../results/index.ts';
import { address, data, hash, quantity, slot } from '../schema.ts';

/** A number as tools send it: a quantity, or a plain JSON number. */
const number = z.union([
  quantity,
  z.number().int().nonnegative().transform(BigInt),
  z.string().regex(/^\d+$/).transform(BigInt),
]);
/** Least gas limit of a block in Ethereum's rules. */
const minGasLimit = 5_000n;
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

const done = result.boolean;

const setBalance = method(
  'Sets the balance of an account, in wei.',
  { account: address, balance: number },
  done,
  (context, { account: who, balance }) =>
    editAccount(context, who, (account) => {
      account.balance = balance;
    }),
);

const setNonce = method(
  'Sets the next nonce of an account.',
  { account: address, nonce: number },
  done,
  (context, { account: who, nonce }) =>
    editAccount(context, who, (account) => {
      account.nonce = nonce;
    }),
);

const setCode = method(
  'Sets the code of an account.',
  { account: address, code: data },
  done,
  (context, { account: who, code }) =>
    edit(context, async (state) => {
      if (!(await state.getAccount(who))) await state.putAccount(who, new Account());
      await state.putCode(who, hexToBytes(code));
    }),
);

const setStorageAt = method(
  'Sets a storage slot of an account.',
  { account: address, slot, value: hash },
  done,
  (context, { account: who, slot: key, value }) =>
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

  impersonateAccount: method(
    'Lets eth_sendTransaction speak for an account without its key.',
    { account: address },
    done,
    ({ impersonation }, { account: who }) => {
      impersonation.start(who.toString());
      return true;
    },
  ),

  stopImpersonatingAccount: method(
    'Ends what impersonateAccount began.',
    { account: address },
    done,
    ({ impersonation }, { account: who }) => {
      impersonation.stop(who.toString());
      return true;
    },
  ),

  autoImpersonateAccount: method(
    'Lets eth_sendTransaction speak for every account, or ends that.',
    { all: z.boolean() },
    result.nothing,
    ({ impersonation }, { all }) => {
      impersonation.all = all;
      return null;
    },
  ),

  mine: method(
    'Seals blocks, so many seconds apart.',
    { blocks: number.nullish(), interval: number.nullish() },
    result.nothing,
    async (context, { blocks, interval }) => {
      await mine(context, blocks ?? 1n, interval ?? 0n);
      return null;
    },
  ),

  setNextBlockBaseFeePerGas: method(
    'Sets the base fee of the next block.',
    { baseFeePerGas: number },
    done,
    ({ solo }, { baseFeePerGas }) => {
      solo.nextBlock.baseFeePerGas = baseFeePerGas;
      return true;
    },
  ),

  setPrevRandao: method(
    'Sets what PREVRANDAO gives in the next block.',
    { prevRandao: hash },
    done,
    ({ solo }, { prevRandao }) => {
      solo.nextBlock.prevRandao = hexToBytes(prevRandao);
      return true;
    },
  ),

  setCoinbase: method(
    'Sets the account that collects the fees from now on.',
    { coinbase: address },
    done,
    ({ solo }, { coinbase }) => {
      solo.coinbase = coinbase;
      return true;
    },
  ),

  getAutomine: method(
    'True if a block is sealed as soon as a transaction arrives.',
    {},
    result.boolean,
    ({ solo }) => solo.automine,
  ),

  dropTransaction: method(
    'Takes a waiting transaction out; false if it does not wait.',
    { hash },
    result.boolean,
    ({ pool }, { hash: transactionHash }) => {
      const known = pool.get(transactionHash) !== undefined;
      pool.remove(transactionHash);
      return known;
    },
  ),

  dropAllTransactions: method('Takes all waiting transactions out.', {}, result.nothing, ({ pool }) => {
    pool.clear();
    return null;
  }),

  reset: method(
    'Goes back to genesis, forgets waiting transactions and snapshots, and sets the clock right. Forks of other chains are not supported.',
    { options: z.strictObject({}).nullish() },
    done,
    async ({ chain, pool, snapshots, solo }) => {
      await chain.rewind(0n);
      pool.clear();
      snapshots.clear();
      solo.clock.advance(-solo.clock.advance(0n));
      return true;
    },
  ),
};

const named = (namespace: string): MethodTable =>
  Object.fromEntries(Object.entries(byName).map(([name, each]) => [`${namespace}_${name}`, each]));

/** What tests need: time, blocks and state at will, as anvil and Hardhat name it. */
export const developmentMethods: MethodTable = {
  ...named('anvil'),
  ...named('hardhat'),

  evm_mine: method(
    'Seals a block, or several; a number is its timestamp.',
    {
      option: z
        .union([number, z.object({ timestamp: number.nullish(), blocks: number.nullish() })])
        .nullish(),
    },
    result.quantity,
    async (context, { option }) => {
      const { timestamp, blocks } =
        typeof option === 'bigint' ? { timestamp: option, blocks: 1n } : (option ?? {});
      if (timestamp != null) context.solo.clock.setNext(timestamp);
      await mine(context, blocks ?? 1n, 0n);
      return '0x0';
    },
  ),

  evm_snapshot: method(
    'Remembers the present block and gives the number under which evm_revert finds it.',
    {},
    result.quantity,
    ({ snapshots, chain, solo }) =>
      toQuantity(snapshots.take({ block: chain.head.header.number, offset: solo.clock.advance(0n) })),
  ),

  evm_revert: method(
    'Goes back to a snapshot and forgets it and later ones; false if there is none of this number.',
    { snapshot: number },
    result.boolean,
    async ({ snapshots, chain, pool, solo }, { snapshot: id }) => {
      const snapshot = snapshots.restore(Number(id));
      if (!snapshot) return false;
      await chain.rewind(snapshot.block);
      pool.clear();
      solo.clock.advance(snapshot.offset - solo.clock.advance(0n));
      return true;
    },
  ),

  evm_increaseTime: method(
    'Moves the clock of later blocks; gives the seconds that it is ahead in all.',
    { seconds: number },
    result.integer,
    ({ solo }, { seconds }) => Number(solo.clock.advance(seconds)),
  ),

  evm_setNextBlockTimestamp: method(
    'Sets the timestamp of the next block; time goes on from there.',
    { timestamp: number },
    result.nothing,
    ({ solo, chain }, { timestamp }) => {
      const parent = chain.head.header.timestamp;
      if (timestamp < parent)
        throw invalidParams(`timestamp ${timestamp} is before the newest block's ${parent}`);
      solo.clock.setNext(timestamp);
      return null;
    },
  ),

  evm_setBlockGasLimit: method(
    'Sets the gas limit of the next block and of those after it.',
    { gasLimit: number },
    done,
    ({ solo }, { gasLimit }) => {
      if (gasLimit < minGasLimit) throw invalidParams(`gas limit ${gasLimit} is below ${minGasLimit}`);
      solo.nextBlock.gasLimit = gasLimit;
      return true;
    },
  ),

  evm_setAutomine: method(
    'Seals a block as soon as a transaction arrives, or ends that.',
    { automine: z.boolean() },
    done,
    ({ solo }, { automine }) => {
      solo.setAutomine(automine);
      return true;
    },
  ),

  evm_setIntervalMining: method(
    'Seals a block every so many milliseconds; 0 ends that.',
    { milliseconds: z.number().int().nonnegative() },
    done,
    ({ solo }, { milliseconds }) => {
      solo.setInterval(milliseconds);
      return true;
    },
  ),

  evm_setAccountBalance: setBalance,
  evm_setAccountNonce: setNonce,
  evm_setAccountCode: setCode,
};
