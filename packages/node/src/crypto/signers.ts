import { setImmediate } from 'node:timers';
import { Piscina } from 'piscina';
import { signatureBytes, signerBytes } from './signer-bytes.ts';

/** A hash, and the signature under it. */
export interface Signed {
  /** 32 bytes. */
  readonly hash: Uint8Array;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
  readonly recovery: 0 | 1;
}

interface Waiting {
  readonly signed: Signed;
  resolve(signer: Uint8Array | undefined): void;
}

/** Fewer than these are not worth a message to another thread. */
const fewest = 4;

/** The worker's program, compiled: threads of Node.js 20 run no TypeScript, so tests build it before they begin. */
const recoverProgram = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/crypto/recover-program.js' : './recover-program.js',
  import.meta.url,
);

/**
 * Finds out who signed, in a thread beside this one, for as many as are asked for in one turn of the event loop. The
 * thread starts when it is first needed. Answers come in the order of the questions.
 */
export class Signers {
  private waiting: Waiting[] = [];
  private worker: Piscina<ArrayBuffer, ArrayBuffer> | undefined;
  private readonly running = new Set<() => void>();
  private isClosed = false;

  /** @param program of the thread; see `recover-program.ts` */
  constructor(private readonly program: URL = recoverProgram) {}

  /**
   * The address of a signer, 20 bytes; undefined where the asking thread has to find out itself: few were asked for, no
   * key could have signed, or the thread is not there.
   */
  find(signed: Signed): Promise<Uint8Array | undefined> {
    return new Promise((resolve) => {
      this.waiting.push({ signed, resolve });
      if (this.waiting.length === 1) setImmediate(() => void this.send());
    });
  }

  private async send(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    const signers = batch.length < fewest ? undefined : await this.run(batch);
    for (const [index, { resolve }] of batch.entries()) {
      const signer = signers?.subarray(index * signerBytes, (index + 1) * signerBytes);
      resolve(signer?.[0] === 1 ? signer.slice(1) : undefined);
    }
  }

  private async run(batch: readonly Waiting[]): Promise<Uint8Array | undefined> {
    if (this.isClosed) return undefined;
    const packed = new Uint8Array(batch.length * signatureBytes);
    for (const [index, { signed }] of batch.entries()) {
      const at = index * signatureBytes;
      packed.set(signed.hash, at);
      packed.set(signed.signature, at + 32);
      packed[at + 96] = signed.recovery;
    }
    const { buffer } = packed;
    this.worker ??= this.start();
    let giveUp = () => {};
    const ended = new Promise<undefined>((resolve) => {
      giveUp = () => resolve(undefined);
    });
    this.running.add(giveUp);
    const answer = this.worker.run(buffer, { transferList: [buffer] }).catch(() => undefined);
    const signers = await Promise.race([answer, ended]);
    this.running.delete(giveUp);
    return signers && new Uint8Array(signers);
  }

  private start(): Piscina<ArrayBuffer, ArrayBuffer> {
    const worker = new Piscina<ArrayBuffer, ArrayBuffer>({
      filename: this.program.href,
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      // The node's own may lead elsewhere, in tests for one.
      execArgv: [],
    });
    // A worker that ends before it has begun is not replaced, and what was asked would wait for ever. It may end without
    // an error.
    for (const event of ['error', 'workerDestroy'])
      worker.on(event, () => {
        this.isClosed = true;
        for (const giveUp of this.running) giveUp();
      });
    return worker;
  }

  /**
   * Ends the thread when it has answered what it is at: ending it inside of machine code would end the process. Whoever
   * else waits, or asks later, finds out alone.
   */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.worker?.close({ force: true });
  }
}
