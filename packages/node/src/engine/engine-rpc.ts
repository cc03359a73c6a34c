import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** The engine did not do what it was asked for. The message says why in one sentence. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** Milliseconds that the engine has for an answer. */
const longestAnswer = 5_000;

/** The engine's own JSON-RPC. It knows no rights, and is served on a unix socket that only this user may reach. */
export class EngineRpc {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 16 });
  private count = 0;

  /** @param socketPath of the unix socket */
  constructor(private readonly socketPath: string) {}

  /**
   * Gives a transaction to the engine, which asks its application and tells its peers later.
   * @throws EngineError when the engine does not take it, and when it has it already
   */
  async broadcast(transaction: Uint8Array): Promise<void> {
    await this.call('broadcast_tx_async', { tx: Buffer.from(transaction).toString('base64') });
  }

  /** @throws EngineError when it does not answer, or refuses */
  async call(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const answer = await this.post(JSON.stringify({ jsonrpc: '2.0', id: ++this.count, method, params }));
    if (answer.error) {
      const { message, data } = answer.error;
      throw new EngineError(`the engine refuses ${method}: ${data ?? message ?? 'it does not say why'}`);
    }
    return answer.result;
  }

  close(): void {
    this.agent.destroy();
  }

  private async post(body: string): Promise<RpcAnswer> {
    try {
      return JSON.parse(await this.exchange(body));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new EngineError(`the engine does not answer at ${this.socketPath}: ${why}`, { cause });
    }
  }

  private exchange(body: string): Promise<string> {
    const { agent, socketPath } = this;
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const signal = AbortSignal.timeout(longestAnswer);
      const sent = request({ agent, socketPath, method: 'POST', path: '/', headers, signal }, (response) => {
        text(response).then(resolve, reject);
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }
}

interface RpcAnswer {
  readonly result?: unknown;
  readonly error?: { readonly message?: string; readonly data?: string };
}
