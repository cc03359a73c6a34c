import { createHash } from 'node:crypto';
import { Address, hexToBytes } from '@ethereumjs/util';
import { PERMISSIONS_ADDRESS } from '@evm-ml/evm';
import fc from 'fast-check';
import { type Hex, toHex } from 'viem';
import { expect, test } from 'vitest';
import { defaultLimits } from '../../src/config/limits.ts';
import { admit } from '../../src/mempool/admit.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import type { networkGenesis } from '../consensus/cometbft/validator.ts';
import { validator } from '../consensus/cometbft/validator.ts';
import { after, append, memoryChain, sign } from '../support/chain.ts';
import { chunksOf, offerOf } from '../support/snapshots.ts';
import { addressOf, change, keyOf, nodeOf, permissionedGenesis, threeMembers } from './permissioned.ts';

type Node = Awaited<ReturnType<typeof validator>>;
type Engine = Awaited<ReturnType<Node['dial']>>;

const engineAddress = (number: number) =>
  new Uint8Array(
    createHash('sha256')
      .update(hexToBytes(keyOf(number)))
      .digest(),
  ).slice(0, 20);

const genesis = {
  ...permissionedGenesis({ ...threeMembers, threshold: 1 }),
  timestampStep: 0,
} as typeof networkGenesis;

const ed25519 = (number: number, power = 1n) => ({
  pubKey: { sum: { case: 'ed25519' as const, value: hexToBytes(keyOf(number)) } },
  power,
});

async function decide(engine: Engine, height: number, txs: Uint8Array[], proposer = 1) {
  const header = { time: { seconds: 1_000n, nanos: 5 }, proposerAddress: engineAddress(proposer) };
  const decided = await engine.ask({
    case: 'finalizeBlock',
    value: { ...header, height: BigInt(height), txs },
  });
  if (decided?.case !== 'finalizeBlock') throw new Error(`answered ${decided?.case}`);
  await engine.ask({ case: 'commit', value: {} });
  const updates = decided.value.validatorUpdates.map(({ pubKey, power }) => [
    toHex(pubKey?.sum.value ?? new Uint8Array()),
    power,
  ]);
  return { ...decided.value, updates };
}

const proposal = ({ chain }: Node, nonce: number, ...calls: Hex[]) =>
  sign(chain, {
    nonce,
    to: PERMISSIONS_ADDRESS,
    data: change('propose', calls),
    value: 0n,
    gasLimit: 3_000_000n,
  }).serialize();

const newcomer = { key: keyOf(3), payee: addressOf(6), member: addressOf(0), node: nodeOf(3) };

test('D33: the engine begins with the validators of genesis, or not at all', async () => {
  const asked = (validators: ReturnType<typeof ed25519>[], node: Node) => ({
    case: 'initChain' as const,
    value: {
      appStateBytes: new TextEncoder().encode(JSON.stringify({ genesis: toHex(node.chain.genesis.hash()) })),
      initialHeight: 1n,
      consensusParams: { block: { maxBytes: 1_000_000n, maxGas: 30_000_000n } },
      validators,
    },
  });
  const wrong = [
    [ed25519(1)],
    [ed25519(1), ed25519(3)],
    [ed25519(1), ed25519(2, 2n)],
    [ed25519(1), ed25519(1)],
  ];
  for (const validators of wrong) {
    const node = await validator(undefined, genesis);
    expect(await (await node.dial()).ask(asked(validators, node))).toBeUndefined();
  }
  const node = await validator(undefined, genesis);
  expect(await (await node.dial()).ask(asked([ed25519(2), ed25519(1)], node))).toMatchObject({
    case: 'initChain',
  });
});

test('D33: fees of a block go to the payee of who proposes it, who can spend them', async () => {
  const node = await validator(undefined, genesis);
  const engine = await node.dial();
  const { chain } = node;
  const balance = async (address: Hex) =>
    (await chain.stateAt(chain.head.header).getAccount(new Address(hexToBytes(address))))?.balance ?? 0n;
  const before = await balance(addressOf(4));
  await decide(engine, 1, [sign(chain, { maxPriorityFeePerGas: 1_000_000n }).serialize()], 2);
  expect(chain.head.header.coinbase.toString()).toBe(addressOf(4));
  expect((await balance(addressOf(4))) - before).toBe(21_000n * 1_000_000n);
  const spent = await decide(engine, 2, [sign(chain, { value: 1n }, 4).serialize()], 9);
  expect(spent.txResults[0]!.code).toBe(0);
  expect(chain.head.header.coinbase.bytes).toEqual(engineAddress(9));
});

