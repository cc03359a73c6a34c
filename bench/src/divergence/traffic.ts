import { createUpload, PREDICT_ADDRESS, predictAbi } from '@evm-ml/evm';
import { developmentAccounts, developmentGenesis } from '@evm-ml/node/parts';
import { bytesToHex, encodeFunctionData, getContractAddress, type Hex } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { drawModel } from '../attack/draw-model.ts';
import { asking, loopDeployment } from '../attack/loop-contract.ts';
import { type Member, Refused } from '../cluster/member.ts';
import { gradeData } from '../load/traffic/wine.ts';

const fees = { maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 10n ** 9n, type: 'eip1559' } as const;

/** How often one that got no answer is sent again. */
const asks = 10;

/** Bytes of a hostile model at the most, and models that are remembered. */
const [mostBytes, mostModels] = [20_000, 30];

interface Message {
  readonly to?: Hex;
  readonly data?: Hex;
  readonly value?: bigint;
  readonly gas: bigint;
}

/** Random transactions of one account, sent one after another to one member: most of them do something odd. */
export class RandomSender {
  private readonly account: PrivateKeyAccount;
  private readonly models: Hex[] = [];
  /** Uploads that are under way. */
  private queue: Message[];
  private readonly loop: Hex;
  private nonce = 0;
  sent = 0;

  constructor(
    index: number,
    private readonly member: Member,
    private readonly uniform: () => number,
  ) {
    this.account = privateKeyToAccount(developmentAccounts()[index]!.privateKey);
    this.loop = getContractAddress({ from: this.account.address, nonce: 0n });
    this.queue = [{ data: loopDeployment, gas: 500_000n }];
  }

  /** Sends so many, as fast as they are taken. */
  async send(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.sendOne(this.queue.shift() ?? this.draw());
  }

  private async sendOne({ to, data = '0x', value = 0n, gas }: Message): Promise<void> {
    const raw = await this.account.signTransaction({
      ...fees,
      chainId: developmentGenesis().config.chainId,
      nonce: this.nonce,
      data,
      value,
      gas,
      ...(to && { to }),
    });
    if (!(await this.isTaken(raw))) return;
    this.nonce++;
    this.sent++;
  }

  /** False for odd ones that are refused: they leave their nonce to the next. @throws Error when nobody answers */
  private async isTaken(raw: Hex): Promise<boolean> {
    for (let left = asks; ; left--) {
      try {
        await this.member.call('eth_sendRawTransaction', raw);
        return true;
      } catch (error) {
        if (error instanceof Refused) return /^(already known|nonce too low)/.test(error.message);
        // A machine that others use may be late with an answer: whether it was taken is asked again, as a wallet does.
        if (left === 0) throw error;
      }
    }
  }

  private draw(): Message {
    const at = this.uniform();
    if (at < 0.25)
      return { to: this.someAddress(), value: BigInt(Math.floor(1e6 * this.uniform())), gas: 30_000n };
    if (at < 0.5)
      return { to: PREDICT_ADDRESS, data: gradeData(this.uniform), gas: this.gas(25_000, 200_000) };
    if (at < 0.6) return { data: this.bytes(300), gas: this.gas(60_000, 400_000) };
    if (at < 0.7) return { to: PREDICT_ADDRESS, data: this.bytes(200), gas: this.gas(30_000, 200_000) };
    if (at < 0.8 && this.models.length > 0) {
      const questions = this.questions(this.models[Math.floor(this.uniform() * this.models.length)]!);
      const one = questions[Math.floor(this.uniform() * questions.length)]!;
      return { to: this.loop, data: asking([one]), gas: this.gas(100_000, 1_500_000) };
    }
    if (at < 0.95) return { to: this.loop, data: this.bytes(64), gas: this.gas(30_000, 300_000) };
    return this.upload() ?? { to: this.account.address, gas: 21_000n };
  }

  /** The first transaction that puts a hostile model on the chain; the others come next. */
  private upload(): Message | undefined {
    const model = drawModel(this.uniform, mostBytes);
    if (!model) return undefined;
    // Some are damaged on their way.
    const bytes = Uint8Array.from(model.bytes);
    if (this.uniform() < 0.3)
      bytes[Math.floor(this.uniform() * bytes.length)]! ^= 1 << Math.floor(8 * this.uniform());
    const { modelId, transactions } = createUpload({ model: bytes });
    this.models.push(modelId);
    if (this.models.length > mostModels) this.models.shift();
    this.queue = transactions.map(({ to, data, gas }) => ({ to, data, gas }));
    return this.queue.shift();
  }

  private questions(id: Hex): Hex[] {
    const input = bytesToHex(new Uint8Array(Math.floor(64 * this.uniform()) * 4));
    return [
      encodeFunctionData({ abi: predictAbi, functionName: 'describe', args: [id] }),
      encodeFunctionData({ abi: predictAbi, functionName: 'gasOf', args: [id, 1n] }),
      encodeFunctionData({ abi: predictAbi, functionName: 'predictRaw', args: [id, input] }),
    ];
  }

  private gas(least: number, most: number): bigint {
    return BigInt(Math.floor(least + this.uniform() ** 2 * (most - least)));
  }

  private bytes(most: number): Hex {
    const length = 1 + Math.floor(this.uniform() * most);
    return bytesToHex(Uint8Array.from({ length }, () => Math.floor(256 * this.uniform())));
  }

  private someAddress(): Hex {
    // Few of them, so that accounts are met again; the precompiles are among them.
    return `0x${Math.floor(this.uniform() * 400)
      .toString(16)
      .padStart(40, '0')}`;
  }
}
