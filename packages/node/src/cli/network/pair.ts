import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Guard } from './guard.ts';
import { layout } from './layout.ts';
import { Program } from './program.ts';

/** What a pair is started with. */
export interface PairOptions {
  name: string;
  /** Folder of the node. */
  folder: string;
  /** The `cometbft` program. */
  engine: string;
  /** The program of `evm-ml`, which Node.js runs. */
  main: string;
  /** Is told each line of both, and what is done with them. */
  say: (source: string, line: string) => void;
  /** Ends both when this process is gone. */
  guard?: Guard | undefined;
  /** Milliseconds that each has to end when it is asked to: then it is killed. */
  patience?: number | undefined;
}

/** Milliseconds before a pair starts again: doubled with each time that it did not last, up to the second. */
const [firstPause, longestPause] = [500, 30_000];

/** Milliseconds after which a pair counts as one that lasts. */
const lasting = 60_000;

/** What the engine prints when it can decide nothing any more; its process stays (cometbft #4054). */
const engineFailed = 'CONSENSUS FAILURE';

/**
 * A node and its engine. They start and end together: an engine without its node ends or hangs, a node without its
 * engine makes no blocks. When one of them ends the other is ended, and both start again.
 */
export class Pair {
  private stopping = false;
  private wake: () => void = () => undefined;
  private running: { app: Program; engine?: Program } | undefined;
  private fail: (why: string) => void = () => undefined;

  constructor(private readonly options: PairOptions) {}

  /** Runs until `stop`. */
  async run(): Promise<void> {
    let pause = firstPause;
    while (!this.stopping) {
      const start = performance.now();
      const why = await this.runOnce();
      if (this.stopping) return;
      if (performance.now() - start > lasting) pause = firstPause;
      this.say(`${why}: both start again in ${pause / 1_000} s`);
      await this.sleep(pause);
      pause = Math.min(2 * pause, longestPause);
    }
  }

  /** True while its engine runs. */
  get hasEngine(): boolean {
    return this.running?.engine !== undefined;
  }

  /** Ends both; they start again as after any other end. @param why is said */
  restart(why: string): void {
    this.fail(why);
  }

  /** Ends both, the engine first: it writes down what it has. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.end();
  }

  /** @returns why it is over */
  private async runOnce(): Promise<string> {
    const { folder, main, engine, guard, patience } = this.options;
    let up: () => void = () => undefined;
    const isUp = new Promise<undefined>((resolve) => {
      up = () => resolve(undefined);
    });
    const failed = new Promise<string>((resolve) => {
      this.fail = resolve;
    });
    const app = new Program({
      ...{ file: process.execPath, cwd: folder, guard, patience },
      args: [main, 'node', '--config', layout.node.config],
      onLine: (line, stream) => {
        // The first thing that it prints once it serves is its banner; the log says what that does.
        if (stream === 'stderr') this.options.say('node', line);
        else if (line.includes('evm-ml node is up')) up();
      },
    });
    this.running = { app };
    this.say(`the node is process ${app.pid}`);
    const appEnded = app.ended.then((how) => `the node ended (${how})`);
    const early = await Promise.race([isUp, appEnded]);
    if (early !== undefined || this.stopping) return this.over(early ?? 'stopped');
    // A killed engine leaves its socket behind, and would not start over it.
    await rm(join(folder, layout.node.rpcSocket), { force: true });
    const started = new Program({
      ...{ file: engine, cwd: folder, guard, patience },
      args: ['start', '--home', layout.node.engine],
      onLine: (line) => {
        this.options.say('engine', line);
        if (line.includes(engineFailed)) this.fail('the engine can decide nothing any more');
      },
    });
    this.running = { app, engine: started };
    this.say(`the engine is process ${started.pid}`);
    const engineEnded = started.ended.then((how) => `the engine ended (${how})`);
    return this.over(await Promise.race([appEnded, engineEnded, failed]));
  }

  private async over(why: string): Promise<string> {
    await this.end();
    return why;
  }

  private async end(): Promise<void> {
    const { running } = this;
    await running?.engine?.end();
    await running?.app.end();
    if (this.running === running) this.running = undefined;
  }

  private say(line: string): void {
    this.options.say('', line);
  }

  private async sleep(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
  }
}
