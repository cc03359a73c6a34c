import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { eachLine } from './log-lines.ts';

/** Milliseconds that a program has to end when it is asked to. */
const longestEnd = 10_000;

/** How a program ended, in words: `code 1`, `SIGKILL`. */
export type Ending = string;

/** A program that runs beside this one. */
export class Program {
  readonly pid: number | undefined;
  /** Resolves when it has ended, or could not be started. */
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;

  /** @param onLine is called with each line that it prints */
  constructor(file: string, args: readonly string[], cwd: string, onLine: (line: string) => void) {
    // A group of its own: Ctrl-C reaches this process alone, which ends the others in their order.
    this.child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.pid = this.child.pid;
    this.ended = once(this.child, 'exit').then(
      ([code, signal]) => signal ?? `code ${code}`,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    for (const stream of [this.child.stdout, this.child.stderr]) eachLine(stream, onLine);
  }

  /** Asks it to end, and ends it if it does not; resolves when it is gone. */
  async end(): Promise<void> {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), longestEnd);
    await this.ended;
    clearTimeout(timer);
  }
}
