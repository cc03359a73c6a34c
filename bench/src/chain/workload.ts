import { getContractAddress, type Hex } from 'viem';
import { type Message, Senders } from './senders.ts';
import type { Token } from './token.ts';

/** What one phase sends. */
export interface Phase {
  readonly name: string;
  /** Transactions for each that the flag --transactions names: creations are dear. */
  readonly share: number;
  /** @param from the number of the first; no two calls get the same numbers */
  messages(scene: Scene, count: number, from: number): Message[];
}

/** Who sends, and whom all phases know. */
export interface Scene {
  readonly token: Token;
  readonly tokenAddress: Hex;
  /** Accounts that have ether and tokens. */
  readonly known: readonly Hex[];
}

/** The account of a number, which nobody has used before: the dearest recipients for a state trie. */
const account = (number: number): Hex => `0x${(2n ** 159n + BigInt(number)).toString(16)}`;
const pick = <T>(items: readonly T[], turn: number): T => items[turn % items.length]!;

const toNew = (from: number) => (_: unknown, i: number) => transfer(account(from + i));
const transfer = (to: Hex): Message => ({ to, gas: 21_000n, value: 1n });
const tokens = ({ token, tokenAddress }: Scene, to: Hex): Message => ({
  to: tokenAddress,
  gas: 100_000n,
  data: token.transfer(to, 1n),
});
/** Gas above what the creation of a token without holders takes. */
const creation = ({ token }: Scene): Message => ({ gas: 590_000n, data: token.deployment([]) });
const times = (count: number, message: (_: unknown, i: number) => Message): Message[] =>
  Array.from({ length: count }, message);

/** In the order in which a round runs them. */
export const phases: readonly Phase[] = [
  {
    name: 'transfers to new accounts',
    share: 1,
    messages: (_, count, from) => times(count, toNew(from)),
  },
  {
    name: 'transfers to known accounts',
    share: 1,
    messages: ({ known }, count) => times(count, (_, i) => transfer(pick(known, i))),
  },
  {
    name: 'ERC-20 transfers',
    share: 1,
    messages: (scene, count) => times(count, (_, i) => tokens(scene, pick(scene.known, i))),
  },
  {
    name: 'contract creations',
    share: 0.2,
    messages: (scene, count) => times(count, () => creation(scene)),
  },
  {
    name: 'mix',
    share: 1,
    // Of twenty: eight transfers to known accounts, four to new ones, seven of tokens, one creation.
    messages: (scene, count, from) =>
      times(count, (_, i) => {
        const turn = i % 20;
        if (turn < 8) return transfer(pick(scene.known, i));
        if (turn < 12) return toNew(from)(_, i);
        return turn < 19 ? tokens(scene, pick(scene.known, i)) : creation(scene);
      }),
  },
];

/** The rules of every chain here, but for who has ether. */
export const developmentRules = {
  /** That of geth's development chain. */
  chainId: 1337,
  /** Room for a batch of 100 creations in one block. */
  gasLimit: 60_000_000n,
  balance: 10n ** 30n,
} as const;

const senderCount = 20;
const knownCount = 1_000;

/** Everything that is signed, in the order in which each peer gets it. */
export class Workload {
  readonly senders: Senders;
  private readonly deployer: Senders;
  readonly scene: Scene;
  private used = knownCount;

  constructor(chainId: number, token: Token) {
    this.senders = new Senders('sender', senderCount, chainId);
    this.deployer = new Senders('deployer', 1, chainId);
    const [from] = this.deployer.addresses;
    this.scene = {
      token,
      tokenAddress: getContractAddress({ from: from!, nonce: 0n }),
      known: Array.from({ length: knownCount }, (_, i) => account(i)),
    };
  }

  /** Who needs ether before anything is sent. */
  get funded(): Hex[] {
    return [...this.senders.addresses, ...this.deployer.addresses];
  }

  /** What comes before all phases: the token, and ether and tokens for the known accounts. Warms the peers up, too. */
  async setUp(): Promise<Hex[][]> {
    const { token, known } = this.scene;
    const deployment = { gas: 10_000_000n, data: token.deployment(this.senders.addresses) };
    return [
      await this.deployer.sign([deployment]),
      await this.senders.sign(known.map(transfer)),
      await this.senders.sign(known.map((to) => tokens(this.scene, to))),
    ];
  }

  /** One phase's signed transactions: as many as a multiple of senders, so that each sends as much. */
  async sign({ messages, share }: Phase, transactions: number): Promise<Hex[]> {
    const count = Math.ceil((transactions * share) / senderCount) * senderCount;
    const from = this.used;
    this.used += count;
    return this.senders.sign(messages(this.scene, count, from));
  }
}
