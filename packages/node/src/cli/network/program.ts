import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Guard } from './guard.ts';
import { eachLine } from './log-lines.ts';

/** Milliseconds that a program has to end when it is asked to, unless somebody says otherwise. */
const longestEnd = 10_000;

/** How a program ended, in words: `code 1`, `SIGKILL`. */
export type Ending = string;

/** What a program is started with. */
export interface ProgramOptions {
  file: string;
  args: readonly string[];
  /** Folder in which it runs. */
  cwd: string;
  /** Is called with each line that it prints. */
  onLine: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Ends it when this process is gone. */
  guard?: Guard | undefined;
  /** Milliseconds that it has to end when it is asked to, default ten seconds: then it is killed. */
  patience?: number | undefined;
}

/** A program that runs beside this one. */
export class Program {
  readonly pid: number | undefined;
  /** Resolves when it has ended, or could not be started. */
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;
  private readonly patience: number;

  constructor({ file, args, cwd, onLine, guard, patience = longestEnd }: ProgramOptions) {
    // A group of its own: Ctrl-C reaches this process alone, which ends the others in their order.
    this.child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const { pid } = this.child;
    this.pid = pid;
    this.patience = patience;
    if (pid !== undefined) guard?.started(pid);
    this.ended = once(this.child, 'exit').then(
      ([code, signal]) => {
        if (pid !== undefined) guard?.ended(pid);
        return signal ?? `code ${code}`;
      },
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    for (const stream of ['stdout', 'stderr'] as const)
      eachLine(this.child[stream], (line) => onLine(line, stream));
  }

  /** Asks it to end, and ends it if it does not; resolves when it is gone. */
  async end(): Promise<void> {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), this.patience);
    await this.ended;
    clearTimeout(timer);
  }
}
