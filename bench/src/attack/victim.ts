import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUpload } from '@evm-ml/evm';
import type { NodeOptions } from '@evm-ml/node';
import { developmentGenesis } from '@evm-ml/node/parts';
import type { Hex } from 'viem';
import { type NodeProcess, startNodeProcess } from '../load/node-process.ts';
import { Wallet } from '../load/wallet.ts';
import { Finding } from './attack.ts';

/** MiB that a node with default settings may take, its readers and their plans included. */
const MOST_MEMORY_MB = 6_144;
/** Milliseconds after which an answer counts as none. */
const PATIENCE = 60_000;

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** What a mined transaction used. */
export interface Mined {
  readonly gasUsed: number;
  readonly isSuccess: boolean;
  readonly contract: Hex | null;
  /** Processor time of the node from sending to the receipt, in nanoseconds. */
  readonly nanoseconds: number;
}

/** A node in a process of its own that is attacked over HTTP, as a stranger would. */
export class Victim {
  private constructor(
    readonly node: NodeProcess,
    private readonly wallet: Wallet,
    private readonly folder: string | undefined,
  ) {}

  /** @param onDisk whether the chain lies in LMDB */
  static async start(options: NodeOptions = {}, onDisk = false): Promise<Victim> {
    const folder = onDisk ? await mkdtemp(join(tmpdir(), 'evm-ml-victim-')) : undefined;
    const { chainId } = developmentGenesis().config;
    const place = folder === undefined ? {} : { dataDir: folder };
    const node = await startNodeProcess(
      { port: 0, debug: true, logLevel: 'error', ...place, ...options },
      chainId,
    );
    return new Victim(node, new Wallet(node.keys[0]!, chainId, []), folder);
  }

  /** The answer to any body. @throws Finding if none comes */
  async post(body: unknown, patience = PATIENCE): Promise<unknown> {
    const response = await fetch(this.node.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    }).catch((error: Error) => {
      throw new Finding(`no answer within ${patience} ms: ${error.message} ${this.node.complaints()}`);
    });
    return response.json();
  }

  async ask(method: string, ...params: unknown[]): Promise<Answer> {
    return (await this.post({ jsonrpc: '2.0', id: 1, method, params })) as Answer;
  }

  /** Sends a transaction and waits for its receipt. @throws Finding if there is none */
  async mine({ to, data, gas = 16_000_000n }: { to?: Hex; data: Hex; gas?: bigint }): Promise<Mined> {
    const raw = await this.wallet.sign({ ...(to && { to }), data, gas });
    const before = await this.node.vitals();
    const sent = await this.ask('eth_sendRawTransaction', raw);
    if (typeof sent.result !== 'string')
      throw new Finding(`a transaction was refused: ${sent.error?.message}`);
    const { result } = await this.ask('eth_getTransactionReceipt', sent.result);
    if (!result) throw new Finding(`${sent.result} was taken and has no receipt`);
    const after = await this.node.vitals();
    const receipt = result as { gasUsed: Hex; status: Hex; contractAddress: Hex | null };
    return {
      gasUsed: Number(receipt.gasUsed),
      isSuccess: receipt.status === '0x1',
      contract: receipt.contractAddress,
      nanoseconds: (after.processorSeconds - before.processorSeconds) * 1e9,
    };
  }

  /** Puts a model on the chain; its id. @throws Finding if the store refuses it */
  async upload(model: Uint8Array): Promise<Hex> {
    const { modelId, transactions } = createUpload({ model });
    for (const { to, data, gas } of transactions) {
      const { isSuccess } = await this.mine({ to, data, gas });
      if (!isSuccess) throw new Finding(`uploading ${modelId} was reverted`);
    }
    return modelId;
  }

  /** Whether it still makes blocks, within its memory. @throws Finding */
  async expectAlive(after: string): Promise<number> {
    const { isSuccess } = await this.mine({
      to: '0x00000000000000000000000000000000000000bb',
      data: '0x',
      gas: 21_000n,
    });
    const { residentMB } = await this.node.vitals();
    if (!isSuccess || residentMB > MOST_MEMORY_MB) {
      throw new Finding(
        `after ${after}: transfer ${isSuccess ? 'mined' : 'failed'}, ${residentMB.toFixed(0)} MiB`,
      );
    }
    return residentMB;
  }

  /** Ends it in order. @throws Finding if it complained */
  async stop(): Promise<void> {
    const code = await this.node.stop();
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
    const complaints = this.node.complaints();
    if (code !== 0 || complaints !== '') throw new Finding(`the node ended with ${code}: ${complaints}`);
  }
}
