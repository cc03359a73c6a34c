import { hexToBytes } from '@ethereumjs/util';
import fc from 'fast-check';
import type { Hex } from 'viem';
import { toHex } from 'viem';
import { beforeEach, describe, expect, it } from 'vitest';
import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi } from '../src/index.ts';
import { isName, parseReference } from '../src/reference.ts';
import { type Chain, createChain, install, SENDER } from './support/chain.ts';
import { contractAt, type TestContract } from './support/contract.ts';
import { tinyArtefact } from './support/networks.ts';
import { encode } from './support/predict-calls.ts';

const NAME = 'acme.orchard.grader';
/** The second development account. */
const OTHER = {
  key: hexToBytes('0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'),
  address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
};
const ZERO = '0x0000000000000000000000000000000000000000';
const checksummed = (address: string) => new RegExp(address, 'i');

let chain: Chain;
let registry: TestContract;
let first: Hex;
let second: Hex;

beforeEach(async () => {
  chain = await createChain();
  registry = contractAt(chain, MODEL_REGISTRY_ADDRESS, modelRegistryAbi);
  await chain.fund(OTHER.address as Hex);
  first = await install(chain, tinyArtefact({ inputs: 1, outputs: 1, weights: [1] }));
  second = await install(chain, tinyArtefact({ inputs: 1, outputs: 1, weights: [2] }));
});

describe('ModelRegistry', () => {
  it('registers, publishes, moves latest', async () => {
    expect(await registry.send('register', [NAME, first])).toBe(1n);
    expect(await registry.send('entryOf', [NAME])).toMatchObject({ latest: 1, count: 1, frozen: false });
    expect(await registry.send('publish', [NAME, second])).toBe(2n);
    expect(await registry.send('modelOf', [NAME, 0n])).toBe(first);
    await registry.send('setLatest', [NAME, 2n]);
    expect(await registry.send('modelOf', [NAME, 0n])).toBe(second);
    expect(await registry.send('modelOf', [NAME, 1n])).toBe(first);
    expect(await registry.send('publishLatest', [NAME, first])).toBe(3n);
    expect(await registry.send('entryOf', [NAME])).toMatchObject({ latest: 3, count: 3 });
  });

  it('reports every change in events', async () => {
    const { execResult } = await registry.try('register', [NAME, first]);
    expect(execResult.logs).toHaveLength(3);
    const published = await registry.try('publishLatest', [NAME, second]);
    expect(published.execResult.logs).toHaveLength(2);
  });

  it.each<[string, string, () => readonly unknown[], string | (() => string)]>([
    [
      'a taken name',
      'register',
      () => [NAME, second],
      `NameTaken(${NAME},0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266)`,
    ],
    ['a malformed name', 'register', () => ['acme', first], 'InvalidName(acme)'],
    [
      'an unsealed model',
      'register',
      () => ['a.b', toHex(7, { size: 32 })],
      () => `ModelNotSealed(${toHex(7, { size: 32 })})`,
    ],
    [
      'publishing an unsealed model',
      'publish',
      () => [NAME, toHex(7, { size: 32 })],
      () => `ModelNotSealed(${toHex(7, { size: 32 })})`,
    ],
    ['publishing under a free name', 'publish', () => ['a.b', first], 'NameUnknown(a.b)'],
    ['version 0 as latest', 'setLatest', () => [NAME, 0n], `VersionUnknown(${NAME},0,1)`],
    ['a version that does not exist', 'setLatest', () => [NAME, 2n], `VersionUnknown(${NAME},2,1)`],
    ['deprecating such a version', 'deprecate', () => [NAME, 2n, 'bad'], `VersionUnknown(${NAME},2,1)`],
    ['the model of a free name', 'modelOf', () => ['a.b', 0n], 'NameUnknown(a.b)'],
    ['the model of such a version', 'modelOf', () => [NAME, 2n], `VersionUnknown(${NAME},2,1)`],
    ['accepting what was not offered', 'acceptOwnership', () => [NAME], `NotPendingOwner(${NAME},${ZERO})`],
  ])('refuses %s', async (_, name, args, error) => {
    await registry.send('register', [NAME, first]);
    expect(await registry.error(name, args())).toBe(typeof error === 'string' ? error : error());
  });

  it('lets nobody but the owner change a name', async () => {
    await registry.send('register', [NAME, first]);
    const changes: [string, readonly unknown[]][] = [
      ['publish', [NAME, second]],
      ['publishLatest', [NAME, second]],
      ['setLatest', [NAME, 1n]],
      ['transferOwnership', [NAME, OTHER.address]],
      ['freeze', [NAME]],
      ['deprecate', [NAME, 1n, 'bad']],
    ];
    for (const [name, args] of changes) {
      expect(await registry.error(name, args, { key: OTHER.key })).toMatch(/^NotOwner/);
    }
  });

  it('hands a name over in two steps, and an offer can be withdrawn', async () => {
    await registry.send('register', [NAME, first]);
    await registry.send('transferOwnership', [NAME, OTHER.address]);
    expect(await registry.send('pendingOwnerOf', [NAME])).toBe(OTHER.address);
    await registry.send('transferOwnership', [NAME, ZERO]);
    expect(await registry.error('acceptOwnership', [NAME], { key: OTHER.key })).toMatch(/^NotPendingOwner/);

    await registry.send('transferOwnership', [NAME, OTHER.address]);
    expect(await registry.send('publish', [NAME, second])).toBe(2n); // still the owner's
    await registry.send('acceptOwnership', [NAME], { key: OTHER.key });
    expect(await registry.send('entryOf', [NAME])).toMatchObject({
      owner: OTHER.address,
      latest: 1,
      count: 2,
    });
    expect(await registry.error('publish', [NAME, second])).toMatch(/^NotOwner/);
    expect(await registry.send('publish', [NAME, second], { key: OTHER.key })).toBe(3n);
    expect(await registry.error('acceptOwnership', [NAME], { key: OTHER.key })).toMatch(/^NotPendingOwner/);
  });

  it('freezes for ever; only advice against a version stays possible', async () => {
    await registry.send('register', [NAME, first]);
    await registry.send('transferOwnership', [NAME, OTHER.address]);
    await registry.send('freeze', [NAME]);
    const changes: [string, readonly unknown[]][] = [
      ['publish', [NAME, second]],
      ['publishLatest', [NAME, second]],
      ['setLatest', [NAME, 1n]],
      ['transferOwnership', [NAME, OTHER.address]],
      ['freeze', [NAME]],
    ];
    for (const [name, args] of changes) expect(await registry.error(name, args)).toBe(`Frozen(${NAME})`);
    // the offer from before is void
    expect(await registry.error('acceptOwnership', [NAME], { key: OTHER.key })).toMatch(/^NotPendingOwner/);
    await registry.send('deprecate', [NAME, 1n, 'biased']);
    expect(await registry.send('deprecationOf', [NAME, 0n])).toBe('biased');
    expect(await registry.send('entryOf', [NAME])).toMatchObject({ frozen: true });
    expect(
      await registry.send('entryOf', [NAME]).then((entry) => (entry as { owner: string }).owner),
    ).toMatch(checksummed(SENDER));
  });

  it('deprecates with a reason, and takes it back; the version runs on', async () => {
    await registry.send('register', [NAME, first]);
    await registry.send('deprecate', [NAME, 1n, 'trained on last year’s harvest']);
    expect(await registry.send('deprecationOf', [NAME, 1n])).toBe('trained on last year’s harvest');
    expect((await chain.call(encode.describe(NAME))).exceptionError).toBeUndefined();
    await registry.send('deprecate', [NAME, 1n, '']);
    expect(await registry.send('deprecationOf', [NAME, 1n])).toBe('');
  });
});

