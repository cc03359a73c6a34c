import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Member } from '../cluster/member.ts';

/** In what a member differs from the others. */
export interface Kind {
  readonly says: string;
  /** Settings of its node. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  /** Whether another Node.js runs it, where one is given. */
  readonly isOtherRuntime?: boolean;
}

const preload = (name: string) => `--import=${new URL(`./preload/${name}.js`, import.meta.url)}`;

export const kinds: readonly Kind[] = [
  { says: 'fast kernels, archive, as it comes', settings: {}, env: {} },
  {
    says: 'reference kernels, 64 states',
    settings: { state: 64, proofs: 64 },
    env: { NODE_OPTIONS: preload('reference-kernels') },
  },
  {
    says: 'the other Node.js where one is given, classic-level, 5 states',
    settings: { database: 'classic-level', state: 5, proofs: 5 },
    env: {},
    isOtherRuntime: true,
  },
  {
    says: '700 MB of heap, no caches of models and answers, blocks not flushed',
    settings: { readThreads: 1, durability: 'os', state: 1, proofs: 1 },
    env: { NODE_OPTIONS: `--max-old-space-size=700 ${preload('no-caches')}` },
  },
];

/** Writes a member's settings beside what it has. */
export async function become(member: Member, { settings }: Kind): Promise<void> {
  const path = join(member.folder, 'node.json');
  const config = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...config, metrics: true, ...settings }));
}
