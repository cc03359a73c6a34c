import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../files/make-folder.ts';
import { maxChunks, snapshotFormat } from './format.ts';
import { maxMetadataBytes } from './metadata.ts';

/** What is offered to nodes that join. */
export interface Snapshot {
  /** Of its block. */
  readonly block: bigint;
  /** Of the engine's block that it came with. */
  readonly height: bigint;
  /** Of its block: what the engine's validators have signed. */
  readonly hash: Uint8Array;
  readonly metadata: Uint8Array;
  readonly chunks: number;
}

const hex = z.string().regex(/^([0-9a-f]{2})*$/);

const manifestSchema = z.object({
  format: z.literal(snapshotFormat),
  block: z.string().regex(/^[1-9][0-9]{0,14}$/),
  height: z.string().regex(/^[1-9][0-9]{0,17}$/),
  hash: hex.length(64),
  metadata: hex.max(2 * maxMetadataBytes),
  /** SHA-256 of each chunk. */
  chunks: z.array(hex.length(64)).min(1).max(maxChunks),
});

interface Kept extends Snapshot {
  readonly digests: readonly string[];
}

const manifest = 'manifest.json';
const unfinished = '.part';

const digestOf = (chunk: Uint8Array): string => createHash('sha256').update(chunk).digest('hex');

/**
 * Snapshots in files: a folder each, named by its block, with a file for each chunk and a manifest. One is there as a
 * whole or not at all, and needs the database no more: blocks go on and states are forgotten while others fetch it.
 */
export class SnapshotFolder {
  /** The newest first. */
  private kept: Kept[] = [];

  /** @param most snapshots that stay */
  constructor(
    private readonly folder: string,
    private readonly most: number,
  ) {}

  /** Finds what is there; what was not finished, or is not readable, goes away. */
  async open(): Promise<void> {
    await makeFolder(this.folder, 0o700);
    for (const name of await readdir(this.folder)) {
      const found = /^[1-9][0-9]*$/.test(name) ? await this.readManifest(name) : undefined;
      if (found) this.kept.push(found);
      else if (/^[1-9][0-9]*(\.part)?$/.test(name)) await this.remove(name);
    }
    this.kept.sort((a, b) => (a.block > b.block ? -1 : 1));
    await this.forgetOldest();
  }

  get snapshots(): readonly Snapshot[] {
    return this.kept;
  }

  /** Keeps a new snapshot whose chunks come one after another, and forgets the oldest. */
  async add(snapshot: Omit<Snapshot, 'chunks'>, chunks: AsyncIterable<Uint8Array>): Promise<Snapshot> {
    const name = String(snapshot.block);
    const draft = join(this.folder, `${name}${unfinished}`);
    await this.remove(`${name}${unfinished}`);
    try {
      await makeFolder(draft, 0o700);
      const digests: string[] = [];
      for await (const chunk of chunks) {
        if (digests.length === maxChunks) throw new Error(`a snapshot has ${maxChunks} chunks at the most`);
        await writeFile(join(draft, String(digests.length)), chunk, { mode: 0o600 });
        digests.push(digestOf(chunk));
      }
      const kept = { ...snapshot, chunks: digests.length, digests };
      await writeFile(join(draft, manifest), toJson(kept), { mode: 0o600 });
      await this.remove(name);
      await rename(draft, join(this.folder, name));
      this.kept = [kept, ...this.kept.filter(({ block }) => block !== kept.block)];
      await this.forgetOldest();
      return kept;
    } finally {
      await this.remove(`${name}${unfinished}`);
    }
  }

  /**
   * A chunk as it was cut; undefined where there is none. One that is damaged takes its snapshot along: whoever joins
   * would take it for a lie.
   */
  async chunk(height: bigint, index: number): Promise<Uint8Array | undefined> {
    const found = this.kept.find((snapshot) => snapshot.height === height);
    const digest = found?.digests[index];
    if (!found || !digest) return undefined;
    const chunk = await readFile(join(this.folder, String(found.block), String(index))).catch(
      () => undefined,
    );
    if (chunk && digestOf(chunk) === digest) return chunk;
    this.kept = this.kept.filter((snapshot) => snapshot !== found);
    return undefined;
  }

  private async readManifest(name: string): Promise<Kept | undefined> {
    try {
      const text = await readFile(join(this.folder, name, manifest), 'utf8');
      const { block, height, hash, metadata, chunks } = manifestSchema.parse(JSON.parse(text));
      if (block !== name) return undefined;
      return {
        ...{ block: BigInt(block), height: BigInt(height), chunks: chunks.length, digests: chunks },
        ...{ hash: Buffer.from(hash, 'hex'), metadata: Buffer.from(metadata, 'hex') },
      };
    } catch {
      return undefined;
    }
  }

  private async forgetOldest(): Promise<void> {
    for (const { block } of this.kept.splice(this.most)) await this.remove(String(block));
  }

  private remove(name: string): Promise<void> {
    return rm(join(this.folder, name), { recursive: true, force: true });
  }
}

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const toJson = ({ block, height, hash, metadata, digests }: Kept): string =>
  `${JSON.stringify({
    ...{ format: snapshotFormat, block: String(block), height: String(height) },
    ...{ hash: toHex(hash), metadata: toHex(metadata), chunks: digests },
  })}\n`;
