import { describe, expect, test } from 'vitest';
import { expectMemory, requiredMemory } from '../../src/chain/required-memory.ts';
import { defaultLimits } from '../../src/config/limits.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { parseGenesis } from '../../src/genesis/genesis-file.ts';
import { startNode } from '../../src/index.ts';
import { defaultThreads, workerBytes } from '../../src/reads/worker-memory.ts';

const withLimit = (gasLimit: number, enabled = true) =>
  parseGenesis({ ...developmentGenesis(), gasLimit, predict: { enabled } });

describe('G7: the memory that a validator needs', () => {
  test('is 32 bytes for each gas of a block, and 512 MiB', () => {
    expect(requiredMemory(withLimit(30_000_000))).toBe(960_000_000 + 2 ** 29);
    expect(requiredMemory(withLimit(300_000_000))).toBe(9_600_000_000 + 2 ** 29);
    expect(requiredMemory(withLimit(300_000_000, false))).toBe(2 ** 29);
  });

  test('a machine with as much starts, one with less does not and is told both sizes', () => {
    const genesis = withLimit(300_000_000);
    const needed = requiredMemory(genesis);
    expect(() => expectMemory(genesis, needed)).not.toThrow();
    expect(() => expectMemory(genesis, needed - 1)).toThrow(
      'A node of this chain needs 9.4 GiB of memory, since a block of 300000000 gas can load that much in models, and this machine has 9.4 GiB: use one with more memory, or a genesis with a smaller gasLimit.',
    );
  });

  test('reads beside the chain are counted too, and whoever asks for too many is told what to lower', () => {
    const genesis = withLimit(30_000_000);
    const needed = requiredMemory(genesis);
    const readers = 2 * workerBytes(defaultLimits);
    expect(() => expectMemory(genesis, needed + readers, readers)).not.toThrow();
    expect(() => expectMemory(genesis, needed + readers - 1, readers)).toThrow(
      /lower readThreads or maxReadBytes/,
    );
    expect(() => expectMemory(genesis, needed - 1, readers)).toThrow(/genesis with a smaller gasLimit/);
  });

  test('by default no more workers start than there is memory for, and always one', () => {
    const one = workerBytes(defaultLimits);
    for (const [left, most] of [
      [-one, 1],
      [0, 1],
      [2 * one - 1, 1],
      [100 * one, 8],
    ] as const) {
      const threads = defaultThreads(left, defaultLimits);
      expect(threads).toBeGreaterThanOrEqual(1);
      expect(threads).toBeLessThanOrEqual(most);
    }
  });

  test('a node refuses to start on a chain that no machine has memory for', async () => {
    const genesis = { ...developmentGenesis(), gasLimit: 2 ** 50 };
    await expect(startNode({ genesis, port: 0 })).rejects.toThrow(/needs .* GiB of memory/);
  });
});
