import { mlActions, mlWalletActions } from '@evm-ml/evm/viem';
import { type Client, createClient, receiptOf } from '@evm-ml/example-story';
import { type RunningNode, startNode } from '@evm-ml/node';
import {
  type Artefact,
  type Graph,
  loadModel,
  referenceKernels,
  wasmKernels,
} from '@evm-ml/quantized-runtime';
import {
  type Address,
  BaseError,
  bytesToHex,
  decodeErrorResult,
  encodeFunctionData,
  isHex,
  parseAbi,
  RpcRequestError,
} from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Decision, deployCellar, offerLot, orderLots, type Parties, PRICE } from '../src/cellar.ts';
import { convertWine } from '../src/convert.ts';
import { readDecisionGas } from '../src/gas-split.ts';
import { measurePlainNetwork, measureTranspiledNetwork } from '../src/measure-plain-network.ts';
import { kerasGrade, largestDifference } from '../src/report.ts';
import { readTestLots } from '../src/wine-data.ts';

const NAME = 'acme.cellar.grader';
const { classes, lots } = readTestLots();
const abi = parseAbi([
  'function order(uint8 grade, uint32 lots, address laboratory) payable returns (uint256 id)',
  'function offer(uint256 id, uint256 lot, address supplier, int256[] measurements) returns (bool bought)',
  'function cancel(uint256 id)',
  'error PriceDoesNotDivide()',
  'error NotTheLaboratory(address laboratory)',
  'error NotTheBuyer(address buyer)',
  'error OrderComplete(uint256 order)',
  'error AlreadySold(uint256 lot)',
  'error WrongInputLength(uint256 expected, uint256 given)',
]);

let node: RunningNode;
let owner: Client;
let parties: Parties;
let graph: Graph;
let artefact: Required<Artefact>;
let cellar: Address;
const decisions: Decision[] = [];
beforeAll(async () => {
  ({ graph, artefact } = await convertWine());
  node = await startNode({ port: 0, dev: true });
  owner = createClient(node, 0);
  parties = {
    buyer: createClient(node, 1),
    laboratory: createClient(node, 2),
    supplier: createClient(node, 3),
  };
  await owner.wallet
    .extend(mlWalletActions())
    .deployModel({ artefact: artefact.model, origin: artefact.origin, name: NAME });
  cellar = await deployCellar(parties);
  await orderLots(cellar, parties, 0, 30);
});
afterAll(() => node.close());

