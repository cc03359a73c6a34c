import { type Hex, keccak256, numberToHex } from 'viem';
import { describe, expect, test } from 'vitest';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { accounts, call, walletClient } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

const HISTORY = '0x0000F90827F1C53a10cb7A02335B175320002935';
const BEACON_ROOTS = '0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02';
/** Addresses of EIP-7002 and EIP-7251. */
const REQUESTS = [
  '0x00000961Ef480Eb55e80D19ad83579A64c007002',
  '0x0000BBdDc7CE488642fb579F8B00f3a590007251',
] as const;
const SHA256_OF_NOTHING = '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const ZERO = `0x${'0'.repeat(64)}`;

type Header = Record<
  'number' | 'hash' | 'parentHash' | 'timestamp' | 'baseFeePerGas' | 'gasUsed' | 'gasLimit' | 'mixHash',
  Hex
>;

async function started(alloc: Record<string, { code: Hex }> = {}) {
  const genesis = developmentGenesis();
  const { url } = await temporaryNode({
    dev: true,
    genesis: { ...genesis, alloc: { ...genesis.alloc, ...alloc } },
  });
  const block = async (which: number | string) => {
    const tag = typeof which === 'number' ? numberToHex(which) : which;
    return (await call(url, 'eth_getBlockByNumber', tag, false)).result as Header;
  };
  const slot = async (address: string, at: bigint) =>
    (await call(url, 'eth_getStorageAt', address, numberToHex(at), 'latest')).result;
  return { url, block, slot, mine: () => call(url, 'evm_mine') };
}

describe('D5', () => {
  test('a header leaves empty what needs uncles, blobs or a beacon chain', async () => {
    const { block, mine } = await started();
    await mine();
    for (const number of [0, 1]) {
      expect(await block(number)).toMatchObject({
        difficulty: '0x0',
        uncles: [],
        withdrawals: [],
        blobGasUsed: '0x0',
        excessBlobGas: '0x0',
        parentBeaconBlockRoot: ZERO,
        requestsHash: SHA256_OF_NOTHING,
      });
    }
  });

  test('before its transactions a block stores its parent’s hash and a beacon root of 0', async () => {
    // Only the system may write there; a reader is enough here.
    const { block, slot, mine } = await started({ [BEACON_ROOTS]: { code: '0x00' } });
    for (let number = 1; number <= 3; number++) {
      await mine();
      const { parentHash, timestamp } = await block('latest');
      expect(await slot(HISTORY, BigInt(number - 1))).toBe(parentHash);
      const place = BigInt(timestamp) % 8191n;
      expect(BigInt((await slot(BEACON_ROOTS, place)) as Hex)).toBe(BigInt(timestamp));
      expect(await slot(BEACON_ROOTS, place + 8191n)).toBe(ZERO);
    }
  });

  test('and stores nothing where genesis has no such contract', async () => {
    const { block, slot, mine } = await started();
    await mine();
    const { timestamp } = await block('latest');
    expect(await slot(BEACON_ROOTS, BigInt(timestamp) % 8191n)).toBe(ZERO);
  });

  test('requests of validators are not asked for: contracts at their addresses change no header', async () => {
    const returnsWord = { code: '0x60205ff3' } as const;
    const { block, mine } = await started(
      Object.fromEntries(REQUESTS.map((address) => [address, returnsWord])),
    );
    await mine();
    expect(await block('latest')).toMatchObject({ requestsHash: SHA256_OF_NOTHING });
  });

  test('the base fee follows EIP-1559, the gas limit stays the parent’s', async () => {
    const { url, block, mine } = await started();
    await mine();
    await walletClient(url).sendTransaction({ to: accounts[1]!.address, value: 1n });
    // INVALID as init code takes all of its gas: 16,777,216 is more than half of a block.
    const all = { gas: 16_777_216n, data: '0xfe' } as const;
    await walletClient(url).sendTransaction(all);
    await mine();
    const last = Number((await block('latest')).number);
    expect(last).toBe(4);
    const changes = new Set<number>();
    for (let number = 1; number <= last; number++) {
      const [parent, child] = [await block(number - 1), await block(number)];
      const [fee, used, target] = [
        BigInt(parent.baseFeePerGas),
        BigInt(parent.gasUsed),
        BigInt(parent.gasLimit) / 2n,
      ];
      const change = (fee * (used > target ? used - target : target - used)) / target / 8n;
      const expected = used > target ? fee + (change > 1n ? change : 1n) : fee - change;
      expect(BigInt(child.baseFeePerGas)).toBe(expected);
      expect(child.gasLimit).toBe(parent.gasLimit);
      changes.add(Math.sign(Number(expected - fee)));
    }
    expect(changes).toEqual(new Set([-1, 1]));
  });
});

describe('D7', () => {
  test('prevRandao is the hash of the parent’s hash', async () => {
    const { block, mine } = await started();
    for (let number = 1; number <= 2; number++) {
      await mine();
      const { mixHash, parentHash } = await block(number);
      expect(mixHash).toBe(keccak256(parentHash));
    }
  });

  test('latest, safe and finalized name the same block, pending the one after it', async () => {
    const { url, block, mine } = await started();
    for (const act of [
      mine,
      () => walletClient(url).sendTransaction({ to: accounts[1]!.address, value: 1n }),
    ]) {
      await act();
      const { hash, number } = await block('latest');
      for (const tag of ['safe', 'finalized']) expect((await block(tag)).hash).toBe(hash);
      const pending = await block('pending');
      expect(pending).toMatchObject({ hash: null, nonce: null, miner: null, parentHash: hash });
      expect(BigInt(pending.number)).toBe(BigInt(number) + 1n);
    }
  });
});
