import { randomBytes } from 'node:crypto';
import type { Keccak256 } from '../../crypto/keccak.ts';
import { format, formatChange, readFormat } from '../../storage/format-version.ts';
import type { KeyValueStore } from '../../storage/key-value-store.ts';
import { from3To4 } from './3-to-4.ts';
import type { UpgradeBatch, UpgradeStep } from './upgrade-step.ts';

/** In order; each begins where the one before it ends. */
const steps: readonly UpgradeStep[] = [from3To4];

/** How far an upgrade is. */
export interface UpgradeProgress extends Omit<UpgradeBatch, 'changes'> {
  readonly from: bigint;
  readonly to: bigint;
}

/** What an upgrade may be told. */
export interface UpgradeOptions {
  readonly onProgress?: ((progress: UpgradeProgress) => void) | undefined;
  /** Bytes of a write, about; 2 MiB unless it is said. */
  readonly batchBytes?: number;
  /** Random bytes, 16; drawn unless they are given. */
  readonly salt?: Uint8Array;
}

/**
 * Makes a database the newest format, step by step, each in bounded writes that are atomic one by one. A process that
 * ends meanwhile, however it does, loses nothing: the format's record says that a step is under way, and the next call
 * goes on with it. An empty database, one of this format and one that no step begins from stay as they are.
 * @throws StorageError for damage, and from the store; what was upgraded until then stays so
 */
export async function upgradeStore(
  store: KeyValueStore,
  keccak256: Keccak256,
  { onProgress, batchBytes = 2 * 1024 * 1024, salt = randomBytes(16) }: UpgradeOptions = {},
): Promise<void> {
  for (;;) {
    const record = readFormat(store, keccak256);
    if (!record || (record.version === format && record.upgradingTo === undefined)) return;
    const step = steps.find(({ from, to }) => from === record.version && (record.upgradingTo ?? to) === to);
    if (!step) return;
    const { from, to } = step;
    if (record.upgradingTo === undefined)
      await store.write([formatChange(keccak256, { version: from, upgradingTo: to })]);
    for await (const { changes, ...batch } of step.batches({ store, keccak256, batchBytes, salt })) {
      await store.write(changes);
      onProgress?.({ from, to, ...batch });
    }
    await store.write([formatChange(keccak256, { version: to })]);
  }
}
