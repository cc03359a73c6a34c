import { LARGEST_CAPACITY } from '../graph/capacity.ts';
import type { Graph, Op } from '../graph/graph.ts';
import { validate } from '../graph/validate.ts';
import type { Bind, KernelSet, KernelTable, Machine, Prepare } from '../kernels/kernel.ts';
import { referenceKernels } from '../kernels/reference/reference-kernels.ts';
import { viewOperand } from '../kernels/reference/views.ts';
import { createPlan } from './create-plan.ts';
import { createBringIn } from './move-examples.ts';
import { layOutInputs } from './ports.ts';

/** What one node's kernel took for one example. */
export interface NodeTime {
  readonly layer: string;
  readonly op: Op;
  /** Name of the kernel set; `reference` where the set has no kernel for the node. */
  readonly kernel: string;
  readonly macs: number;
  /** Microseconds, the fastest of all runs; about 0.05 of them are the clock's. */
  best: number;
}

/** The kernels of `set`, each of which writes down how long it takes. Nodes without work at run time are left out. */
function timed(set: KernelSet, record: (node: NodeTime) => void): KernelSet {
  const wrap =
    (op: Op): Prepare<Machine, never> =>
    (node: never, layout) => {
      const own = set.kernels[op] as Prepare<Machine, never> | undefined;
      const fast = own?.(node, layout) ?? null;
      const bind = fast ?? (referenceKernels.kernels[op] as Prepare<Machine, never>)(node, layout);
      if (bind === null) return null;
      const { layer } = node as { readonly layer: string };
      return ((machine) => {
        const step = bind(machine);
        if (step === null) return null;
        const kernel = fast === null ? referenceKernels.name : set.name;
        const time: NodeTime = { layer, op, kernel, macs: 0, best: Infinity };
        record(time);
        return (batch) => {
          const start = performance.now();
          step(batch);
          time.best = Math.min(time.best, (performance.now() - start) * 1000);
        };
      }) satisfies Bind<Machine>;
    };
  const ops = Object.keys(referenceKernels.kernels) as Op[];
  return { ...set, kernels: Object.fromEntries(ops.map((op) => [op, wrap(op)])) as KernelTable };
}

/** Runs zeros through the graph `runs` times and tells how long each node's kernel takes at best. */
export function profileModel(graph: Graph, kernels: KernelSet, runs: number): readonly NodeTime[] {
  const analysis = validate(graph, kernels.scan, LARGEST_CAPACITY);
  const times: NodeTime[] = [];
  const plan = createPlan(
    graph,
    analysis,
    timed(kernels, (time) => times.push(time)),
  );
  for (let run = 0; run < runs; run++) {
    // Other values may have taken the inputs' place: what they left are no indices.
    for (const { value } of graph.inputs) viewOperand(plan.operands[value]!, plan, 1).fill(0);
    plan.run(1);
  }
  const macs = new Map(analysis.work.map((work) => [`${work.op} ${work.layer}`, work.macs]));
  return times.map((time) => ({ ...time, macs: macs.get(`${time.op} ${time.layer}`) ?? 0 }));
}

/** The steps of a graph for one example, which is in place: what a run takes without its input and output. */
export function createRunner(graph: Graph, kernels: KernelSet, example: Uint8Array): () => void {
  const plan = createPlan(graph, validate(graph, kernels.scan, LARGEST_CAPACITY), kernels);
  const bringIn = createBringIn(layOutInputs(graph), plan);
  bringIn(example, 0, 1);
  // Steps may overwrite an input once it has been read. Any numbers will do, but not any indices or texts.
  const hasIndices = graph.inputs.some(({ kind }) => kind !== 'real');
  return () => {
    if (hasIndices) bringIn(example, 0, 1);
    plan.run(1);
  };
}
