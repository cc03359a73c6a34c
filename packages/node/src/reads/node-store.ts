import type { MessagePort } from 'node:worker_threads';
import { BoundedMap } from '../storage/bounded-map.ts';
import { type KeyValueStore, StorageError } from '../storage/key-value-store.ts';
import { keys } from '../storage/keys.ts';
import { readOnly } from '../storage/read-only.ts';
import type { FromWorker, ToWorker } from './job.ts';

/** State entries that a worker remembers. They are named by their hash, hence never change. */
const cachedEntries = 4_000;

/** A store whose values a worker asks its node for: for chains in memory, and engines that only one may open. */
export class NodeStore {
  readonly store: KeyValueStore = readOnly((key) => this.get(key));
  private readonly cached = new BoundedMap<string, Uint8Array>(cachedEntries);
  private readonly asked = new Map<number, PromiseWithResolversOf<Uint8Array | undefined>>();
  private port: MessagePort | undefined;
  private lastId = 0;

  /** Asks over this port from now on. */
  use(port: MessagePort): void {
    this.asked.clear();
    this.port = port;
    port.on('message', (answer: ToWorker) => {
      const waiting = this.asked.get(answer.id);
      this.asked.delete(answer.id);
      if ('error' in answer) waiting?.reject(new StorageError(answer.error));
      else waiting?.resolve(answer.value);
    });
  }

  private async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    const name = keys.isState(key) ? Buffer.from(key).toString('latin1') : undefined;
    const known = name === undefined ? undefined : this.cached.get(name);
    if (known) return known;
    const value = await this.ask(key);
    if (value && name !== undefined) this.cached.set(name, value);
    return value;
  }

  private ask(key: Uint8Array): Promise<Uint8Array | undefined> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      this.port?.postMessage({ kind: 'get', id, key } satisfies FromWorker);
    });
  }
}

interface PromiseWithResolversOf<T> {
  resolve(value: T): void;
  reject(reason: Error): void;
}

/** Answers what a worker asks of the node's store. */
export async function answerGet(
  store: KeyValueStore,
  { id, key }: Extract<FromWorker, { kind: 'get' }>,
): Promise<ToWorker> {
  try {
    return { id, value: await store.get(key) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}
