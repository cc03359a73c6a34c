import type { Artefact, Graph } from '@evm-ml/quantized-runtime';
import { Command } from 'commander';
import type { Hex } from 'viem';
import { readArtefact } from '../io/artefact-file.ts';
import { formatTable } from '../io/table.ts';

/** `evm-ml inspect`: what an artefact holds. */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description('show what an artefact holds')
    .argument('<artefact>', 'what convert wrote')
    .option('--json', 'as JSON')
    .action(runInspect);
}

interface Port {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: string;
}

/** What `inspect --json` prints. Lengths are in bytes; `macs` and `elements` count the work of one example. */
interface Inspection {
  readonly modelId: Hex;
  readonly bytes: number;
  /** Of them, those that say what is to be done; loading is charged by both. */
  readonly programBytes: number;
  /** Memory that a node takes to run it; loading is charged by this too. */
  readonly planBytes: number;
  /** 0 if there is none beside the artefact. */
  readonly originBytes: number;
  /** Of the model. None: it lies in its manifest. */
  readonly chunks: number;
  readonly profile: string;
  readonly parameters: number;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** The most steps of its loops together; 0 for a network that does not generate. */
  readonly steps: number;
  readonly operators: readonly {
    readonly layer: string;
    readonly op: string;
    readonly shape: readonly number[];
    readonly macs: number;
    readonly elements: number;
  }[];
}

async function runInspect(path: string, { json }: { json?: true }): Promise<void> {
  const inspection = await inspect(await readArtefact(path));
  process.stdout.write(json ? `${JSON.stringify(inspection, null, 2)}\n` : describe(inspection));
}

async function inspect(artefact: Artefact): Promise<Inspection> {
  const [{ layoutOf }, { decodeGraph, LARGEST_CAPACITY, loadModel, programBytesOf, referenceKernels }] =
    await Promise.all([import('@evm-ml/evm'), import('@evm-ml/quantized-runtime')]);
  const graph = decodeGraph(artefact.model, LARGEST_CAPACITY.artefactBytes);
  const { work, planBytes, loops } = loadModel(artefact.model, {
    kernels: referenceKernels,
    capacity: LARGEST_CAPACITY,
  });
  const layout = layoutOf(artefact);
  return {
    modelId: layout.modelId,
    bytes: artefact.model.length,
    programBytes: programBytesOf(artefact.model),
    planBytes,
    originBytes: artefact.origin?.length ?? 0,
    chunks: layout.model.chunks.length,
    profile: graph.profile,
    parameters: [...graph.tensors.values()].reduce((sum, { data }) => sum + data.length, 0),
    inputs: graph.inputs.map(({ name, value }) => portOf(graph, name, value)),
    outputs: graph.outputs.map(({ name, value }) => portOf(graph, name, value)),
    steps: loops.reduce((sum, steps) => sum + steps, 0),
    operators: graph.nodes.map((node, index) => ({
      layer: node.layer,
      op: node.op,
      shape: shapeOf(graph, node.outputs[0]),
      // Those of a loop at all of its steps.
      macs: (work[index]?.macs ?? 0) * (work[index]?.times ?? 1),
      elements: (work[index]?.elements ?? 0) * (work[index]?.times ?? 1),
    })),
  };
}

function portOf(graph: Graph, name: string, value: number): Port {
  return { name, shape: shapeOf(graph, value), type: graph.values[value]?.type ?? '' };
}

const shapeOf = (graph: Graph, value: number | undefined) => graph.values[value ?? -1]?.shape ?? [];

function describe(inspection: Inspection): string {
  const {
    modelId,
    bytes,
    programBytes,
    planBytes,
    originBytes,
    chunks,
    profile,
    parameters,
    inputs,
    outputs,
    steps,
    operators,
  } = inspection;
  const ports = (list: readonly Port[]) =>
    list.map(({ name, shape, type }) => `${name} [${shape.join(', ')}] ${type}`).join('; ');
  const facts = [
    ['model id', modelId],
    ['size', `${count(bytes)} bytes, ${count(programBytes)} of them program, ${storedIn(chunks)}`],
    ['origin', originBytes === 0 ? 'none beside the artefact' : `${count(originBytes)} bytes`],
    ['plan', `${count(planBytes)} bytes of memory`],
    ['profile', `${profile}, ${count(parameters)} parameters`],
    ['input', ports(inputs)],
    ['output', ports(outputs)],
    ...(steps > 0
      ? [['generates', `at most ${count(steps)} steps; MACs and elements are those of all`]]
      : []),
  ];
  const rows = operators.map(({ layer, op, shape, macs, elements }) => [
    layer,
    op,
    `[${shape.join(', ')}]`,
    count(macs),
    count(elements),
  ]);
  return `${formatTable(facts)}\n${formatTable([['layer', 'operator', 'shape', 'MACs', 'elements'], ...rows], [3, 4])}`;
}

const storedIn = (chunks: number) =>
  chunks === 0 ? 'stored in its manifest' : `stored in ${count(chunks)} ${chunks === 1 ? 'chunk' : 'chunks'}`;

const count = (number: number) => number.toLocaleString('en-US');
