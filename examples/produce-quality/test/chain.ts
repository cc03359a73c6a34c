import {
  type Client,
  type Contract,
  compileContracts,
  createClient,
  deployContract,
  outcomeOf as outcomeOfCall,
  refusalOf as refusalOfCall,
} from '@evm-ml/example-story';
import { clockOf as clockOfNode } from '@evm-ml/example-story/testing';
import { type RunningNode, startNode } from '@evm-ml/node';
import { type Address, type Hex, parseAbi } from 'viem';
import { abi } from '../src/abi.ts';
import {
  acceptOrder,
  contracts,
  GRADER,
  placeOrder,
  publishGrader,
  type Terms,
  termsOf,
} from '../src/market.ts';
import type { Wine } from '../src/wine.ts';
import { numbersOf } from './lots.ts';

/** Seconds that each step may take in tests: more than any machine takes. */
export const HOUR = 3_600;
/** Seconds after which nothing is open of an order that has the terms of `termsFor`. */
export const AFTERWARDS = 4 * HOUR;

/** A node, its people, the grader on the chain and everything compiled; the market itself is each test's own. */
export interface Stage {
  readonly node: RunningNode;
  readonly owner: Client;
  readonly buyer: Client;
  readonly supplier: Client;
  readonly laboratory: Client;
  readonly second: Client;
  readonly other: Client;
  /** Of the first version of `GRADER`. */
  readonly model: Hex;
  readonly compiled: Readonly<Record<string, Contract>>;
}

export async function setStage(): Promise<Stage> {
  const node = await startNode({ port: 0, dev: true });
  const client = (index: number) => createClient(node, index);
  const owner = client(0);
  const { modelId } = await publishGrader(owner, 'grader-1');
  return {
    node,
    owner,
    buyer: client(1),
    supplier: client(2),
    laboratory: client(3),
    second: client(4),
    other: client(5),
    model: modelId,
    compiled: {
      ...compileContracts(contracts, ['ProduceMarket']),
      ...compileContracts(new URL('./contracts/', import.meta.url)),
    },
  };
}

/** A market of a test's own. */
export function deployFresh({ owner, compiled }: Stage, grader = GRADER): Promise<Address> {
  return deployContract(owner, compiled['ProduceMarket']!, [grader]);
}

/** Terms between the people of a stage, an hour for each step. */
export async function termsFor(stage: Stage, special: Partial<Terms> = {}): Promise<Terms> {
  const { buyer, supplier, laboratory, second, model } = stage;
  const parties = {
    supplier: addressOf(supplier),
    laboratory: addressOf(laboratory),
    second: addressOf(second),
  };
  const terms = await termsOf(buyer, parties, { model, lots: 1 });
  const late = terms.acceptBy + HOUR;
  return {
    ...terms,
    acceptBy: late,
    reportBy: late,
    disputeBy: late + HOUR,
    resampleBy: late + 2 * HOUR,
    ...special,
  };
}

/** An accepted order of these lots. */
export async function deal(
  stage: Stage,
  market: Address,
  wines: readonly Wine[],
  special: Partial<Terms> = {},
): Promise<bigint> {
  const terms = await termsFor(stage, { lots: wines.length, ...special });
  const order = await placeOrder(stage.buyer, market, terms);
  await acceptOrder(stage.supplier, market, order, numbersOf(wines));
  return order;
}

/** What a supplier agrees to, as the contract has it now. */
export function agreementOf({ public: client }: Client, market: Address, order: bigint): Promise<Hex> {
  return client.readContract({ address: market, abi, functionName: 'agreementOf', args: [order] });
}

export const clockOf = ({ node, owner }: Stage) => clockOfNode(node, owner);

/** A call of ProduceMarket. */
export interface Attempt {
  readonly functionName:
    | 'order'
    | 'cancel'
    | 'accept'
    | 'report'
    | 'dispute'
    | 'resample'
    | 'settle'
    | 'withdraw';
  readonly args: readonly unknown[];
  readonly value?: bigint;
}

/** Name of the error with which the contract refuses a call in the next block; undefined where it does not. */
export const refusalOf = (client: Client, address: Address, attempt: Attempt): Promise<string | undefined> =>
  refusalOfCall(client, { address, abi, ...attempt });

/** Sends a call whatever becomes of it: 'success' or 'reverted'. */
export const outcomeOf = (client: Client, address: Address, attempt: Attempt): Promise<string> =>
  outcomeOfCall(client, { address, abi, ...attempt });

/** A party that is a contract: test/contracts/Puppet.sol. */
export interface Puppet {
  readonly address: Address;
  /** 'success' or 'reverted'. */
  tell(
    functionName: 'refuse' | 'reachAgain' | 'sign' | 'act',
    args: readonly unknown[],
    value?: bigint,
  ): Promise<string>;
  ask(functionName: 'reached' | 'succeeded'): Promise<bigint>;
}

const puppetAbi = parseAbi([
  'function refuse(bool refusing)',
  'function reachAgain(bytes[] calls)',
  'function sign(bytes32 digest)',
  'function act(uint256 value, bytes data) payable',
  'function reached() view returns (uint256)',
  'function succeeded() view returns (uint256)',
]);

export async function deployPuppet({ owner, compiled }: Stage, market: Address): Promise<Puppet> {
  const address = await deployContract(owner, compiled['Puppet']!, [market]);
  return {
    address,
    tell: (functionName, args, value = 0n) =>
      outcomeOfCall(owner, { address, abi: puppetAbi, functionName, args, value }),
    ask: (functionName) => owner.public.readContract({ address, abi: puppetAbi, functionName }),
  };
}

export const addressOf = ({ account }: Client): Address => account.address;
