import { hexToBytes } from '@ethereumjs/util';
import { ModelCache, type PredictEvm, predictAbi } from '@evm-ml/evm';
import {
  ArtefactError,
  CHUNK_BYTES,
  encodeGraph,
  type Graph,
  loadModel,
  type Model,
} from '@evm-ml/quantized-runtime';
import { bytesToHex, encodeFunctionData, type Hex } from 'viem';
import { PREDICT, putModel } from '../cases/calls.ts';
import { createBenchEvm } from '../cases/ordinary.ts';
import type { Attack, AttackFamily, Choices } from './attack.ts';
import { CONTENTS, contentBytes } from './content.ts';
import { AttackGraph, PROFILES } from './graph.ts';
import { PROGRAMS } from './programs.ts';

const GAS_LIMIT = 2n ** 40n;

/** Calls of PREDICT, one after another in one transaction that begins with nothing warm; what they cost together. */
async function transaction(
  evm: PredictEvm,
  calls: readonly Uint8Array[],
  gasLimit = GAS_LIMIT,
): Promise<bigint> {
  evm.journal.cleanJournal();
  let gas = 0n;
  for (const data of calls) {
    const { execResult } = await evm.runCall({ to: PREDICT, data, gasLimit });
    gas += execResult.executionGasUsed;
  }
  return gas;
}

async function attackOf(
  kind: string,
  name: string,
  evm: PredictEvm,
  data: readonly Hex[],
  isCold: boolean,
  gasLimit = GAS_LIMIT,
): Promise<Attack> {
  const calls = data.map((hex) => hexToBytes(hex));
  const gas = Number(await transaction(evm, calls, gasLimit));
  return {
    kind,
    name: `${name}${isCold ? ', caches cold' : ''}`,
    gas,
    run: () => transaction(evm, calls, gasLimit),
    isCold,
  };
}

const describe = (id: Hex) => encodeFunctionData({ abi: predictAbi, functionName: 'describe', args: [id] });
const gasOf = (id: Hex) => encodeFunctionData({ abi: predictAbi, functionName: 'gasOf', args: [id, 1n] });
const raw = (id: Hex, input: Uint8Array) =>
  encodeFunctionData({ abi: predictAbi, functionName: 'predictRaw', args: [id, bytesToHex(input)] });

/** The first run of a network, on zeros: a model is decoded and proven when it is loaded, and planned when it runs. */
const firstRun = (id: Hex, bytes: Uint8Array) => raw(id, new Uint8Array(loadModel(bytes).inputBytes));

const evmWithoutCache = () => createBenchEvm(new ModelCache({ maxBytes: 0 }));

/** A model that no cache holds, for each kind of program: decoded, proven, planned, run. */
const loads: readonly AttackFamily[] = PROGRAMS.map(({ name, build }) => ({
  name: `load ${name}`,
  async create(choices) {
    const { what, graph } = build(choices);
    const bytes = encodeGraph(graph);
    const evm = await evmWithoutCache();
    const id = await putModel(evm, bytes);
    const text = `${graph.profile}, ${name}, ${what}, ${bytes.length} bytes`;
    return attackOf(`load, ${name}`, text, evm, [firstRun(id, bytes)], choices.uniform() < 0.3);
  },
}));

/** A network that takes next to nothing, of `length` numbers, or as many indices below 1000. */
function tiny(choices: Choices, hasIndices: boolean): { graph: Graph; model: Model; bytes: Uint8Array } {
  const graph = new AttackGraph(choices.of(PROFILES));
  const length = choices.size(4096);
  if (hasIndices) {
    const x = graph.indices([length], 1000);
    graph.add({ op: 'reshape' }, [x], [length, 1], 'i32');
  } else {
    const x = graph.input([length]);
    graph.add({ op: 'reshape' }, [x], [length, 1]);
  }
  const finished = graph.finish(1);
  const bytes = encodeGraph(finished);
  return { graph: finished, model: loadModel(bytes), bytes };
}

function batchOf({ inputBytes }: Model, choices: Choices): number {
  return choices.size(Math.max(1, Math.floor(2 ** 17 / inputBytes)));
}

function repeated(example: Uint8Array, batch: number): Uint8Array {
  const bytes = new Uint8Array(example.length * batch);
  for (let i = 0; i < batch; i++) bytes.set(example, i * example.length);
  return bytes;
}