describe('the wine cellar', () => {
  it('pays for exactly the lots that the network grades as ordered', async () => {
    const { supplier } = parties;
    const balance = () => supplier.public.getBalance({ address: supplier.account.address });
    const before = await balance();
    for (const lot of lots) decisions.push(await offerLot(cellar, parties, lot));
    const bought = decisions.filter((decision) => decision.bought);
    for (const decision of decisions) expect(decision.bought).toBe(decision.grade === 0);
    expect(await balance()).toBe(before + PRICE * BigInt(bought.length));
  });

  it('grades every lot as Keras does, with probabilities at most 0.002 apart', () => {
    for (const { grade, lot } of decisions) expect(classes[grade]).toBe(classes[kerasGrade(lot.keras)]);
    expect(largestDifference(decisions)).toBeLessThanOrEqual(0.002);
  });

  it('gives the same bytes in reference, WASM, eth_call and mined transactions', async () => {
    const input = lots.flatMap(({ measurements }) => measurements);
    const [reference, wasm] = await Promise.all(
      [referenceKernels, wasmKernels].map(async (kernels) => {
        const model = await loadModel(artefact.model, { kernels });
        const raw = model.encodeFixed(input);
        return {
          raw,
          output: model.run(raw, lots.length),
          fixed: model.decodeFixed(model.run(raw, lots.length)),
        };
      }),
    );
    expect(wasm).toEqual(reference);
    const client = owner.public.extend(mlActions());
    const called = await client.predictRaw({ model: NAME, input: bytesToHex(reference!.raw) });
    expect(called).toBe(bytesToHex(reference!.output));
    expect(await client.predict<bigint>({ model: NAME, input })).toEqual(reference!.fixed);
    expect(decisions.flatMap(({ probabilities }) => probabilities)).toEqual(reference!.fixed);
  });

  it('splits the gas of a decision, and Solidity answers alike', async () => {
    const decision = decisions[0]!;
    const gas = await readDecisionGas(owner, decision);
    expect(gas.total).toBe(decision.gasUsed);
    const predict = gas.resolve + gas.load + gas.operators;
    expect(gas.resolve).toBeGreaterThan(0n);
    expect(gas.load).toBeGreaterThan(0n);
    expect(gas.operators).toBeGreaterThan(0n);
    expect(predict).toBeLessThan(gas.total);
    // Throws unless it gives the same class.
    expect(await measurePlainNetwork(owner, graph, decision)).toBeGreaterThan(predict);
    // A network this small may be cheaper as a contract than one that is loaded cold; its operators never are.
    expect(await measureTranspiledNetwork(owner, artefact.model, decision)).toBeGreaterThan(gas.operators);
  });

  it('reverts with too little gas and changes nothing', async () => {
    const { laboratory, supplier } = parties;
    const [lot] = lots;
    const data = encodeFunctionData({
      abi: abi,
      functionName: 'offer',
      args: [0n, 1_000n, supplier.account.address, lot!.measurements],
    });
    const hash = await laboratory.wallet.sendTransaction({ to: cellar, data, gas: 45_000n });
    const receipt = await laboratory.public.waitForTransactionReceipt({ hash });
    expect(receipt).toMatchObject({ status: 'reverted', logs: [] });
  });

  it.each<[string, keyof Parties, () => Attempt, string]>([
    ['a lot that was sold', 'laboratory', () => offer(lots[0]!.id, lots[0]!.measurements), 'AlreadySold'],
    ['an offer by anybody else', 'buyer', () => offer(999, lots[0]!.measurements), 'NotTheLaboratory'],
    ['too few measurements', 'laboratory', () => offer(999, [1n, 2n]), 'WrongInputLength'],
    ['a price that does not divide', 'buyer', () => order(3, 10n), 'PriceDoesNotDivide'],
    ['an order of nothing', 'buyer', () => order(0, 10n), 'PriceDoesNotDivide'],
    ['to cancel for others', 'laboratory', () => ({ functionName: 'cancel', args: [0n] }), 'NotTheBuyer'],
  ])('refuses %s', async (_, party, attempt, error) => {
    expect(await refusalOf(parties[party], attempt())).toBe(error);
  });

  it('returns what is left when the buyer cancels, and buys no more', async () => {
    const { buyer, laboratory } = parties;
    const left = () => buyer.public.getBalance({ address: cellar });
    expect(await left()).toBeGreaterThan(0n);
    await receiptOf(
      buyer,
      await buyer.wallet.writeContract({ address: cellar, abi, functionName: 'cancel', args: [0n] }),
    );
    expect(await left()).toBe(0n);
    expect(await refusalOf(laboratory, offer(999, lots[0]!.measurements))).toBe('OrderComplete');
  });
});

type Attempt =
  | { functionName: 'order'; args: [number, number, Address]; value: bigint }
  | { functionName: 'offer'; args: [bigint, bigint, Address, readonly bigint[]] }
  | { functionName: 'cancel'; args: [bigint] };

const offer = (lot: number, measurements: readonly bigint[]): Attempt => ({
  functionName: 'offer',
  args: [0n, BigInt(lot), parties.supplier.account.address, measurements],
});

const order = (count: number, value: bigint): Attempt => ({
  functionName: 'order',
  args: [0, count, parties.laboratory.account.address],
  value,
});

/** Name of the custom error with which the contract refuses. */
async function refusalOf({ account, public: client }: Client, attempt: Attempt): Promise<string | undefined> {
  const data = encodeFunctionData({ abi, ...attempt });
  const value = 'value' in attempt ? attempt.value : 0n;
  try {
    await client.call({ account: account.address, to: cellar, data, value });
    return undefined;
  } catch (error) {
    const answer =
      error instanceof BaseError ? error.walk((inner) => inner instanceof RpcRequestError) : null;
    if (!(answer instanceof RpcRequestError) || !isHex(answer.data)) throw error;
    return decodeErrorResult({ abi, data: answer.data }).errorName;
  }
}
