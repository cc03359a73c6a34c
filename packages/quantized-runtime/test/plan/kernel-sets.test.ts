import { expect, test } from 'vitest';
import {
  type Bind,
  createModel,
  encodeGraph,
  type KernelSet,
  type KernelTable,
  type Layout,
  loadModel,
  type Machine,
  type Model,
  type Node,
  type Op,
  type Prepare,
  plainScan,
  referenceKernels,
  type WeightScan,
} from '../../src/index.ts';
import { GraphMaker } from '../support/graph-maker.ts';
import { addRandomOps } from '../support/random-ops.ts';
import { smallNetwork } from '../support/small-network.ts';

const small = smallNetwork();
const artefact = encodeGraph(small.graph);
const input = (model: Model, batch: number): Uint8Array =>
  model.encodeReal(Array.from({ length: batch * model.inputLength }, (_, i) => (i % 7) - 3));

/** A memory of a kind that the package knows nothing of: it lies inside a larger one and counts steps. */
interface CountingMachine extends Machine {
  readonly made: number;
  steps: number;
}

/** A set from outside: kernels for `ops` only, each of them the reference's with a counter around it. */
function createCounting(ops: readonly Op[], scan?: WeightScan) {
  const machines: CountingMachine[] = [];
  const prepared: Op[] = [];
  const counted =
    (op: Op): Prepare<CountingMachine, Node> =>
    (node: Node, layout: Layout): Bind<CountingMachine> => {
      prepared.push(op);
      const bind = (referenceKernels.kernels[op] as Prepare<Machine, Node>)(node, layout)!;
      return (machine) => {
        expect(machine.made).toBe(machines.indexOf(machine));
        const step = bind(machine)!;
        return (batch) => {
          machine.steps++;
          step(batch);
        };
      };
    };
  const set: KernelSet<CountingMachine> = {
    name: 'counting',
    base: 4096,
    createMachine(bytes) {
      const machine = { buffer: new ArrayBuffer(bytes + 1000), made: machines.length, steps: 0 };
      machines.push(machine);
      return machine;
    },
    kernels: Object.fromEntries(ops.map((op) => [op, counted(op)])) as KernelTable<CountingMachine>,
    ...(scan && { scan }),
  };
  return { kernels: set, machines, prepared };
}

test('a set from outside runs the operators that it has, the reference kernels run the others', () => {
  const { kernels, machines, prepared } = createCounting(['dense']);
  const model = loadModel(artefact, { kernels });
  const reference = loadModel(artefact, { kernels: referenceKernels });
  expect(model.kernels).toBe('counting');
  // A plan is made when it first runs.
  expect(machines).toHaveLength(0);
  model.run(input(model, 1), 1);
  expect(machines).toHaveLength(1);
  // Both dense layers; the softmax is not the set's.
  expect(prepared).toEqual(['dense', 'dense']);
  for (const batch of [1, 2, 5]) {
    const before = machines[0]!.steps;
    expect(model.run(input(model, batch), batch)).toEqual(reference.run(input(reference, batch), batch));
    expect(machines[0]!.steps - before).toBe(2);
  }
});

test('a set may have no kernel at all, or decline every node', () => {
  const graphs = (['a16', 'a8', 'f32'] as const).map((profile) => {
    const maker = new GraphMaker(profile, 3);
    addRandomOps(maker, maker.input([6, 5, 3]), 8);
    return maker.graph(maker.values.map((_, value) => value));
  });
  const ops = Object.keys(referenceKernels.kernels) as Op[];
  const declines: KernelSet = {
    name: 'declines',
    base: 16,
    createMachine: (bytes) => ({ buffer: new ArrayBuffer(bytes) }),
    kernels: Object.fromEntries(ops.map((op) => [op, () => null])),
  };
  for (const graph of graphs) {
    const reference = createModel(graph, { kernels: referenceKernels });
    const bytes = new Uint8Array(reference.inputBytes).fill(3);
    for (const kernels of [createCounting([]).kernels, declines]) {
      expect(Buffer.compare(createModel(graph, { kernels }).run(bytes, 1), reference.run(bytes, 1))).toBe(0);
    }
  }
});

test('the scan of weights is the set’s own, and nothing is believed without it', () => {
  const asked: string[] = [];
  const scan: WeightScan = {
    ...plainScan,
    holdsMinus128(data) {
      asked.push(`${data.length} weights`);
      return plainScan.holdsMinus128(data);
    },
  };
  loadModel(artefact, { kernels: createCounting([], scan).kernels });
  expect(asked).toEqual(['12 weights', '8 weights']);
  const suspicious = createCounting([], { ...scan, holdsMinus128: () => true });
  expect(() => createModel(small.graph, { kernels: suspicious.kernels })).toThrow(/BadParameter|-127/);
});
