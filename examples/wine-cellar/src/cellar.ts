import { type Client, compileContracts, deployContract, receiptOf } from '@evm-ml/example-story';
import { type Address, type Hex, parseAbi, parseEther, parseEventLogs } from 'viem';
import type { Lot } from './wine-data.ts';

/** The part of contracts/WineCellar.sol that the demo uses. */
const abi = parseAbi([
  'function order(uint8 grade, uint32 lots, address laboratory) payable returns (uint256 id)',
  'function offer(uint256 id, uint256 lot, address supplier, int256[] measurements) returns (bool bought)',
  'event Graded(uint256 indexed order, uint256 indexed lot, bool bought, uint256 grade, int256[] probabilities)',
]);

/** Who takes part: three accounts of the chain. */
export interface Parties {
  readonly buyer: Client;
  readonly laboratory: Client;
  readonly supplier: Client;
}

/** What the contract decided about a lot. */
export interface Decision {
  readonly lot: Lot;
  readonly bought: boolean;
  /** The class with the largest probability. */
  readonly grade: number;
  /** One for each class, in units of 1e-18. */
  readonly probabilities: readonly bigint[];
  readonly gasUsed: bigint;
  readonly transaction: Hex;
}

/** The folder of the demo's Solidity. */
export const contracts = new URL('../contracts/', import.meta.url);

/** The price of one lot, in wei. */
export const PRICE = parseEther('1');

/** Compiles and deploys contracts/WineCellar.sol. */
export function deployCellar({ buyer }: Parties): Promise<Address> {
  return deployContract(buyer, compileContracts(contracts, ['WineCellar'])['WineCellar']!);
}

/** The buyer orders lots of a grade and locks their price. */
export async function orderLots(
  cellar: Address,
  parties: Parties,
  grade: number,
  lots: number,
): Promise<void> {
  const { buyer, laboratory } = parties;
  const hash = await buyer.wallet.writeContract({
    address: cellar,
    abi,
    functionName: 'order',
    args: [grade, lots, laboratory.account.address],
    value: PRICE * BigInt(lots),
  });
  await receiptOf(buyer, hash);
}

/** The laboratory offers a lot with its measurements; the contract decides and pays in the same transaction. */
export async function offerLot(cellar: Address, parties: Parties, lot: Lot): Promise<Decision> {
  const { laboratory, supplier } = parties;
  const transaction = await laboratory.wallet.writeContract({
    address: cellar,
    abi,
    functionName: 'offer',
    args: [0n, BigInt(lot.id), supplier.account.address, lot.measurements],
  });
  const { logs, gasUsed } = await receiptOf(laboratory, transaction);
  const [graded] = parseEventLogs({ abi, logs, eventName: 'Graded' });
  if (!graded) throw new Error(`Transaction ${transaction} reports no decision.`);
  const { bought, grade, probabilities } = graded.args;
  return { lot, bought, grade: Number(grade), probabilities, gasUsed, transaction };
}
