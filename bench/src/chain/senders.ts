import { type Hex, keccak256, stringToHex } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';

/** What is to be sent; without `to` a contract is created. */
export interface Message {
  readonly to?: Hex;
  readonly gas: bigint;
  readonly data?: Hex;
  /** Wei. */
  readonly value?: bigint;
}

/** A fee that full blocks do not outgrow in one run; the base fee rises by an eighth with each. */
const fees = { maxFeePerGas: 10n ** 13n, maxPriorityFeePerGas: 10n ** 9n, type: 'eip1559' } as const;

/** Accounts that have sent nothing on any chain yet; each signs in order of its nonces, the same for all peers. */
export class Senders {
  readonly accounts: readonly PrivateKeyAccount[];
  private readonly nonces: number[];

  /** @param name which keys they have: those of one name are the same in every run */
  constructor(
    name: string,
    count: number,
    private readonly chainId: number,
  ) {
    this.accounts = Array.from({ length: count }, (_, i) =>
      privateKeyToAccount(keccak256(stringToHex(`${name} ${i}`))),
    );
    this.nonces = this.accounts.map(() => 0);
  }

  get addresses(): Hex[] {
    return this.accounts.map(({ address }) => address);
  }

  /** One message after another, each of the next sender; signed transactions. */
  async sign(messages: readonly Message[]): Promise<Hex[]> {
    const signed: Hex[] = [];
    for (const [i, message] of messages.entries()) signed.push(await this.signOne(i, message));
    return signed;
  }

  private signOne(turn: number, { to, gas, data = '0x', value = 0n }: Message): Promise<Hex> {
    const index = turn % this.accounts.length;
    const nonce = this.nonces[index]!;
    this.nonces[index] = nonce + 1;
    const target = to === undefined ? {} : { to };
    const { chainId } = this;
    return this.accounts[index]!.signTransaction({ ...fees, ...target, chainId, nonce, gas, data, value });
  }
}
