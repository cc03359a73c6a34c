import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAccount } from '../../src/cli/io/key.ts';

// The first account of the well-known development mnemonic.
const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const ADDRESS = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evm-ml-key-'));
  vi.stubEnv('EVM_ML_KEY', undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function keyFile(content: string, mode: number): Promise<string> {
  const path = join(folder, 'key');
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

describe('readAccount', () => {
  it('takes the key itself, a private file, or EVM_ML_KEY', async () => {
    expect((await readAccount(KEY)).address).toBe(ADDRESS);
    expect((await readAccount(KEY.slice(2))).address).toBe(ADDRESS);
    expect((await readAccount(await keyFile(`${KEY}\n`, 0o600))).address).toBe(ADDRESS);
    vi.stubEnv('EVM_ML_KEY', KEY);
    expect((await readAccount(undefined)).address).toBe(ADDRESS);
  });

  it('refuses a file that others can read', async () => {
    await expect(readAccount(await keyFile(KEY, 0o644))).rejects.toThrow('chmod 600');
  });

  it.each([
    ['nothing', undefined, 'set EVM_ML_KEY'],
    ['a short key', '0xabcd', 'neither 64 hex digits nor the path'],
    ['zero', '0'.repeat(64), 'no private key of secp256k1'],
  ])('refuses %s', async (_, key, words) => {
    await expect(readAccount(key)).rejects.toThrow(words);
  });

  it('never repeats what it was given', async () => {
    const almost = KEY.slice(0, -1);
    for (const given of [almost, await keyFile(almost, 0o600)]) {
      const message = await readAccount(given).then(
        () => 'accepted',
        (error: Error) => error.message,
      );
      expect(message).toContain('64 hex digits');
      expect(message).not.toContain(almost.slice(2, 20));
    }
  });
});
