/** What somebody might try against the store and the registry. */
import { Address, hexToBytes } from '@ethereumjs/util';
import {
  bytesToHex,
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  pad,
  size,
  stringToHex,
  toFunctionSelector,
  toHex,
  zeroHash,
} from 'viem';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  layoutOf,
  MODEL_REGISTRY_ADDRESS,
  MODEL_STORE_ADDRESS,
  modelRegistryAbi,
  modelStoreAbi,
} from '../src/index.ts';
import { type Chain, createChain, install, SENDER } from './support/chain.ts';
import { contractAt, type TestContract } from './support/contract.ts';
import { tinyArtefact } from './support/networks.ts';
import { decodeInts, encode, errorText, fixed } from './support/predict-calls.ts';

const NAME = 'acme.orchard.grader';
const OTHER = {
  key: hexToBytes('0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'),
  address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' as Hex,
};
const THIRD = {
  key: hexToBytes('0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a'),
  address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC' as Hex,
};
const nameHash = keccak256(stringToHex(NAME));

let chain: Chain;
let registry: TestContract;
let store: TestContract;
let first: Hex;
let second: Hex;

beforeEach(async () => {
  chain = await createChain();
  registry = contractAt(chain, MODEL_REGISTRY_ADDRESS, modelRegistryAbi);
  store = contractAt(chain, MODEL_STORE_ADDRESS, modelStoreAbi);
  for (const { address } of [OTHER, THIRD]) await chain.fund(address);
  first = await install(chain, tinyArtefact({ inputs: 1, outputs: 1, weights: [2] }));
  second = await install(chain, tinyArtefact({ inputs: 1, outputs: 1, weights: [3] }));
});

describe('names that look like others', () => {
  /** isValidName with bytes of its own choosing, text or not. */
  const isValid = async (bytes: Hex): Promise<boolean> => {
    const data = concatHex([
      toFunctionSelector('isValidName(string)'),
      pad('0x20'),
      toHex(size(bytes), { size: 32 }),
      pad(bytes, { dir: 'right', size: Math.ceil(size(bytes) / 32) * 32 }),
    ]);
    const { returnValue } = await chain.call(data, { to: MODEL_REGISTRY_ADDRESS });
    return BigInt(bytesToHex(returnValue)) === 1n;
  };

  it.each([
    ['a Cyrillic a', stringToHex('\u0430cme.orchard')],
    ['a full-width dot', stringToHex('acme\uff0eorchard')],
    ['a zero-width space', stringToHex('acme\u200b.orchard')],
    ['a soft hyphen', stringToHex('ac\u00adme.orchard')],
    ['a combining accent', stringToHex('acme\u0301.orchard')],
    ['capitals', stringToHex('ACME.orchard')],
    ['a blank at the end', stringToHex('acme.orchard ')],
    ['a tab', stringToHex('acme.\torchard')],
    ['a line feed', stringToHex('acme.orchard\n')],
    ['a NUL at the end', '0x61636d652e6f726368617264' + '00'],
    ['a version', stringToHex('acme.orchard@1')],
    ['a percent sign', stringToHex('acme.orch%61rd')],
    ['a slash', stringToHex('acme/orchard')],
    ['an underscore', stringToHex('acme_.orchard')],
    ['bytes that are no UTF-8', '0x61ff2e62'],
    ['a model id', stringToHex(`0x${'ab'.repeat(32)}`)],
    ['a dot at the end', stringToHex('acme.orchard.')],
  ] as readonly [string, Hex][])('%s is refused', async (_, bytes) => {
    expect(await isValid(bytes)).toBe(false);
  });

  it('every single byte: only a-z, 0-9, and dashes inside, are letters of a name', async () => {
    const allowed: number[] = [];
    for (let byte = 0; byte < 256; byte++) {
      if (await isValid(concatHex(['0x61', toHex(byte, { size: 1 }), '0x612e62']))) allowed.push(byte);
    }
    expect(String.fromCharCode(...allowed)).toBe('-.0123456789abcdefghijklmnopqrstuvwxyz');
  });
});