test('D33: the engine is told what changed about validators, each once and in order, and of nothing else', async () => {
  const node = await validator(undefined, genesis);
  const engine = await node.dial();
  const added = await decide(engine, 1, [proposal(node, 0, change('addValidator', newcomer))]);
  expect(added.updates).toEqual([[keyOf(3), 1n]]);
  expect((await decide(engine, 2, [])).updates).toEqual([]);
  const replaced = change('replaceValidator', keyOf(3), { ...newcomer, key: keyOf(0x0102) });
  const swapped = await decide(engine, 3, [
    proposal(node, 1, change('removeValidator', keyOf(2)), replaced),
    proposal(
      node,
      2,
      change('addValidator', { ...newcomer, key: keyOf(4) }),
      change('removeValidator', keyOf(4)),
    ),
  ]);
  expect(swapped.updates).toEqual([
    [keyOf(2), 0n],
    [keyOf(3), 0n],
    [keyOf(0x0102), 1n],
  ]);
  const turned = await decide(engine, 4, [
    proposal(node, 3, change('removeValidator', keyOf(1))),
    proposal(node, 4, change('addValidator', { ...newcomer, key: keyOf(1), payee: addressOf(7) })),
  ]);
  expect(turned.updates).toEqual([]);
  await decide(engine, 5, [sign(node.chain, {}, 2).serialize()], 1);
  expect(node.chain.head.header.coinbase.toString()).toBe(addressOf(7));
});

test('D33: a node that runs decided blocks again tells the engine the same', async () => {
  const store = createMemoryStore();
  const node = await validator(store, genesis);
  const engine = await node.dial();
  const txs = [proposal(node, 0, change('addValidator', newcomer))];
  const value = { time: { seconds: 1_000n, nanos: 5 }, proposerAddress: engineAddress(1), height: 1n, txs };
  const first = await engine.ask({ case: 'finalizeBlock', value });
  await node.driver.stop();
  const again = await validator(store, genesis);
  expect(await (await again.dial()).ask({ case: 'finalizeBlock', value })).toEqual(first);
});

/** Validators as the engine has them; what it would stop at is thrown. */
class EngineValidators {
  readonly keys = new Set([keyOf(1), keyOf(2)]);

  update(updates: readonly (readonly [Hex, bigint])[]): void {
    if (new Set(updates.map(([key]) => key)).size !== updates.length) throw new Error('a key twice');
    for (const [key, power] of updates) {
      if (power === 0n && !this.keys.delete(key)) throw new Error('one goes that was not there');
      if (power > 0n) this.keys.add(key);
    }
    if (this.keys.size === 0) throw new Error('nobody is left');
  }
}

type Step = { calls: Hex[][]; way: 'once' | 'twice' | 'after a crash' | 'after another' };

