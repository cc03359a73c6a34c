import { bytesToHex, createAddressFromString } from '@ethereumjs/util';
import {
  getContractAddress,
  keccak256,
  numberToHex,
  parseEther,
  stringToBytes,
  toFunctionSelector,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { describe, expect, test } from 'vitest';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { type GenesisFile, parseGenesis } from '../../src/genesis/genesis-file.ts';
import { memoryChain } from '../support/chain.ts';
import { call } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

test.each([
  ['no object', 5, 'its root'],
  ['no chain id', { config: {}, alloc: {} }, 'config.chainId'],
  ['a name for an address', { config: { chainId: 1 }, alloc: { alice: {} } }, 'alloc.alice'],
  ['an unknown key for PREDICT', { config: { chainId: 1 }, alloc: {}, predict: { on: true } }, 'predict'],
  ['a time of 49 bits', { config: { chainId: 1 }, alloc: {}, timestamp: '0x1000000000000' }, 'timestamp'],
  [
    'a gas limit of 64 bits',
    { config: { chainId: 1 }, alloc: {}, gasLimit: '9223372036854775808' },
    'gasLimit',
  ],
  [
    'a base fee of 65 bits',
    { config: { chainId: 1 }, alloc: {}, baseFeePerGas: '0x10000000000000000' },
    'baseFee',
  ],
  [
    'a balance of 257 bits',
    { config: { chainId: 1 }, alloc: { [`0x${'11'.repeat(20)}`]: { balance: '9'.repeat(78) } } },
    'balance: expected a number of at most 256 bits',
  ],
  [
    'a number without digits',
    { config: { chainId: 1 }, alloc: {}, gasLimit: '0x' },
    'gasLimit: expected a number',
  ],
  ['a fork later on', { config: { chainId: 1, pragueTime: 5 }, alloc: {} }, 'pragueTime to 5'],
])('D1: %s is refused by name', (_what, file, where) => {
  expect(() => parseGenesis(file)).toThrow(where);
});

const PREDICT = '0x0000000000000000000000000000000000004D4C';
const STORE = '0x4D4C000000000000000000000000000000000001';
const bare = { config: { chainId: 7 }, alloc: {} };
/** `UnknownSelector(0x12345678)` of PREDICT, or what the placeholder of genesis says. */
const ask = async (url: string) =>
  (await call(url, 'eth_call', { to: PREDICT, data: '0x12345678' })).error?.data;
const codeAt = async (url: string, address: string) =>
  (await call(url, 'eth_getCode', address, 'latest')).result;

describe('D1: the section "predict"', () => {
  test('adds PREDICT and its contracts, unless it says that they are not enabled', async () => {
    const { url } = await temporaryNode({ genesis: bare });
    expect(await ask(url)).toMatch(/^0x/);
    expect(await codeAt(url, STORE)).not.toBe('0x');
    const plain = await temporaryNode({ genesis: { ...bare, predict: { enabled: false } } });
    expect(await call(plain.url, 'eth_call', { to: PREDICT, data: '0x12345678' })).toMatchObject({
      result: '0x',
    });
    for (const address of [PREDICT, STORE]) expect(await codeAt(plain.url, address)).toBe('0x');
  });

  test.each([
    ['block', { block: 2 }],
    ['time', { time: 2_000_000_000 }],
    ['block and time, both of which must be reached', { block: 2, time: 2_000_000_000 }],
  ])('delays it: %s', async (_, predict) => {
    const { url } = await temporaryNode({ dev: true, genesis: { ...bare, predict } });
    const unknownSelector = toFunctionSelector('UnknownSelector(bytes4)');
    const reached = async () => (await ask(url))?.startsWith(unknownSelector) ?? false;
    await call(url, 'evm_mine', '0x70000000');
    expect(await reached()).toBe(false);
    await call(url, 'evm_mine', 'time' in predict ? '0x7fffffff' : '0x70000001');
    expect(await reached()).toBe(true);
  });

  test('changes protocol parameters by name', async () => {
    const initcode = `0x${'00'.repeat(200)}` as const;
    const create = { data: initcode, gas: '0x100000' };
    const { url } = await temporaryNode({ genesis: bare });
    expect(await call(url, 'eth_call', create)).toHaveProperty('result');
    const small = await temporaryNode({
      genesis: { ...bare, predict: { params: { maxInitCodeSize: 199 } } },
    });
    expect(await call(small.url, 'eth_call', create)).toHaveProperty('error');
  });
});

test('D1: limits hold, are told, and are bound by block 0, as is all else of the section', async () => {
  const { url } = await temporaryNode({
    genesis: { ...bare, predict: { limits: { artefactBytes: 2 ** 25 } } },
  });
  expect((await call(url, 'predict_limits')).result).toEqual({
    artefactBytes: '0x2000000',
    nodeElements: '0x2000000',
    totalElements: '0x8000000',
    work: '0x20000000000',
    planBytes: '0x20000000',
  });
  const off = await temporaryNode({ genesis: { ...bare, predict: { enabled: false } } });
  expect((await call(off.url, 'predict_limits')).error?.message).toMatch(/no PREDICT/);
  const sections: GenesisFile['predict'][] = [
    {},
    { block: 1 },
    { time: 1 },
    { params: { maxCodeSize: 30_000 } },
    { params: { maxCodeSize: 30_001 } },
    { limits: { artefactBytes: 2 ** 25 } },
    { limits: { artefactBytes: 2 ** 25, work: 7 } },
  ];
  const hashes = new Set<string>();
  for (const predict of sections) {
    const { head } = await memoryChain({ ...bare, predict });
    hashes.add(bytesToHex(head.hash()));
  }
  expect(hashes.size).toBe(sections.length);
  // The same said in other words is the same chain.
  const alike = await memoryChain({ ...bare, predict: { enabled: true, params: {}, limits: {} } });
  expect(hashes).toContain(bytesToHex(alike.head.hash()));
  // By hand: block, time, params, capacity.
  const text = '[null,null,[],[16777216,16777216,67108864,1099511627776,268435456]]';
  const slot = await alike
    .stateAt(alike.head.header)
    .getStorage(createAddressFromString(PREDICT), new Uint8Array(32));
  expect(bytesToHex(slot)).toBe(keccak256(stringToBytes(text)));
  expect(() => parseGenesis({ ...bare, predict: { limits: { planBytes: 2 ** 31 + 1 } } })).toThrow(
    /planBytes/,
  );
});

test('D1: Osaka holds from genesis on', async () => {
  // CLZ (EIP-7939) came with Osaka: CLZ(1) = 255.
  const { url } = await temporaryNode({ genesis: bare });
  const code = { [STORE]: { code: '0x60011e5f5260205ff3' } };
  expect(await call(url, 'eth_call', { to: STORE }, 'latest', code)).toMatchObject({
    result: `0x${'ff'.padStart(64, '0')}`,
  });
});

test('D2: the development chain', async () => {
  const chain = await memoryChain();
  expect(chain.common.chainId()).toBe(19_788n);
  expect(chain.head.header).toMatchObject({
    number: 0n,
    gasLimit: 30_000_000n,
    baseFeePerGas: 1_000_000_000n,
  });
  const { url } = await temporaryNode();
  const balance = async (address: string) => (await call(url, 'eth_getBalance', address, 'latest')).result;
  for (let addressIndex = 0; addressIndex < 10; addressIndex++) {
    const { address } = mnemonicToAccount('test test test test test test test test test test test junk', {
      addressIndex,
    });
    expect(await balance(address)).toBe(numberToHex(parseEther('10000')));
  }
  expect(await codeAt(url, '0x0000F90827F1C53a10cb7A02335B175320002935')).not.toBe('0x');
  // What the deployment proxy is given it creates, at an address that the salt and the code tell.
  const salted = `0x${'0'.repeat(64)}60fe5f5360015ff3` as const;
  const created = await call(url, 'eth_call', {
    to: '0x4e59b44847b379578588920cA78FbF26c0B4956C',
    data: salted,
  });
  expect(created.result).toBe(
    getContractAddress({
      opcode: 'CREATE2',
      from: '0x4e59b44847b379578588920cA78FbF26c0B4956C',
      salt: `0x${'0'.repeat(64)}`,
      bytecode: '0x60fe5f5360015ff3',
    }).toLowerCase(),
  );
  const predict = await memoryChain({ ...developmentGenesis(), predict: { enabled: false } });
  expect(bytesToHex(predict.head.hash())).not.toBe(bytesToHex(chain.head.hash()));
});

test('a genesis without accounts and PREDICT has the state root of an empty trie', async () => {
  const chain = await memoryChain({ config: { chainId: 5 }, alloc: {}, predict: { enabled: false } });
  expect(bytesToHex(chain.head.header.stateRoot)).toBe(
    '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421',
  );
});
