import { mlWalletActions } from '@evm-ml/evm/viem';
import { type Client, chainTime, compileContracts, deployContract, receiptOf } from '@evm-ml/example-story';
import {
  type Address,
  type ContractFunctionArgs,
  type Hex,
  parseEther,
  parseEventLogs,
  type TransactionReceipt,
} from 'viem';
import { abi } from './abi.ts';
import { type Report, signReport } from './reports.ts';
import { readGrader } from './wine.ts';

export const GRADER = 'acme.produce.grader';

/** The folder of the example's Solidity. */
export const contracts = new URL('../contracts/', import.meta.url);

/** What buyer and supplier agree on, as the contract takes it. */
export type Terms = ContractFunctionArgs<typeof abi, 'payable', 'order'>[0];

/** Who an order is between, and who measures. */
export interface Parties {
  readonly supplier: Address;
  readonly laboratory: Address;
  readonly second: Address;
}

/** Publishes a version of the grader under `GRADER`, and gives back its id. */
export async function publishGrader(
  owner: Client,
  name: 'grader-1' | 'grader-2',
): Promise<{ modelId: Hex; gasUsed: bigint; bytes: number }> {
  const { artefact, origin } = readGrader(name);
  const { modelId, gasUsed } = await owner.wallet
    .extend(mlWalletActions())
    .deployModel({ artefact, origin, name: GRADER });
  return { modelId, gasUsed, bytes: artefact.length };
}

/** Deploys contracts/ProduceMarket.sol. */
export function deployMarket(owner: Client): Promise<Address> {
  return deployContract(owner, compileContracts(contracts, ['ProduceMarket'])['ProduceMarket']!, [GRADER]);
}

/**
 * Terms that only say what is special about them: lots at 3, 1 and 2 ETH by grade, a laboratory's fee of 0.01 ETH, five
 * minutes for each step.
 */
export async function termsOf(
  buyer: Client,
  { supplier, laboratory, second }: Parties,
  special: Pick<Terms, 'model' | 'lots'> & Partial<Terms>,
): Promise<Terms> {
  const now = Number(await chainTime(buyer));
  return {
    supplier,
    laboratory,
    second,
    acceptBy: now + 300,
    reportBy: now + 300,
    disputeBy: now + 600,
    resampleBy: now + 900,
    fee: parseEther('0.01'),
    prices: [parseEther('3'), parseEther('1'), parseEther('2')],
    tolerance: 5n * 10n ** 16n,
    ...special,
  };
}

/** What an order locks, in wei. */
export function lockedBy({ prices, fee, lots }: Terms): bigint {
  let best = 0n;
  for (const price of prices) if (price > best) best = price;
  return (best + fee) * BigInt(lots);
}

/** The buyer offers an order and locks its money; gives back the order's number. */
export async function placeOrder(buyer: Client, market: Address, terms: Terms): Promise<bigint> {
  const hash = await buyer.wallet.writeContract({
    address: market,
    abi,
    functionName: 'order',
    args: [terms],
    value: lockedBy(terms),
  });
  const { logs } = await receiptOf(buyer, hash);
  return parseEventLogs({ abi, logs, eventName: 'Ordered' })[0]!.args.order;
}

/** The supplier reads an order and accepts what it read by naming its lots. */
export async function acceptOrder(
  supplier: Client,
  market: Address,
  order: bigint,
  lots: readonly bigint[],
): Promise<bigint> {
  const agreement = await supplier.public.readContract({
    address: market,
    abi,
    functionName: 'agreementOf',
    args: [order],
  });
  const call = { address: market, abi, functionName: 'accept', args: [order, agreement, lots] } as const;
  return (await receiptOf(supplier, await supplier.wallet.writeContract(call))).gasUsed;
}

/** Grades by lot, in the order in which they were reported. */
export interface Grades {
  readonly grades: readonly number[];
  readonly gasUsed: bigint;
  readonly transaction: Hex;
}

