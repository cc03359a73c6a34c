import { readFileSync } from 'node:fs';
import { mlWalletActions } from '@evm-ml/evm/viem';
import { type Client, receiptOf, send } from '@evm-ml/example-story';
import { encodeGraph } from '@evm-ml/quantized-runtime';
import {
  encodeNetwork,
  GraphWriter,
  importKeras,
  indexPort,
  plainValue,
  quantize,
  realPort,
} from '@evm-ml/workshop';
import { type Hex, parseAbi } from 'viem';
import { describe, expect, it } from 'vitest';
import { abi } from '../src/abi.ts';
import { acceptOrder, disputeLots, lockedBy, placeOrder, reportLots, resampleLots } from '../src/market.ts';
import { readGrader, type Wine } from '../src/wine.ts';
import { type Attempt, deal, deployFresh, termsFor } from './chain.ts';
import { barbera, ETHER, grignolino, near } from './lots.ts';
import { cancel, useMarket } from './use-market.ts';

const here = useMarket();

describe('the network changes', () => {
  const registry = {
    address: '0x4d4c000000000000000000000000000000000002',
    abi: parseAbi(['function deprecate(string name, uint256 version, string reason)']),
  } as const;
  /** A name of the test's own, whose owner publishes what it likes. */
  const NAME = 'acme.produce.moving';
  const publish = async (owner: Client, model: { artefact: Uint8Array; origin?: Uint8Array }): Promise<Hex> =>
    (await owner.wallet.extend(mlWalletActions()).deployModel({ ...model, name: NAME })).modelId;
  const deprecate = async (version: bigint, reason: string) => {
    const args = [NAME, version, reason] as const;
    const call = { ...registry, functionName: 'deprecate', args } as const;
    await receiptOf(here.stage.owner, await here.stage.owner.wallet.writeContract(call));
  };

  it('an order is graded by the network that it names, whatever is published or deprecated', async () => {
    const { owner, buyer, supplier } = here.stage;
    here.market = await deployFresh(here.stage, NAME);
    const order = async (model: Hex): Promise<Attempt> => {
      const terms = await termsFor(here.stage, { model });
      return { functionName: 'order', args: [terms], value: lockedBy(terms) };
    };
    expect(await here.refused(await order(here.stage.model), buyer)).toBe('NameUnknown');
    const honest = await publish(owner, readGrader('grader-1'));
    expect(honest).toBe(here.stage.model);
    const accepted = await deal(here.stage, here.market, [grignolino]);
    const offered = await placeOrder(buyer, here.market, await termsFor(here.stage));
    const lost = await placeOrder(buyer, here.market, await termsFor(here.stage));
    // Everything is a Barolo to the next version; it comes between the making of an order and its transaction.
    const generous = await publish(owner, { artefact: alwaysFirst(13, 3) });
    expect(await here.refused(await order(honest), buyer)).toBe('ModelNotLatest');
    expect(await here.refused(await order(generous), buyer)).toBeUndefined();
    await acceptOrder(supplier, here.market, offered, [barbera.number]);
    await deprecate(1n, 'too strict');
    expect(await here.refused(await here.accept(lost, [near.number]), supplier)).toBe('ModelDeprecated');
    await here.outcome(cancel(lost), buyer);
    const reported = (id: bigint, { number, chemistry }: Wine) =>
      reportLots(here.stage.laboratory, here.market, { order: id, lots: [number], measurements: chemistry });
    expect((await reported(accepted, grignolino)).grades).toEqual([1]);
    expect((await reported(offered, barbera)).grades).toEqual([2]);
    const { terms } = await buyer.public.readContract({
      address: here.market,
      abi,
      functionName: 'orderOf',
      args: [accepted],
    });
    expect(terms.model).toBe(honest);
    const believing = await deal(here.stage, here.market, [near], { model: generous });
    expect((await reported(believing, near)).grades).toEqual([0]);
    await deprecate(2n, 'believes everybody');
    expect(await here.refused(await order(generous), buyer)).toBe('ModelDeprecated');
    // Both agreed on it: it decides a dispute, too.
    await disputeLots(buyer, here.market, believing, [near.number]);
    const sample = { order: believing, lots: [near.number], measurements: near.chemistry };
    const { settled } = await resampleLots(here.stage.second, here.market, sample);
    expect(settled.map(({ price }) => price)).toEqual([3n * ETHER]);
  });

  it.each<[string, string, () => Uint8Array]>([
    ['has a grade too many', 'ModelOfOtherShape', () => alwaysFirst(13, 4)],
    ['takes a measurement too few', 'ModelOfOtherShape', () => alwaysFirst(12, 3)],
    ['takes two rows for one', 'ModelOfOtherShape', () => alwaysFirst(26, 3)],
    // The data's last measurement is always whole; the mean of two need not be, and whoever signs 0.5 would stop a dispute.
    ['takes whole numbers only', 'ModelTakesNoReals', () => alwaysFirst(12, 3, { whole: 1 })],
    ['can grade a sample, but not compare two in a block', 'ModelTooDear', tooDear],
  ])('a network that %s is refused when the order is made', async (_, error, artefact) => {
    const { owner, buyer } = here.stage;
    here.market = await deployFresh(here.stage, NAME);
    const model = await publish(owner, { artefact: artefact() });
    const terms = await termsFor(here.stage, { model });
    const attempt: Attempt = { functionName: 'order', args: [terms], value: lockedBy(terms) };
    expect(await here.refused(attempt, buyer)).toBe(error);
  });

  it('a network is asked whether it answers once, not by each order', async () => {
    const { buyer } = here.stage;
    const gas: bigint[] = [];
    for (let order = 0; order < 3; order++) {
      const terms = await termsFor(here.stage);
      const call = { address: here.market, abi, functionName: 'order', args: [terms] } as const;
      const { gasUsed } = await send(buyer, { ...call, value: lockedBy(terms) });
      gas.push(gasUsed);
    }
    // The first one pays for the question, too; other times have other zero bytes.
    for (const later of gas.slice(1)) expect(later).toBeLessThan(gas[0]! - 40_000n);
  });

  it('the two graders are what the workshop makes of the demo’s Keras file', async () => {
    const read = (name: string) => readFileSync(new URL(`../../wine-cellar/model/${name}`, import.meta.url));
    const [, ...lines] = read('train.csv').toString().trim().split('\n');
    const samples = Float32Array.from(lines.join(',').split(','), Number);
    for (const [name, profile] of [
      ['grader-1', 'a16'],
      ['grader-2', 'a8'],
    ] as const) {
      const { network } = await quantize(await importKeras(read('wine.keras')), [samples], { profile });
      const { model, origin } = encodeNetwork(network) as { model: Uint8Array; origin: Uint8Array };
      expect({ artefact: model, origin }).toEqual(readGrader(name));
    }
  });
});

