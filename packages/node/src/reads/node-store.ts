import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { type KeyValueStore, StorageError } from '../storage/key-value-store.ts';
import { readOnly } from '../storage/read-only.ts';
import type { FromWorker, ToWorker } from './job.ts';

/** A store whose values a worker asks its node for: for chains in memory, and engines that only one may open. */
export class NodeStore {
  readonly store: KeyValueStore = readOnly((key) => this.get(key));
  private readonly answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private port: MessagePort | undefined;

  /** Asks over this port from now on. */
  use(port: MessagePort): void {
    this.port = port;
  }

  /** Sleeps until the node has answered. */
  private get(key: Uint8Array): Uint8Array | undefined {
    const { answered, port } = this;
    if (!port) throw new Error('no read is in work');
    Atomics.store(answered, 0, 0);
    port.postMessage({ kind: 'get', key, answered } satisfies FromWorker);
    Atomics.wait(answered, 0, 0);
    const answer: ToWorker = receiveMessageOnPort(port)?.message;
    if ('error' in answer) throw new StorageError(answer.error);
    return answer.value;
  }
}

/** Answers what a worker asks of the node's store, and wakes it. */
export function answerGet(
  store: KeyValueStore,
  port: MessagePort,
  { key, answered }: Extract<FromWorker, { kind: 'get' }>,
): void {
  port.postMessage(read(store, key));
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
}

function read(store: KeyValueStore, key: Uint8Array): ToWorker {
  try {
    return { value: store.get(key) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
