import { type Client, chainTime, createClient, type Place } from '@evm-ml/example-story';
import type { Address, Hex } from 'viem';
import type { Terms } from './market.ts';
import {
  acceptOrder,
  deployMarket,
  type Grades,
  placeOrder,
  publishGrader,
  reportLots,
  termsOf,
} from './market.ts';
import { readWines, type Wine } from './wine.ts';

/** The market of a story and who takes part. */
export interface Scene {
  readonly owner: Client;
  readonly buyers: readonly [Client, Client];
  readonly suppliers: readonly [Client, Client];
  readonly laboratories: readonly [Client, Client, Client];
  readonly market: Address;
  /** The version of the grader that new orders name. */
  readonly model: Hex;
}

/** An order that was accepted. */
export interface Deal {
  readonly id: bigint;
  readonly lots: readonly Wine[];
  /** After this second nothing about it is open: seconds since 1970. */
  readonly until: number;
}

/** Seconds in which a laboratory reports: on any chain long enough to order, accept and report. */
const PATIENT = 20;
/** Seconds that are left to dispute, and to take a second sample. */
const SHORT = 3;

const wines = readWines();

/** The lot with this number of the data set. */
export function wineOf(lot: number): Wine {
  const found = wines.find(({ number }) => number === BigInt(lot));
  if (!found) throw new Error(`There is no lot ${lot} among those that the network never saw.`);
  return found;
}

/** A third of the lots. */
export const winesOf = (third: number): readonly Wine[] => wines.filter((_, at) => at % 3 === third);

export const numbersOf = (lots: readonly Wine[]): bigint[] => lots.map(({ number }) => number);
export const chemistryOf = (lots: readonly Wine[]): bigint[] => lots.flatMap(({ chemistry }) => chemistry);

/** Puts the grader and the market on a chain. */
export async function setScene(place: Place): Promise<{ scene: Scene; bytes: number; gasUsed: bigint }> {
  const client = (index: number) => createClient(place, index);
  const owner = client(0);
  const { modelId: model, gasUsed, bytes } = await publishGrader(owner, 'grader-1');
  const market = await deployMarket(owner);
  const scene: Scene = {
    owner,
    buyers: [client(1), client(2)],
    suppliers: [client(3), client(4)],
    laboratories: [client(5), client(6), client(7)],
    market,
    model,
  };
  return { scene, bytes, gasUsed };
}

/** Terms between buyer and supplier `who`; the first laboratory grades, the second is asked in a dispute. */
export function termsIn(
  scene: Scene,
  who: 0 | 1,
  lots: number,
  special: Partial<Terms> = {},
): Promise<Terms> {
  const [laboratory, second] = scene.laboratories;
  const parties = {
    supplier: scene.suppliers[who].account.address,
    laboratory: laboratory.account.address,
    second: second.account.address,
  };
  return termsOf(scene.buyers[who], parties, { model: scene.model, lots, ...special });
}

/** Deadlines that a reader can wait for. */
export async function soon({ owner }: Scene): Promise<Partial<Terms>> {
  const reportBy = Number(await chainTime(owner)) + PATIENT;
  const disputeBy = reportBy + SHORT;
  return { acceptBy: reportBy, reportBy, disputeBy, resampleBy: disputeBy + SHORT };
}

/** Buyer `who` orders, supplier `who` accepts. */
export async function dealIn(
  scene: Scene,
  who: 0 | 1,
  lots: readonly Wine[],
  special: Partial<Terms> = {},
): Promise<Deal> {
  const terms = await termsIn(scene, who, lots.length, special);
  const id = await placeOrder(scene.buyers[who], scene.market, terms);
  await acceptOrder(scene.suppliers[who], scene.market, id, numbersOf(lots));
  return { id, lots, until: terms.resampleBy };
}

/** The first laboratory reports all lots of an order: as they are, or as it says. */
export function gradeIn(scene: Scene, { id, lots }: Deal, measurements = chemistryOf(lots)): Promise<Grades> {
  const report = { order: id, lots: numbersOf(lots), measurements };
  return reportLots(scene.laboratories[0], scene.market, report);
}