describe('owners', () => {
  it('of an offer only the last one counts, and the owner cannot accept for somebody else', async () => {
    await registry.send('register', [NAME, first]);
    await registry.send('transferOwnership', [NAME, OTHER.address]);
    await registry.send('transferOwnership', [NAME, THIRD.address]);
    expect(await registry.error('acceptOwnership', [NAME], { key: OTHER.key })).toMatch(/^NotPendingOwner/);
    expect(await registry.error('acceptOwnership', [NAME])).toMatch(/^NotPendingOwner/);
    await registry.send('acceptOwnership', [NAME], { key: THIRD.key });
    expect(await registry.send('pendingOwnerOf', [NAME])).toMatch(/^0x0{40}$/);
    // The one before cannot take it back, nor change anything.
    for (const call of ['freeze', 'acceptOwnership'])
      expect(await registry.error(call, [NAME])).toMatch(/^Not/);
  });

  it('nobody can offer or accept a name that is free', async () => {
    expect(await registry.error('transferOwnership', [NAME, SENDER])).toBe(`NameUnknown(${NAME})`);
    expect(await registry.error('acceptOwnership', [NAME])).toMatch(/^NotPendingOwner/);
    expect(await registry.error('deprecate', [NAME, 1n, 'x'])).toBe(`NameUnknown(${NAME})`);
  });

  it('a name is taken once: racing for it in the same block changes nothing for the first', async () => {
    await registry.send('register', [NAME, first]);
    expect(await registry.error('register', [NAME, second], { key: OTHER.key })).toMatch(/^NameTaken/);
    expect(await registry.error('register', [NAME, second])).toMatch(/^NameTaken/);
    expect(await registry.send('entryOf', [NAME])).toMatchObject({ count: 1 });
  });

  it('a refused change leaves no trace: neither version nor event', async () => {
    await registry.send('register', [NAME, first]);
    const unsealed = toHex(7, { size: 32 });
    for (const [call, args] of [
      ['publishLatest', [NAME, unsealed]],
      ['publish', [NAME, unsealed]],
      ['setLatest', [NAME, 9n]],
      ['deprecate', [NAME, 9n, 'no']],
    ] as const) {
      const { execResult } = await registry.try(call, args);
      expect(execResult.exceptionError?.error).toBe('revert');
      expect(execResult.logs ?? []).toEqual([]);
    }
    expect(await registry.send('entryOf', [NAME])).toMatchObject({ latest: 1, count: 1 });
  });
});

describe('versions', () => {
  it('the same model may be published again: it is a further version', async () => {
    await registry.send('register', [NAME, first]);
    expect(await registry.send('publish', [NAME, first])).toBe(2n);
    expect(await registry.send('modelOf', [NAME, 2n])).toBe(first);
  });

  it('their count does not run over', async () => {
    await registry.send('register', [NAME, first]);
    // Entry: owner, latest (1), count (2^32 - 1), frozen, from the low end of the word at keccak256(nameHash . 0).
    const slot = keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [nameHash, 0n]));
    const word = BigInt(SENDER) | (1n << 160n) | ((2n ** 32n - 1n) << 192n);
    await chain.vm.stateManager.putStorage(
      new Address(hexToBytes(MODEL_REGISTRY_ADDRESS)),
      hexToBytes(slot),
      hexToBytes(toHex(word)),
    );
    expect(await registry.send('entryOf', [NAME])).toMatchObject({ latest: 1, count: 2 ** 32 - 1 });
    for (const call of ['publish', 'publishLatest']) {
      const { execResult } = await registry.try(call, [NAME, second]);
      expect(bytesToHex(execResult.returnValue)).toMatch(/^0x4e487b71.*11$/); // Panic: arithmetic
    }
    expect(await registry.send('modelOf', [NAME, 1n])).toBe(first);
  });

  it('P14: artefacts that no node can run are sealed and named, and unusable for ever, on every node', async () => {
    const broken = await install(chain, Uint8Array.of(1, 2, 3));
    await registry.send('register', [NAME, broken]);
    const refusal = `UnusableModel(${broken},Truncated)`;
    const ask = async (on: Chain, ref: string) =>
      errorText(bytesToHex((await on.call(encode.predict(ref, fixed(1)))).returnValue));
    expect(await ask(chain, NAME)).toBe(refusal);
    await store.send('sealContent', ['0x010203', zeroHash]);
    expect(await ask(chain, `${NAME}@1`)).toBe(refusal);
    // A node that never saw it before says the same.
    const other = await createChain();
    expect(await install(other, Uint8Array.of(1, 2, 3))).toBe(broken);
    expect(await ask(other, broken)).toBe(refusal);
    // A good version does not heal the bad one.
    await registry.send('publishLatest', [NAME, first]);
    const { returnValue } = await chain.call(encode.predict(NAME, fixed(4)));
    expect(decodeInts(bytesToHex(returnValue))).toEqual(fixed(8));
    expect(await ask(chain, `${NAME}@1`)).toBe(refusal);
  });
});

