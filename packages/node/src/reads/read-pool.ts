import { MessageChannel } from 'node:worker_threads';
import { errorCode } from '@evm-ml/rpc';
import { Piscina } from 'piscina';
import type { Limits } from '../config/limits.ts';
import type { KeyValueStore } from '../storage/key-value-store.ts';
import { FairQueue } from './fair-queue.ts';
import type {
  Assignment,
  Done,
  FromWorker,
  Given,
  PredictNote,
  ReadJob,
  ReadOutcome,
  WorkerChain,
} from './job.ts';
import { answerGet } from './node-store.ts';
import { workerHeapBytes } from './worker-memory.ts';

/** A read was not begun, or was ended, because of a bound that the message names. */
export class ReadEnded extends Error {
  override readonly name = 'ReadEnded';
  constructor(
    readonly reason: EndReason,
    message: string,
  ) {
    super(message);
  }
}

/** Why a read was ended, or not begun. */
export type EndReason = 'time' | 'memory' | 'queue' | 'stop';

/** Told of what becomes of reads. */
export interface ReadObserver {
  /** A read ran for so long, after it had waited for so long; seconds. */
  ran(method: string, seconds: number, waited: number): void;
  ended(reason: EndReason): void;
}

/** What a pool works with. */
export interface ReadPoolParts {
  /** The worker's program; see `serveReads`. */
  readonly program: URL;
  readonly chain: WorkerChain;
  /** Answers workers that have no store of their own. */
  readonly store: KeyValueStore;
  readonly limits: Limits;
  /** Workers at most. */
  readonly threads: number;
  /** The newest block, and how often the chain went back, when a read begins. */
  now(): Pick<ReadJob, 'head' | 'rewinds'>;
  /** The same, and the block that would be made on it. */
  next(): Promise<Pick<ReadJob, 'head' | 'rewinds' | 'pending'>>;
  /** Resolves when no block comes or goes. */
  settled(): Promise<void>;
  /** Making this pending block took a read's whole time. */
  giveUp(id: number): void;
  /** Told what PREDICT tells of itself in workers. */
  note?(note: PredictNote): void;
}

/** How often a read is begun at most. */
const mostAttempts = 3;

interface Waiting {
  readonly method: string;
  readonly given: Given;
  readonly since: number;
  resolve(outcome: ReadOutcome): void;
  reject(error: unknown): void;
}

/**
 * Runs reads in worker threads, beside the chain, whose thread makes blocks. Callers take turns; each read has a
 * budget of time and of memory, and is ended with a `ReadEnded` when one of them is spent. Workers start when they
 * are first needed; one that was ended is replaced.
 */
export class ReadPool {
  readonly observers = new Set<ReadObserver>();
  private readonly workers: Piscina<Assignment, Done>;
  private readonly queue: FairQueue<Waiting>;
  private readonly threads: number;
  /** Reads that no worker has begun yet: to be told when a worker cannot start. */
  private readonly starting = new Set<(cause: unknown) => void>();
  private inWork = 0;
  private stopping = false;

  constructor(private readonly parts: ReadPoolParts) {
    const { limits } = parts;
    this.threads = parts.threads;
    this.queue = new FairQueue(limits.maxQueuedReads, limits.maxQueuedReadsPerCaller);
    this.workers = new Piscina({
      filename: parts.program.href,
      workerData: parts.chain,
      minThreads: 0,
      maxThreads: this.threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      // A worker that sleeps in an atomic wait would keep its look at the database.
      atomics: 'disabled',
      resourceLimits: {
        maxOldGenerationSizeMb: Math.ceil(workerHeapBytes(limits) / 2 ** 20),
      },
      // The node's own may lead elsewhere, in tests for one.
      execArgv: [],
    });
    // A worker that ends before it has begun is not replaced by the pool, and its read would wait for ever. It may end
    // without an error; then others, if there are any, do what it was to do.
    this.workers.on('error', (cause) => this.failStarting(cause));
    this.workers.on('workerDestroy', () =>
      queueMicrotask(() => {
        if (this.workers.threads.length === 0)
          this.failStarting(new Error('a worker of reads ended at its start'));
      }),
    );
  }

  /** Reads in work. */
  get running(): number {
    return this.inWork;
  }

  /** Reads that wait for a worker. */
  get waiting(): number {
    return this.queue.size;
  }

