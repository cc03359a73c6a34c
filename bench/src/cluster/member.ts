import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineRpc } from '@evm-ml/node/parts';
import { program } from './evm-ml.ts';
import { until } from './until.ts';

/** A node's answer that says no. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Half of what a member is: the node executes, the engine decides. */
export type Half = 'node' | 'engine';

/** Milliseconds that a node has for an answer: it may be stopped. */
const longestAnswer = 20_000;

/** Lines of a member's log that are kept. */
const keptLines = 4_000;

/** All supervisors that run: whoever ends this process ends them. */
const running = new Set<Member>();
process.on('exit', () => {
  for (const member of running) member.killNow();
});

/** One node of a network with its engine, under a supervisor of its own, as on a machine of its own. */
export class Member {
  /** Folder of the node. */
  readonly folder: string;
  private readonly lines: string[] = [];
  private child: ChildProcess | undefined;
  private exit: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly network: string,
    readonly name: string,
    readonly url: string,
    /** Words before the command that starts its engine. */
    private readonly engineIn: readonly string[] = [],
  ) {
    this.folder = join(network, name);
  }

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  /** Starts the supervisor. @param env for it, the node and the engine @param runtime the Node.js that runs it */
  start(env: Readonly<Record<string, string>> = {}, runtime = process.execPath): void {
    const child = spawn(runtime, [program, 'network', 'start', this.network, '--only', this.name], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.placed({ ...process.env, ...env }),
    });
    this.child = child;
    running.add(this);
    this.exit = once(child, 'exit').then(() => {
      if (this.child === child) this.child = undefined;
      running.delete(this);
    });
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = `${rest}${chunk}`.split('\n');
        rest = lines.pop()!;
        this.lines.push(...lines);
        if (this.lines.length > keptLines) this.lines.splice(0, this.lines.length - keptLines);
      });
    }
  }

  /** Has its engine be started where it belongs, whichever it is. */
  private placed(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    if (this.engineIn.length === 0) return env;
    const engine = env['EVM_ML_COMETBFT'];
    if (engine === undefined) throw new Error('EVM_ML_COMETBFT names no engine');
    const path = join(this.network, `${this.name}.engine`);
    writeFileSync(path, `#!/bin/sh\nexec ${this.engineIn.join(' ')} '${engine}' "$@"\n`, { mode: 0o755 });
    return { ...env, EVM_ML_COMETBFT: path };
  }

  /** Ends all three in order; nothing where none runs. */
  async stop(): Promise<void> {
    this.child?.kill('SIGTERM');
    await this.exit;
  }

  /** SIGKILL for all three. */
  async kill(): Promise<void> {
    this.killNow();
    await this.exit;
  }

  killNow(): void {
    this.child?.kill('SIGKILL');
    for (const half of ['node', 'engine'] as const) this.signal(half, 'SIGKILL');
  }

  /** Sends a signal to one half, where it runs. */
  signal(half: Half, signal: NodeJS.Signals): void {
    const pid = this.pidOf(half);
    if (pid === undefined) return;
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }

  /** The newest process that the supervisor names. */
  pidOf(half: Half): number | undefined {
    const pattern = new RegExp(`the ${half} is process (\\d+)$`);
    const found = this.lines.findLast((line) => pattern.test(line));
    return found === undefined ? undefined : Number(pattern.exec(found)![1]);
  }

  /** Where its log stands: `said` looks from here on. */
  get mark(): number {
    return this.lines.length;
  }

  /** Waits for a line of its log. @throws Error when it does not come within so many seconds */
  said(pattern: RegExp, from: number, patience: number): Promise<string> {
    return until(
      () => this.lines.slice(from).find((line) => pattern.test(line)),
      patience,
      () => `${this.name} says ${pattern}\n${this.tail()}`,
    );
  }

  /** The end of its log. */
  tail(lines = 12): string {
    return this.lines.slice(-lines).join('\n');
  }

  /** Asks its node. @throws Error with the node's own words, or when it does not answer */
  async call<T = unknown>(method: string, ...params: unknown[]): Promise<T> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      signal: AbortSignal.timeout(longestAnswer),
    });
    const { result, error } = (await response.json()) as { result?: T; error?: { message: string } };
    if (error) throw new Refused(error.message);
    return result as T;
  }

  /** Asks its engine. @throws Error when it does not answer */
  async engine(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const rpc = new EngineRpc(join(this.folder, 'engine.sock'));
    try {
      return await rpc.call(method, params);
    } finally {
      rpc.close();
    }
  }

  /** Changes settings of its node, which it has when it is started next. */
  async configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const path = join(this.folder, 'node.json');
    const config = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify({ ...config, ...settings }));
  }

  /** How many lines of its log are like this, from a mark on. */
  count(pattern: RegExp, from: number): number {
    return this.lines.slice(from).filter((line) => pattern.test(line)).length;
  }

  /** Takes all that it knows of the chain; its keys, and what it has signed, stay. It must not run. */
  async forget(): Promise<void> {
    const data = join(this.folder, 'engine', 'data');
    await rm(join(this.folder, 'data'), { recursive: true, force: true });
    for (const name of ['blockstore.db', 'state.db', 'evidence.db', 'cs.wal', 'tx_index.db'])
      await rm(join(data, name), { recursive: true, force: true });
  }
}