test('D33: whatever is voted, and however often a block is decided, the engine takes what it is told and has the same validators', async () => {
  const key = fc.integer({ min: 1, max: 5 });
  const listed = (number: number) => ({ ...newcomer, key: keyOf(number), node: nodeOf(number) });
  const call = fc.oneof(
    key.map((number) => change('addValidator', listed(number))),
    key.map((number) => change('removeValidator', keyOf(number))),
    fc.tuple(key, key).map(([old, next]) => change('replaceValidator', keyOf(old), listed(next))),
  );
  const step = fc.record<Step>({
    calls: fc.array(fc.array(call, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
    way: fc.constantFrom('once', 'twice', 'after a crash', 'after another'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const store = createMemoryStore();
      let node = await validator(store, genesis);
      let engine = await node.dial();
      const theirs = new EngineValidators();
      let [height, nonce] = [0n, 0];
      for (const { calls, way } of steps) {
        height++;
        const txs = calls.map((each) => proposal(node, nonce++, ...each));
        const header = { time: { seconds: 1_000n, nanos: 5 }, proposerAddress: engineAddress(1), height };
        const finalize = async () => {
          const decided = await engine.ask({ case: 'finalizeBlock', value: { ...header, txs } });
          if (decided?.case !== 'finalizeBlock') throw new Error(`answered ${decided?.case}`);
          return decided.value;
        };
        if (way === 'after another') {
          const other = [proposal(node, nonce - calls.length, change('addValidator', listed(6)))];
          await engine.ask({ case: 'processProposal', value: { ...header, txs: other } });
        }
        let told = await finalize();
        if (way === 'after a crash') {
          await node.driver.stop();
          node = await validator(store, genesis);
          engine = await node.dial();
          const asked = await engine.ask({ case: 'info', value: {} });
          height = asked?.case === 'info' ? asked.value.lastBlockHeight + 1n : height;
          header.height = height;
        }
        if (way !== 'once') {
          const again = await finalize();
          expect(again).toEqual(told);
          told = again;
        }
        await engine.ask({ case: 'commit', value: {} });
        theirs.update(
          told.validatorUpdates.map((each) => [toHex(each.pubKey!.sum.value as Uint8Array), each.power]),
        );
        const ours = node.chain.permissions!.validators().map((each) => each.key);
        expect([...theirs.keys].sort()).toEqual([...ours].sort());
      }
      await node.driver.stop();
    }),
    { numRuns: 10, seed: 7 },
  );
});

test('D31: a validator refuses a proposal with what may not be sent, and leaves it out when it was decided all the same', async () => {
  const node = await validator(undefined, genesis);
  const engine = await node.dial();
  await decide(engine, 1, [proposal(node, 0, change('setRules', 2n))]);
  const bytes = sign(node.chain, {}, 5).serialize();
  const header = { time: { seconds: 1_000n, nanos: 5 }, proposerAddress: engineAddress(1), height: 2n };
  const judged = await engine.ask({ case: 'processProposal', value: { ...header, txs: [bytes] } });
  expect(judged).toMatchObject({ value: { status: 2 } });
  expect(await engine.ask({ case: 'checkTx', value: { tx: bytes } })).toMatchObject({
    value: { code: 1, log: expect.stringContaining('may not send') },
  });
  const decided = await decide(engine, 2, [bytes, proposal(node, 1, change('setRules', 0n))]);
  expect(decided.txResults.map(({ code }) => code)).toEqual([1, 0]);
  const allowed = await engine.ask({
    case: 'processProposal',
    value: { ...header, height: 3n, txs: [bytes] },
  });
  expect(allowed).toMatchObject({ value: { status: 1 } });
});

test('D31: what may not be sent is not proposed unrun either, and blocks go on', async () => {
  const node = await validator(undefined, genesis);
  const { chain, pool } = node;
  const engine = await node.dial();
  const limits = defaultLimits;
  const long = sign(chain, { gasLimit: 16_000_000n, maxPriorityFeePerGas: 9n }, 5);
  await admit(long, { chain, pool, limits });
  await admit(sign(chain, { nonce: 1, to: PERMISSIONS_ADDRESS, value: 0n, gasLimit: 100_000n }), {
    chain,
    pool,
    limits,
  });
  // The chain goes on without the driver: nobody has tidied the pool.
  const ruling = sign(chain, {
    to: PERMISSIONS_ADDRESS,
    data: change('propose', [change('setRules', 2n)]),
    value: 0n,
    gasLimit: 1_000_000n,
  });
  await append(chain, [ruling], after(chain));
  const header = { time: { seconds: 9_000n, nanos: 5 }, proposerAddress: engineAddress(1), height: 1n };
  const proposed = await engine.ask({
    case: 'prepareProposal',
    value: { ...header, maxTxBytes: 1_000_000n },
  });
  const txs = proposed?.case === 'prepareProposal' ? proposed.value.txs : [];
  expect(txs).toHaveLength(1);
  expect(await engine.ask({ case: 'processProposal', value: { ...header, txs } })).toMatchObject({
    value: { status: 1 },
  });
});

test('D31: who joins by a snapshot forgets what may not be sent there', async () => {
  const chain = await memoryChain(genesis);
  const ruling = sign(chain, {
    to: PERMISSIONS_ADDRESS,
    data: change('propose', [change('setRules', 2n)]),
    value: 0n,
    gasLimit: 1_000_000n,
  });
  await append(chain, [ruling], after(chain));
  const chunks = await chunksOf(chain);
  const node = await validator(undefined, genesis);
  await admit(sign(node.chain, {}, 5), { chain: node.chain, pool: node.pool, limits: defaultLimits });
  const engine = await node.dial();
  await engine.ask({ case: 'offerSnapshot', value: offerOf(chain, chunks) });
  for (const [index, chunk] of chunks.entries())
    await engine.ask({ case: 'applySnapshotChunk', value: { index, chunk, sender: 'peer' } });
  expect(node.chain.head.hash()).toEqual(chain.head.hash());
  expect([node.chain.permissions?.rules, node.pool.size]).toEqual([2n, 0]);
  const payee = node.chain.permissions?.payeeOf(engineAddress(2));
  expect(payee?.toString()).toBe(addressOf(4));
});
