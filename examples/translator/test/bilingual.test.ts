import { GAS } from '@evm-ml/evm';
import { type Client, chainTime, createClient, outcomeOf, refusalOf, send } from '@evm-ml/example-story';
import { clockOf, moneyOf } from '@evm-ml/example-story/testing';
import { type RunningNode, startNode } from '@evm-ml/node';
import { type Address, parseEther } from 'viem';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { abi } from '../src/abi.ts';
import {
  accept,
  deployBilingual,
  makeOffer,
  NAME,
  publishTranslator,
  takeBack,
  tokenGas,
  withdraw,
} from '../src/bilingual.ts';

const PRICE = parseEther('1');
const ENGLISH = 'do you turn on the light in the old house';
const GERMAN = 'Schaltest du das Licht im alten Haus ein';

let node: RunningNode;
let [owner, buyer, seller, other]: Client[] = [];
let bilingual: Address;
let model: `0x${string}`;
let goBack: () => Promise<void>;
const clock = () => clockOf(node, owner!);

beforeAll(async () => {
  node = await startNode({ port: 0, dev: true });
  [owner, buyer, seller, other] = [0, 1, 2, 3].map((index) => createClient(node, index));
  ({ modelId: model } = await publishTranslator(owner!));
  bilingual = await deployBilingual(owner!, model);
  goBack = await clock().keep();
}, 120_000);
afterAll(() => node.close());
beforeEach(() => goBack());

const terms = async (value = PRICE) => ({
  ...{ seller: seller!.account.address, until: Number(await chainTime(owner!)) + 600, value },
});
const offer = async (english = ENGLISH) => makeOffer(buyer!, bilingual, english, await terms());
const owedTo = (client: Client) =>
  owner!.public.readContract({
    address: bilingual,
    abi,
    functionName: 'owed',
    args: [client.account.address],
  });
const offering = (english: string, until: number, value: bigint) => ({
  ...{ address: bilingual, abi, functionName: 'offer', value },
  args: [english, seller!.account.address, until],
});

describe('an offer in two languages', () => {
  it('is made in German in its own transaction, of ten words within the default gas limit', async () => {
    const made = await offer();
    expect(made.german).toBe(GERMAN);
    expect(made.receipt.gasUsed).toBeLessThan(1_000_000n);
    expect(made.steps).toBe(GERMAN.split(' ').length + 1);
    // One word more costs one token, and its English a word of calldata.
    const short = await offer('good morning');
    const tokens = BigInt(made.steps - short.steps) * (await tokenGas(owner!, model));
    expect(made.gas - short.gas).toBe(tokens + BigInt(GAS.calldataWord));
  });

  it('is accepted by who repeats it, and paid once', async () => {
    const { id } = await offer();
    expect(await refusalOf(seller!, accept(bilingual, id, `${GERMAN} `))).toBe('OtherWords');
    expect(await refusalOf(seller!, accept(bilingual, id, ENGLISH))).toBe('OtherWords');
    expect(await refusalOf(other!, accept(bilingual, id, GERMAN))).toBe('NotTheSeller');
    await send(seller!, accept(bilingual, id, GERMAN));
    expect(await refusalOf(seller!, accept(bilingual, id, GERMAN))).toBe('NotOpen');
    expect(await owedTo(seller!)).toBe(PRICE);
    await send(seller!, withdraw(bilingual, seller!.account.address));
    expect(await refusalOf(seller!, withdraw(bilingual, seller!.account.address))).toBe('NothingOwed');
    expect(await moneyOf(owner!, bilingual)).toEqual({ held: 0n, owed: 0n });
  });

  it('the last second counts, the next one does not', async () => {
    const [first, second] = [await offer(), await offer()];
    const until = Number(await chainTime(owner!)) + 1_000;
    await clock().nextAt(until - 1);
    const late = await makeOffer(buyer!, bilingual, ENGLISH, { ...(await terms()), until: until + 5 });
    await clock().nextAt(until + 5);
    expect(await outcomeOf(buyer!, takeBack(bilingual, late.id))).toBe('reverted');
    await clock().nextAt(until + 6);
    expect(await outcomeOf(seller!, accept(bilingual, late.id, GERMAN))).toBe('reverted');
    await send(other!, takeBack(bilingual, late.id));
    expect(await refusalOf(other!, takeBack(bilingual, late.id))).toBe('NotOpen');
    expect(await owedTo(buyer!)).toBe(PRICE);
    for (const { id } of [first, second]) await send(other!, takeBack(bilingual, id));
    expect(await moneyOf(owner!, bilingual)).toEqual({ held: 3n * PRICE, owed: 3n * PRICE });
  });

  it.each([
    ['nothing is paid', ENGLISH, 600, 0n, 'NoPrice'],
    ['its time is over', ENGLISH, 0, PRICE, 'NoTime'],
    ['it is longer than the network takes', 'a'.repeat(97), 600, PRICE, 'TextTooLong'],
  ])('is refused where %s', async (_, english, seconds, value, refusal) => {
    const until = Number((await owner!.public.getBlock()).timestamp) + seconds;
    const call = offering(english, until, value);
    expect(await refusalOf(buyer!, { ...call, abi: [...abi, ...predictErrors] as never })).toBe(refusal);
  });

  it('a translator is a network by its id that answers a text with a text', async () => {
    await expect(deployBilingual(owner!, NAME as `0x${string}`)).rejects.toThrow(/NotATranslator|reverted/);
    await expect(deployBilingual(owner!, `0x${'00'.repeat(32)}`)).rejects.toThrow(/NotATranslator|reverted/);
  });
});

const predictErrors = [
  {
    type: 'error',
    name: 'TextTooLong',
    inputs: [
      { type: 'uint256', name: 'limit' },
      { type: 'uint256', name: 'given' },
    ],
  },
] as const;