  /** Runs a read when it is its caller's turn. @throws ReadEnded */
  run(caller: string, method: string, given: Given): Promise<ReadOutcome> {
    if (this.stopping) return Promise.reject(this.ended('stop', 'the node is stopping'));
    return new Promise((resolve, reject) => {
      const waiting = { method, given, since: performance.now(), resolve, reject };
      if (this.queue.add(caller, waiting)) this.begin();
      else reject(this.ended('queue', this.fullMessage()));
    });
  }

  /** Ends all reads. */
  async close(): Promise<void> {
    this.stopping = true;
    for (let left = this.queue.next(); left; left = this.queue.next())
      left.reject(this.ended('stop', 'the node is stopping'));
    await this.workers.destroy();
  }

  private failStarting(cause: unknown): void {
    if (!this.stopping) for (const fail of this.starting) fail(cause);
  }

  private fullMessage(): string {
    const { maxQueuedReads, maxQueuedReadsPerCaller } = this.parts.limits;
    return `more reads wait than maxQueuedReads = ${maxQueuedReads}, or maxQueuedReadsPerCaller = ${maxQueuedReadsPerCaller} of one caller: wait for answers`;
  }

  private begin(): void {
    while (this.inWork < this.threads) {
      const next = this.queue.next();
      if (!next) return;
      this.inWork++;
      this.assign(next)
        .then(next.resolve, next.reject)
        .finally(() => {
          this.inWork--;
          this.begin();
        });
    }
  }

  /** Reads again when the chain went back meanwhile: what was read may be of both. */
  private async assign(waiting: Waiting): Promise<ReadOutcome> {
    for (let left = mostAttempts; left > 0; left--) {
      const { outcome, rewinds } = await this.attempt(waiting);
      if (rewinds === this.parts.now().rewinds) return outcome;
      await this.parts.settled();
    }
    return {
      failure: {
        code: errorCode.server,
        message: 'the chain went back again and again while this was read: ask again',
      },
    };
  }

  private async attempt({
    method,
    given,
    since,
  }: Waiting): Promise<{ outcome: ReadOutcome; rewinds: number }> {
    const { limits, store, note, now, next, giveUp } = this.parts;
    const { port1: here, port2: there } = new MessageChannel();
    const overtime = new AbortController();
    const began = performance.now();
    let timer: NodeJS.Timeout | undefined;
    let unstarted: { cause: unknown } | undefined;
    let making: number | undefined;
    const fail = (cause: unknown) => {
      unstarted = { cause };
      overtime.abort();
    };
    this.starting.add(fail);
    here.on('message', (message: FromWorker) => {
      if (message.kind === 'get') answerGet(store, here, message);
      else if (message.kind === 'made') making = undefined;
      else {
        this.starting.delete(fail);
        // The time that a new worker takes to start is not the read's.
        timer = setTimeout(() => overtime.abort(), limits.maxReadMilliseconds);
      }
    });
    try {
      const job: ReadJob = { method, given, ...(given.pending ? await next() : now()) };
      making = job.pending?.id;
      const { signal } = overtime;
      const done = await this.workers.run({ job, port: there }, { transferList: [there], signal });
      for (const each of done.notes) note?.(each);
      return { outcome: done.outcome, rewinds: job.rewinds };
    } catch (error) {
      if (making !== undefined && overtime.signal.aborted && !unstarted) giveUp(making);
      throw unstarted?.cause ?? this.explain(error, overtime.signal.aborted);
    } finally {
      clearTimeout(timer);
      this.starting.delete(fail);
      here.close();
      const end = performance.now();
      for (const observer of this.observers)
        observer.ran(method, (end - began) / 1000, (began - since) / 1000);
    }
  }

  private explain(error: unknown, overtime: boolean): unknown {
    const { maxReadMilliseconds, maxReadBytes } = this.parts.limits;
    if (this.stopping) return this.ended('stop', 'the node is stopping');
    if (overtime) {
      return this.ended(
        'time',
        `the read took longer than maxReadMilliseconds = ${maxReadMilliseconds}: ask for less at once, or with less gas`,
      );
    }
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      return this.ended(
        'memory',
        `the read took more memory than maxReadBytes = ${maxReadBytes} allows: ask for less at once`,
      );
    }
    return error;
  }

  private ended(reason: EndReason, message: string): ReadEnded {
    for (const observer of this.observers) observer.ended(reason);
    return new ReadEnded(reason, message);
  }
}
