import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { equalsBytes } from '@ethereumjs/util';
import { bytesOf, isOfNewestState, nameOf } from '../state/state-keys.ts';
import { type KeyValueStore, StorageError } from '../storage/key-value-store.ts';
import { keys } from '../storage/keys.ts';
import { readOnly } from '../storage/read-only.ts';
import type { FromWorker, ToWorker } from './job.ts';

/** Keys that are asked for ahead, at most: what they cost the node has to stay small beside the read. */
const mostAhead = 200;

const headKey = keys.meta('head');

/**
 * A store whose values a worker asks its node for: for chains in memory, and engines that only one may open. Each
 * question costs a turn of the node's thread, and reads of a chain that grows ask the same again and again; so the first
 * question of a read brings along what the reads before it asked about the state. A value that came along is given once:
 * who asks twice wants to know what is there by then.
 */
export class NodeStore {
  readonly store: KeyValueStore = readOnly((key) => this.get(key));
  private readonly answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private port: MessagePort | undefined;
  /** Keys of the state that were asked for, as names, the latest last. */
  private readonly asked = new Set<string>();
  private ahead: Map<string, Uint8Array | undefined> | undefined;
  /** The record of the head when those came along. */
  private headThen: Uint8Array | undefined;

  /** A read begins: asks over this port from now on. */
  use(port: MessagePort): void {
    this.port = port;
    this.ahead = undefined;
  }

  private get(key: Uint8Array): Uint8Array | undefined {
    if (!isOfNewestState(key)) return this.askNow(key);
    const name = nameOf(key);
    this.remember(name);
    this.ahead ??= this.lookAhead();
    if (!this.ahead.has(name)) return this.ask([key])[0];
    const value = this.ahead.get(name);
    this.ahead.delete(name);
    return value;
  }

  /** Who sees that the head has moved on sees nothing of before any more. */
  private askNow(key: Uint8Array): Uint8Array | undefined {
    const [value] = this.ask([key]);
    if (this.ahead && equalsBytes(key, headKey) && !isSame(value, this.headThen)) this.ahead.clear();
    return value;
  }

  private remember(name: string): void {
    this.asked.delete(name);
    this.asked.add(name);
    if (this.asked.size > mostAhead) this.asked.delete(this.asked.values().next().value!);
  }

  private lookAhead(): Map<string, Uint8Array | undefined> {
    const names = [...this.asked];
    const [head, ...values] = this.ask([headKey, ...names.map(bytesOf)]);
    this.headThen = head;
    return new Map(names.map((name, index) => [name, values[index]]));
  }

  /** Sleeps until the node has answered. */
  private ask(keys: readonly Uint8Array[]): readonly (Uint8Array | undefined)[] {
    const { answered, port } = this;
    if (!port) throw new Error('no read is in work');
    Atomics.store(answered, 0, 0);
    port.postMessage({ kind: 'get', keys, answered } satisfies FromWorker);
    Atomics.wait(answered, 0, 0);
    const answer: ToWorker = receiveMessageOnPort(port)?.message;
    if ('error' in answer) throw new StorageError(answer.error);
    return answer.values;
  }
}

const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === undefined || b === undefined ? a === b : equalsBytes(a, b);

/** Answers what a worker asks of the node's store, and wakes it. */
export function answerGet(
  store: KeyValueStore,
  port: MessagePort,
  { keys, answered }: Extract<FromWorker, { kind: 'get' }>,
): void {
  port.postMessage(read(store, keys));
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
}

function read(store: KeyValueStore, keys: readonly Uint8Array[]): ToWorker {
  try {
    return { values: keys.map((key) => store.get(key)) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