/** A laboratory signs its report and hands it in; the network grades all of its lots in one call. */
export async function reportLots(
  laboratory: Client,
  market: Address,
  { order, lots, measurements }: Omit<Report, 'sample'>,
): Promise<Grades> {
  const signature = await signReport(laboratory, market, { order, sample: 1, lots, measurements });
  const transaction = await laboratory.wallet.writeContract({
    address: market,
    abi,
    functionName: 'report',
    args: [order, lots, measurements, signature],
  });
  const { logs, gasUsed } = await receiptOf(laboratory, transaction);
  const grades = parseEventLogs({ abi, logs, eventName: 'Graded' }).map(({ args }) => args.grade);
  return { grades, gasUsed, transaction };
}

/** Buyer or supplier disputes lots and locks the second laboratory's fee for each. */
export async function disputeLots(
  party: Client,
  market: Address,
  order: bigint,
  lots: readonly bigint[],
): Promise<bigint> {
  const { terms } = await party.public.readContract({
    address: market,
    abi,
    functionName: 'orderOf',
    args: [order],
  });
  const hash = await party.wallet.writeContract({
    address: market,
    abi,
    functionName: 'dispute',
    args: [order, lots],
    value: terms.fee * BigInt(lots.length),
  });
  return (await receiptOf(party, hash)).gasUsed;
}

/** How a lot was settled. */
export interface Settled {
  readonly lot: bigint;
  /** Index in `OUTCOMES`. */
  readonly outcome: number;
  /** What the supplier is owed. */
  readonly price: bigint;
}

/** What a transaction settled, and its gas. */
export interface Settlement {
  readonly settled: readonly Settled[];
  readonly gasUsed: bigint;
}

/** What the first laboratory measured of lots, one lot after another, as the chain's events tell. */
export async function firstSamplesOf(
  { public: client }: Client,
  market: Address,
  order: bigint,
  lots: readonly bigint[],
): Promise<bigint[]> {
  const args = { order, lot: [...lots] };
  const query = { address: market, abi, eventName: 'Graded', args, fromBlock: 0n, strict: true } as const;
  const graded = await client.getContractEvents(query);
  const rows = new Map(graded.map(({ args: { lot, measurements } }) => [lot, measurements]));
  return lots.flatMap((lot) => rows.get(lot) ?? []);
}

/** Another laboratory signs a second sample and hands it in beside the first; the contract compares. */
export async function resampleLots(
  second: Client,
  market: Address,
  { order, lots, measurements }: Omit<Report, 'sample'>,
): Promise<Settlement> {
  const first = await firstSamplesOf(second, market, order, lots);
  const signature = await signReport(second, market, { order, sample: 2, lots, measurements });
  const hash = await second.wallet.writeContract({
    address: market,
    abi,
    functionName: 'resample',
    args: [order, lots, first, measurements, signature],
  });
  return settlementOf(await receiptOf(second, hash));
}

/** Anybody carries out what the clock has decided. */
export async function settleLots(
  anybody: Client,
  market: Address,
  order: bigint,
  lots: readonly bigint[],
): Promise<Settlement> {
  const call = { address: market, abi, functionName: 'settle', args: [order, lots] } as const;
  return settlementOf(await receiptOf(anybody, await anybody.wallet.writeContract(call)));
}

function settlementOf({ logs, gasUsed }: TransactionReceipt): Settlement {
  const events = parseEventLogs({ abi, logs, eventName: 'Settled' });
  return { settled: events.map(({ args: { lot, outcome, price } }) => ({ lot, outcome, price })), gasUsed };
}

/** Fetches what the contract owes an account: 0n where that is nothing. */
export async function withdraw(client: Client, market: Address): Promise<bigint> {
  const owed = await owedTo(client, market);
  if (owed === 0n) return 0n;
  const to = client.account.address;
  await receiptOf(
    client,
    await client.wallet.writeContract({ address: market, abi, functionName: 'withdraw', args: [to] }),
  );
  return owed;
}

export function owedTo(client: Client, market: Address): Promise<bigint> {
  return client.public.readContract({
    address: market,
    abi,
    functionName: 'owed',
    args: [client.account.address],
  });
}