describe('what is sealed', () => {
  it('stays what it is, whoever calls, pays or seals again', async () => {
    const model = tinyArtefact({ inputs: 1, outputs: 1, weights: [2], padding: 30_000 });
    await install(chain, model);
    const { manifestAddress, chunks } = layoutOf({ model }).model;
    const codes = async () =>
      Promise.all(
        [manifestAddress, ...chunks.map(({ address }) => address)].map(async (address) =>
          bytesToHex(await chain.vm.stateManager.getCode(new Address(hexToBytes(address)))),
        ),
      );
    const before = await codes();
    for (const to of [manifestAddress, chunks[0]!.address]) {
      for (const data of ['0x', '0xff', `0x${'ff'.repeat(100)}`] as const) {
        const { execResult } = await chain.send({ to, data });
        expect(execResult.exceptionError).toBeUndefined(); // STOP
        expect(execResult.returnValue).toHaveLength(0);
      }
    }
    await store.send('uploadChunks', [chunks.map(({ bytes }) => bytesToHex(bytes))]);
    await store.send('sealChunks', [model.length, chunks.map(({ hash }) => hash), zeroHash], {
      key: OTHER.key,
    });
    expect(await codes()).toEqual(before);
  });

  it('cannot be put there by anybody but the store: another creator gets another address', async () => {
    const artefact = tinyArtefact({ inputs: 1, outputs: 1, weights: [77] });
    const { id: modelId, manifestAddress } = layoutOf({ model: artefact }).model;
    const code = concatHex(['0x00', toHex(artefact.length, { size: 4 }), zeroHash, bytesToHex(artefact)]);
    const init = concatHex(['0x61', toHex(size(code), { size: 2 }), '0x80600a3d393df3', code]);
    expect(keccak256(init)).toBe(modelId);
    await chain.deploy(init);
    expect(await store.send('isSealed', [modelId])).toBe(false);
    const at = await chain.vm.stateManager.getCode(new Address(hexToBytes(manifestAddress)));
    expect(at).toHaveLength(0);
    expect(await registry.error('register', [NAME, modelId])).toBe(`ModelNotSealed(${modelId})`);
  });

  it('value that is sent to store or registry is refused', async () => {
    for (const to of [MODEL_STORE_ADDRESS, MODEL_REGISTRY_ADDRESS]) {
      const data = encodeFunctionData({ abi: modelStoreAbi, functionName: 'isSealed', args: [first] });
      const { execResult } = await chain.evm.runCall({
        to: new Address(hexToBytes(to)),
        caller: new Address(hexToBytes(SENDER)),
        value: 1n,
        data: hexToBytes(data),
      });
      expect(execResult.exceptionError?.error).toBe('revert');
    }
  });
});
