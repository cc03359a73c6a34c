import { setTimeout as sleep } from 'node:timers/promises';
import { PREDICT_ADDRESS } from '@evm-ml/evm';
import { developmentAccounts, developmentGenesis } from '@evm-ml/node/parts';
import { type Hex, keccak256 } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { type Member, Refused } from '../cluster/member.ts';
import { gradeData } from '../load/traffic/wine.ts';
import { pickOne } from './pick-one.ts';

const fees = { maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 10n ** 9n, type: 'eip1559' } as const;

/** Milliseconds between two transactions of a sender: a member that comes back has to get processors, too. */
const pace = 200;

/** Of so many transactions one asks a network. */
const predictionEvery = 5;

/** Accounts that send; the first of all deploys. */
const senders = 4;

/** Signs, sends to whoever is there, and notes what was acknowledged: exactly that, once each, has to be in blocks. */
export class Traffic {
  /** Transactions that a node answered for, by hash, signed. */
  readonly acknowledged = new Map<Hex, Hex>();
  /** Who has sent how many that a node has taken, by address. */
  readonly sent = new Map<Hex, number>();
  private readonly accounts: PrivateKeyAccount[];
  private isOver = true;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly members: readonly Member[],
    private readonly random: () => number,
  ) {
    this.accounts = developmentAccounts()
      .slice(1, 1 + senders)
      .map(({ privateKey }) => privateKeyToAccount(privateKey));
    for (const { address } of this.accounts) this.sent.set(address, 0);
  }

  start(): void {
    this.isOver = false;
    this.running = Promise.all(this.accounts.map((account) => this.send(account)));
  }

  /** Ends when what was signed has been taken by somebody. */
  async stop(): Promise<void> {
    this.isOver = true;
    await this.running;
  }

  /** Sends what was acknowledged to a member that lives, as wallets do when a node has lost its disk. */
  async sendAgain(to: Member): Promise<void> {
    // Those of now: on a slow machine more come than are sent again.
    for (const raw of [...this.acknowledged.values()]) {
      await to.call('eth_sendRawTransaction', raw).catch((error: unknown) => {
        // It knows most of them.
        if (!(error instanceof Refused)) throw error;
      });
    }
  }

  private async send(account: PrivateKeyAccount): Promise<void> {
    while (!this.isOver) {
      const nonce = this.sent.get(account.address)!;
      const isPrediction = nonce % predictionEvery === predictionEvery - 1;
      const raw = await account.signTransaction({
        ...fees,
        chainId: developmentGenesis().config.chainId,
        nonce,
        ...(isPrediction
          ? { to: PREDICT_ADDRESS, data: gradeData(this.random), gas: 300_000n }
          : { to: pickOne(this.random, this.accounts).address, value: 1n, gas: 21_000n }),
      });
      await this.deliver(raw);
      this.sent.set(account.address, nonce + 1);
      await sleep(pace);
    }
  }

  /** Asks one member after another until one has it. */
  private async deliver(raw: Hex): Promise<void> {
    for (;;) {
      try {
        await pickOne(this.random, this.members).call<Hex>('eth_sendRawTransaction', raw);
        this.acknowledged.set(keccak256(raw), raw);
        return;
      } catch (error) {
        const why = error instanceof Refused ? error.message : '';
        // It was taken before, and the answer was lost: then it is in a pool or in a block.
        if (/already known|nonce too low/.test(why)) {
          this.acknowledged.set(keccak256(raw), raw);
          return;
        }
        await sleep(pace);
      }
    }
  }
}