/**
 * A network whose first output is always the largest.
 * @param whole of its inputs, the last ones, take whole numbers only
 */
function alwaysFirst(inputs: number, outputs: number, { whole = 0 } = {}): Uint8Array {
  const w = withInputs(inputs);
  if (whole > 0) w.inputs.push(indexPort('whole', w.addValue(plainValue([whole], 'i32')), 2 ** 16));
  w.addTensor('first', { shape: [outputs], data: Float32Array.of(1, ...Array(outputs - 1).fill(0)) });
  const output = w.addValue(plainValue([outputs]));
  w.add({ op: 'constant', layer: 'first', inputs: [], outputs: [output], params: { value: 'first' } });
  return encodeGraph(w.toGraph([{ name: 'grade', value: output }]));
}

/** A network that multiplies so large matrices that a block of 30,000,000 gas has room for one row, and not for two. */
function tooDear(): Uint8Array {
  const size = 1_550;
  const w = withInputs(13);
  w.addTensor('one', { shape: [1, 1], data: Float32Array.of(1) });
  const [one, large, product, corner, output] = [[1, 1], [size, size], [size, size], [1, 3], [3]].map(
    (shape) => w.addValue(plainValue(shape)),
  ) as [number, number, number, number, number];
  w.add({ op: 'constant', layer: 'one', inputs: [], outputs: [one], params: { value: 'one' } });
  w.add({ op: 'tile', layer: 'large', inputs: [one], outputs: [large], repeats: [size, size] });
  w.add({
    op: 'matmul',
    layer: 'product',
    inputs: [large, large],
    outputs: [product],
    transposeB: false,
    min: null,
    max: null,
    params: {},
  });
  const cut = { begin: [0, 0], size: [1, 3], strides: [1, 1] };
  w.add({ op: 'slice', layer: 'corner', inputs: [product], outputs: [corner], ...cut });
  w.add({ op: 'reshape', layer: 'grade', inputs: [corner], outputs: [output] });
  return encodeGraph(w.toGraph([{ name: 'grade', value: output }]));
}

function withInputs(inputs: number): GraphWriter {
  const w = new GraphWriter('f32');
  w.inputs.push(realPort('measurements', w.addValue(plainValue([inputs]))));
  return w;
}
