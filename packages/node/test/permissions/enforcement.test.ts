import { createTx } from '@ethereumjs/tx';
import { createAddressFromString, hexToBytes } from '@ethereumjs/util';
import {
  MODEL_REGISTRY_ADDRESS,
  MODEL_STORE_ADDRESS,
  modelRegistryAbi,
  modelStoreAbi,
  PERMISSIONS_ADDRESS,
  permissionsAbi,
} from '@evm-ml/evm';
import {
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  toHex,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { expect, test } from 'vitest';
import { inputsOf } from '../../src/chain/block-inputs.ts';
import { runMessage } from '../../src/chain/call.ts';
import type { Chain } from '../../src/chain/chain.ts';
import { defaultLimits } from '../../src/config/limits.ts';
import { createDriver } from '../../src/consensus/create-driver.ts';
import { submit } from '../../src/consensus/submit.ts';
import { admit } from '../../src/mempool/admit.ts';
import { Mempool } from '../../src/mempool/mempool.ts';
import { after, append, memoryChain, sign } from '../support/chain.ts';
import { accounts } from '../support/clients.ts';
import { compile } from '../support/contracts.ts';
import { addressOf, change, permissioned, permissionedGenesis, simulate } from './permissioned.ts';

const tool = compile(
  `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
contract Tool {
  event Made(address made, bytes answer, uint256 gas);
  function forward(address to, bytes calldata data) external returns (bool ok, bytes memory answer) { (ok, answer) = to.call(data); }
  function borrow(address to, bytes calldata data) external returns (bool ok, bytes memory answer) { (ok, answer) = to.delegatecall(data); }
  function make(bytes memory init, bool salted) external payable returns (address made, bytes memory answer) {
    uint256 before = gasleft();
    if (salted) assembly { made := create2(callvalue(), add(init, 32), mload(init), 7) }
    else assembly { made := create(callvalue(), add(init, 32), mload(init)) }
    uint256 used = before - gasleft();
    assembly { answer := mload(0x40) mstore(answer, returndatasize()) returndatacopy(add(answer, 32), 0, returndatasize()) mstore(0x40, add(add(answer, 32), and(add(returndatasize(), 31), not(31)))) }
    emit Made(made, answer, used);
  }
}`,
  'Tool',
);
/** Creation code of a contract without code. */
const nothing: Hex = '0x00';

/** One member, account 0, who decides alone; account 1 is a stranger to all lists. */
const alone = { members: [addressOf(0)] };
const stranger = addressOf(1);

async function withTool() {
  const network = await permissioned(alone);
  const { chain } = network;
  const send = async (from: number, fields: Parameters<typeof sign>[1]) => {
    const nonce = Number(await chain.nonceOf(addressOf(from)));
    const tx = sign(chain, { value: 0n, gasLimit: 5_000_000n, nonce, ...fields }, from);
    return append(chain, [tx], after(chain));
  };
  await append(chain, [creation(chain, 0, tool.bytecode, 0)], after(chain));
  const at = getContractAddress({ from: addressOf(0), nonce: 0n }).toLowerCase() as Hex;
  const rules = async (bits: bigint) => expect(await network.propose(0, change('setRules', bits))).toBe('ok');
  const use = (functionName: string, ...args: unknown[]) =>
    encodeFunctionData({ abi: tool.abi, functionName, args });
  return { ...network, send, at, rules, use };
}

const creation = (chain: Chain, nonce: number, data: Hex, from: number) =>
  createTx(
    { type: 2, nonce, gasLimit: 5_000_000n, maxFeePerGas: 10_000_000_000n, maxPriorityFeePerGas: 1n, data },
    { common: chain.common },
  ).sign(hexToBytes(accounts[from]!.privateKey));

async function delegating(chain: Chain, from: number) {
  const authorization = await privateKeyToAccount(accounts[from]!.privateKey).signAuthorization({
    chainId: Number(chain.common.chainId()),
    contractAddress: addressOf(9),
    nonce: Number(await chain.nonceOf(addressOf(from))) + 1,
  });
  return createTx(
    {
      type: 4,
      nonce: await chain.nonceOf(addressOf(from)),
      gasLimit: 500_000n,
      maxFeePerGas: 10_000_000_000n,
      maxPriorityFeePerGas: 1n,
      to: addressOf(from),
      authorizationList: [
        {
          chainId: toHex(authorization.chainId),
          address: addressOf(9),
          nonce: toHex(authorization.nonce),
          yParity: toHex(authorization.yParity!),
          r: authorization.r,
          s: authorization.s,
        },
      ],
    },
    { common: chain.common },
  ).sign(hexToBytes(accounts[from]!.privateKey));
}

const answerOf = (abi: typeof tool.abi, functionName: string, data: Uint8Array) =>
  decodeFunctionResult({ abi, functionName, data: toHex(data) }) as [unknown, Hex];
const errorOf = (data: Hex) => decodeErrorResult({ abi: permissionsAbi, data });

test('D31: who may not send is refused in words when it sends and left out of blocks; a member reaches the contract', async () => {
  const { chain, rules, send, propose } = await withTool();
  const parts = { chain, pool: new Mempool(defaultLimits), limits: defaultLimits };
  await rules(2n);
  expect(await admit(sign(chain, {}, 1), parts)).toEqual({
    code: 'rights',
    reason: `account ${stranger} may not send transactions on this chain: its members decide who may`,
  });
  const { block, refused } = await send(1, { to: addressOf(2) });
  expect([block.transactions.length, refused.map(({ refusal }) => refusal.code)]).toEqual([0, ['rights']]);
  const elsewhere = await send(0, { to: addressOf(2) });
  expect(elsewhere.refused[0]?.refusal.code).toBe('rights');
  expect(await propose(0, change('setRights', [stranger], 2n))).toBe('ok');
  expect((await send(1, { to: addressOf(2) })).block.transactions).toHaveLength(1);
  expect((await simulate(chain, addressOf(5), addressOf(2), '0x')).success).toBe(true);
});

test('D30: a rule that a block changes binds from the next block on', async () => {
  const { chain } = await withTool();
  const data = change('propose', [change('setRules', 6n)]);
  const ruling = sign(chain, { nonce: 1, to: PERMISSIONS_ADDRESS, data, value: 0n, gasLimit: 1_000_000n });
  const { block } = await append(
    chain,
    [ruling, sign(chain, {}, 1), creation(chain, 0, nothing, 2)],
    after(chain),
  );
  expect(block.transactions).toHaveLength(3);
  const later = await append(chain, [sign(chain, { nonce: 1 }, 1)], after(chain));
  expect(later.block.transactions).toHaveLength(0);
});

test('D32: a transaction that creates is refused, and so is one with authorizations', async () => {
  const { chain, rules, propose } = await withTool();
  const parts = { chain, pool: new Mempool(defaultLimits), limits: defaultLimits };
  await rules(4n);
  const forbidden = [creation(chain, 0, tool.bytecode, 1), await delegating(chain, 1)];
  for (const tx of forbidden) expect(await admit(tx, parts)).toMatchObject({ code: 'rights' });
  for (const tx of forbidden) {
    const { refused } = await append(chain, [tx], after(chain));
    expect(refused.map(({ refusal }) => refusal.code)).toEqual(['rights']);
  }
  await propose(0, change('setRights', [stranger], 4n));
  const { block } = await append(chain, [creation(chain, 0, tool.bytecode, 1)], after(chain));
  expect(block.transactions).toHaveLength(1);
});

test('D32: what creates inside a call gets 0 and the reason, pays for no frame, and keeps its ether', async () => {
  const { chain, rules, at, use, send, propose } = await withTool();
  await rules(4n);
  for (const salted of [false, true]) {
    const data = use('make', nothing, salted);
    const called = await simulate(chain, stranger, at, data);
    const [made, answer] = answerOf(tool.abi, 'make', called.returnData);
    expect(made).toBe(`0x${'00'.repeat(20)}`);
    expect(errorOf(answer)).toMatchObject({ errorName: 'MayNotDeploy' });
    const before = (await chain.stateAt(chain.head.header).getAccount(createAddressFromString(at)))!;
    const { receipts } = await send(1, { to: at, data, value: 5n });
    expect(receipts[0]!.success).toBe(true);
    const word = toHex(receipts[0]!.logs[0]![2]);
    const used = BigInt(`0x${word.slice(2 + 128, 2 + 192)}`);
    // 32,000 for creating, 2 for a word of creation code and 6 more to hash it: nothing of the frame's own.
    expect(used).toBeLessThan(33_000n);
    const account = (await chain.stateAt(chain.head.header).getAccount(createAddressFromString(at)))!;
    expect([account.nonce - before.nonce, account.balance - before.balance]).toEqual([1n, 5n]);
  }
  await propose(0, change('setRights', [stranger], 4n));
  const allowed = await simulate(chain, stranger, at, use('make', nothing, true));
  expect(answerOf(tool.abi, 'make', allowed.returnData)[0]).not.toBe(`0x${'00'.repeat(20)}`);
});

test('D32: who may not publish cannot, however deep the call; to borrow the code of the store publishes nothing', async () => {
  const { chain, rules, at, use, send, propose } = await withTool();
  await rules(8n);
  const upload = encodeFunctionData({ abi: modelStoreAbi, functionName: 'uploadChunks', args: [['0x1234']] });
  const seal = encodeFunctionData({
    abi: modelStoreAbi,
    functionName: 'sealContent',
    args: ['0x1234', `0x${'00'.repeat(32)}`],
  });
  const register = encodeFunctionData({
    abi: modelRegistryAbi,
    functionName: 'register',
    args: ['a.b', `0x${'00'.repeat(32)}`],
  });
  const ways: [to: Hex, data: Hex][] = [
    [MODEL_STORE_ADDRESS, upload],
    [MODEL_STORE_ADDRESS, seal],
    [MODEL_REGISTRY_ADDRESS, register],
  ];
  for (const [to, data] of ways) {
    const direct = await simulate(chain, stranger, to, data);
    expect(errorOf(toHex(direct.returnData)).errorName).toBe('MayNotPublish');
    const deep = use('forward', at, use('forward', to, data));
    const { returnData } = await simulate(chain, stranger, at, deep);
    const inner = answerOf(tool.abi, 'forward', hexToBytes(answerOf(tool.abi, 'forward', returnData)[1]));
    expect([inner[0], errorOf(inner[1]).errorName]).toEqual([false, 'MayNotPublish']);
    expect((await send(1, { to, data })).receipts[0]!.success).toBe(false);
  }
  const hasChunk = encodeFunctionData({
    abi: modelStoreAbi,
    functionName: 'hasChunk',
    args: [`0x${'00'.repeat(32)}`],
  });
  expect((await simulate(chain, stranger, MODEL_STORE_ADDRESS, hasChunk)).success).toBe(true);
  // With the rule for deploying on, what the borrowed code would create is a contract like any other.
  await rules(12n);
  const borrowed = await simulate(chain, stranger, at, use('borrow', MODEL_STORE_ADDRESS, upload));
  expect(answerOf(tool.abi, 'borrow', borrowed.returnData)[0]).toBe(false);
  await propose(0, change('setRights', [stranger], 8n));
  const { receipts } = await send(1, { to: MODEL_STORE_ADDRESS, data: upload });
  expect(receipts[0]).toMatchObject({ success: true });
  expect(receipts[0]!.logs).toHaveLength(1);
});

test('D32: a call with authorizations shows what a transaction would meet', async () => {
  const { chain, rules } = await withTool();
  await rules(4n);
  const tx = await delegating(chain, 1);
  const message = {
    from: tx.getSenderAddress(),
    to: tx.to,
    gas: 500_000n,
    gasPrice: 0n,
    value: 0n,
    data: new Uint8Array(),
    accessList: [],
    authorizations: 'authorizationList' in tx ? tx.authorizationList : [],
  };
  const run = () =>
    chain.machines.use(chain.head.header, ({ vm }) => runMessage(vm, chain.head.header, message));
  await expect(run()).rejects.toThrow(/may not send authorizations/);
  await rules(0n);
  expect((await run()).success).toBe(true);
});

test('D30: a chain run again from genesis has the same blocks, whatever its rules were', async () => {
  const { chain, rules, at, use, send } = await withTool();
  await rules(12n);
  await send(1, { to: at, data: use('make', nothing, false) });
  await send(1, { to: MODEL_STORE_ADDRESS, data: '0x12345678' });
  await rules(2n);
  await send(1, { to: addressOf(2) });
  await rules(0n);
  await send(1, { to: at, data: use('make', nothing, true) });
  const again = await memoryChain(permissionedGenesis(alone));
  for (let number = 1n; number <= chain.head.header.number; number++) {
    const { header, transactions } = (await chain.store.readBlock(number))!;
    const { block } = await append(again, transactions, inputsOf(header));
    expect(block.hash()).toEqual(header.hash());
  }
});

test('D31: what may not be sent any more leaves the pool with the block that says so', async () => {
  const { chain } = await permissioned(alone);
  const pool = new Mempool(defaultLimits);
  const driver = createDriver({ blockTime: 0, coinbase: chain.head.header.coinbase }, { chain, pool });
  driver.development.setAutomine(false);
  const parts = { chain, pool, limits: defaultLimits, driver };
  await submit(parts, sign(chain, { nonce: 1 }, 1));
  await submit(parts, sign(chain, { nonce: 5, to: PERMISSIONS_ADDRESS, gasLimit: 900_000n }));
  expect(pool.size).toBe(2);
  const data = change('propose', [change('setRules', 2n)]);
  await submit(parts, sign(chain, { to: PERMISSIONS_ADDRESS, data, value: 0n, gasLimit: 900_000n }));
  await driver.development.seal();
  expect([...pool.senders()].map(([sender]) => sender)).toEqual([addressOf(0)]);
  expect(chain.permissions?.rules).toBe(2n);
});

test('D30: ether that somebody leaves to the contract changes nothing about who may do what', async () => {
  const { chain } = await permissioned(alone);
  const leave: Hex = `0x73${PERMISSIONS_ADDRESS.slice(2)}ff`;
  const left = createTx(
    {
      type: 2,
      gasLimit: 100_000n,
      maxFeePerGas: 10_000_000_000n,
      maxPriorityFeePerGas: 1n,
      value: 5n,
      data: leave,
    },
    { common: chain.common },
  ).sign(hexToBytes(accounts[1]!.privateKey));
  const executed = await append(chain, [left], after(chain));
  const { balance } = (await chain
    .stateAt(chain.head.header)
    .getAccount(createAddressFromString(PERMISSIONS_ADDRESS)))!;
  expect([balance, chain.changesPermissions(executed)]).toEqual([5n, false]);
  const data = change('propose', [change('setRules', 2n)]);
  const ruling = sign(chain, { to: PERMISSIONS_ADDRESS, data, value: 0n, gasLimit: 900_000n });
  expect(chain.changesPermissions(await append(chain, [ruling], after(chain)))).toBe(true);
});