const single: readonly AttackFamily[] = [
  {
    name: 'batch, raw',
    async create(choices) {
      const { graph, model, bytes } = tiny(choices, choices.uniform() < 0.5);
      const batch = batchOf(model, choices);
      const evm = await createBenchEvm();
      const id = await putModel(evm, bytes);
      const content = choices.of(CONTENTS);
      const data = raw(id, repeated(contentBytes(graph, content, 7), batch));
      const name = `${graph.profile}, ${batch} examples of ${model.inputBytes} bytes, ${content}`;
      return attackOf('batch, raw', name, evm, [data], choices.uniform() < 0.3);
    },
  },
  {
    name: 'batch, units of 1e-18',
    async create(choices) {
      const { graph, model, bytes } = tiny(choices, false);
      const batch = batchOf(model, choices);
      const evm = await createBenchEvm();
      const id = await putModel(evm, bytes);
      const number = choices.of([0n, 1n, 10n ** 18n, 2n ** 255n - 1n, -(2n ** 255n), 10n ** 57n / 3n]);
      const input = Array.from({ length: model.inputLength * Math.min(batch, 4096) }, () => number);
      const data = encodeFunctionData({ abi: predictAbi, functionName: 'predict', args: [id, input] });
      const name = `${graph.profile}, ${input.length} numbers ${number}`;
      return attackOf('batch, units of 1e-18', name, evm, [data], choices.uniform() < 0.3);
    },
  },
  {
    name: 'revert, index out of range',
    async create(choices) {
      const { graph, model, bytes } = tiny(choices, true);
      const batch = batchOf(model, choices);
      const evm = await createBenchEvm();
      const id = await putModel(evm, bytes);
      const input = repeated(contentBytes(graph, 'largest', 7), batch);
      input.fill(0xff, input.length - 4);
      const name = `the last of ${batch} x ${model.inputLength} indices`;
      return attackOf('revert, index out of range', name, evm, [raw(id, input)], choices.uniform() < 0.3);
    },
  },
  {
    name: 'load, short of gas',
    async create(choices) {
      const bytes = new Uint8Array(CHUNK_BYTES + choices.size(2 ** 24 - CHUNK_BYTES));
      const evm = await evmWithoutCache();
      const id = await putModel(evm, bytes);
      const gasLimit = 1_500 + choices.size(2_000_000);
      const data = new Array<Hex>(16).fill(gasOf(id));
      const text = `${bytes.length} bytes, 16 calls of ${gasLimit} gas`;
      return attackOf('load, short of gas', text, evm, data, false, BigInt(gasLimit));
    },
  },
  {
    name: 'revert, wrong length',
    async create(choices) {
      const { name, build } = choices.of(PROGRAMS);
      const { what, graph } = build(choices);
      const evm = await evmWithoutCache();
      const id = await putModel(evm, encodeGraph(graph));
      const text = `after loading ${name}, ${graph.profile}, ${what}`;
      return attackOf('revert, wrong length', text, evm, [raw(id, new Uint8Array(1))], false);
    },
  },
  {
    name: 'revert, unusable',
    async create(choices) {
      const { name, build } = choices.of(PROGRAMS);
      const { what, graph } = build(choices);
      // The last node reads a value that nothing writes, which is found when all others are done.
      const last = graph.nodes.at(-1)!;
      const orphan = graph.values.length;
      const spoilt: Graph = {
        ...graph,
        values: [...graph.values, graph.values[last.inputs[0] ?? 0]!],
        nodes: [...graph.nodes.slice(0, -1), { ...last, inputs: last.inputs.map(() => orphan) }],
      };
      const evm = await evmWithoutCache();
      const id = await putModel(evm, encodeGraph(spoilt));
      return attackOf('revert, unusable', `${name}, ${graph.profile}, ${what}`, evm, [describe(id)], false);
    },
  },
  ...(['describe', 'gasOf'] as const).map(
    (entry): AttackFamily => ({
      name: `loop, ${entry}`,
      async create(choices) {
        const { name, build } = choices.of(PROGRAMS);
        const { what, graph } = build(choices);
        const evm = await createBenchEvm();
        const id = await putModel(evm, encodeGraph(graph));
        const times = choices.size(200, 2);
        const data = entry === 'gasOf' ? gasOf(id) : describe(id);
        const calls = Array.from({ length: times }, () => data);
        return attackOf(
          `loop, ${entry}`,
          `${times} of ${name}, ${graph.profile}, ${what}`,
          evm,
          calls,
          false,
        );
      },
    }),
  ),
  {
    name: 'several models',
    async create(choices) {
      const { name, build } = choices.of(PROGRAMS);
      const { what, graph } = build(choices);
      const count = choices.size(24, 2);
      const cache = choices.of([undefined, new ModelCache({ maxBytes: 0 })]);
      const evm = await createBenchEvm(cache);
      const calls: Hex[] = [];
      for (let i = 0; i < count; i++) {
        const named = {
          ...graph,
          outputs: graph.outputs.map((port) => ({ ...port, name: `${port.name}.${i}` })),
        };
        const bytes = encodeGraph(named);
        calls.push(firstRun(await putModel(evm, bytes), bytes));
      }
      const text = `${count} of ${name}, ${graph.profile}, ${what}${cache ? ', in no cache' : ''}`;
      return attackOf('several models', text, evm, calls, false);
    },
  },
];

/** Whole calls of PREDICT: loading, reading, moving examples, telling, reverting. */
export const CALLS: readonly AttackFamily[] = [...loads, ...single].map((family) => ({
  ...family,
  async create(choices) {
    try {
      return await family.create(choices);
    } catch (error) {
      if (error instanceof ArtefactError) return null;
      throw error;
    }
  },
}));