describe('names and references (P4)', () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
  const name = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));
  const text = fc.oneof(
    name,
    fc.string({ unit: fc.constantFrom('a', 'z', '0', '-', '.', 'A', '@', '_', 'é', ' '), maxLength: 12 }),
  );

  it('the registry and PREDICT agree on what a name is', async () => {
    const edges = [
      '',
      '.',
      'a',
      'a.',
      '.a',
      'a..b',
      'a.b',
      '-a.b',
      'a-.b',
      'a.-',
      `${'a'.repeat(63)}.b`,
      `${'a'.repeat(64)}.b`,
    ];
    const long = Array.from({ length: 4 }, () => 'a'.repeat(63)).join('.');
    const samples = fc.sample(text, 60);
    for (const candidate of [...edges, long, `${long}.a`, ...samples]) {
      expect([candidate, await registry.send('isValidName', [candidate])]).toEqual([
        candidate,
        isName(candidate),
      ]);
    }
  });

  it.each([
    ['a.b', { kind: 'name', name: 'a.b', version: 0 }],
    ['a.b@1', { kind: 'name', name: 'a.b', version: 1 }],
    ['a.b@4294967295', { kind: 'name', name: 'a.b', version: 4_294_967_295 }],
    [`0x${'0f'.repeat(32)}`, { kind: 'id', modelId: `0x${'0f'.repeat(32)}` }],
  ])('%s is a reference', (reference, expected) => {
    expect(parseReference(reference)).toEqual(expected);
  });

  it.each([
    'a.b@',
    'a.b@0',
    'a.b@01',
    'a.b@-1',
    'a.b@1.0',
    'a.b@4294967296',
    'a.b@1@1',
    '@1',
    `0x${'0F'.repeat(32)}`,
    '0x',
    'a.b\n',
    'a.b ',
  ])('%j is none', (reference) => {
    expect(parseReference(reference)).toBeUndefined();
  });
});
