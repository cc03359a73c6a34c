import { decodeGraph } from '../format/decode-graph.ts';
import { CAPACITY, type Capacity } from '../graph/capacity.ts';
import type { Graph } from '../graph/graph.ts';
import { type Analysis, prove, validate } from '../graph/validate.ts';
import type { KernelSet } from '../kernels/kernel.ts';
import { wasmKernels } from '../kernels/wasm/index.ts';
import { whenAsked } from '../kernels/when-asked.ts';
import { createPlan } from './create-plan.ts';
import type { Model } from './model.ts';
import { createBringIn, createTakeOut } from './move-examples.ts';
import { expectWhole, layOutInputs, layOutOutputs } from './ports.ts';
import { decodeText, encodeText, outputTextBytesOf, textBytesOf } from './text-ports.ts';
import { createTranscoder } from './transcode.ts';

export interface LoadOptions {
  /** Default: `wasmKernels`. All sets give the same bits. */
  readonly kernels?: KernelSet;
  /** How large models may be; default: that of a chain whose genesis says nothing. */
  readonly capacity?: Capacity;
}

/** A graph that validate accepts, ready to run. Throws ArtefactError where it does not. */
export function createModel(
  graph: Graph,
  { kernels = wasmKernels, capacity = CAPACITY }: LoadOptions = {},
): Model {
  return createModelOf(graph, validate(graph, kernels.scan, capacity), kernels);
}

function createModelOf(graph: Graph, analysis: Analysis, kernels: KernelSet): Model {
  const inputs = layOutInputs(graph);
  const outputs = layOutOutputs(graph);
  const textBytes = textBytesOf(graph);
  const outputTextBytes = outputTextBytesOf(graph);
  const planned = whenAsked(() => {
    const plan = createPlan(graph, analysis, kernels);
    return { plan, bringIn: createBringIn(inputs, plan), takeOut: createTakeOut(outputs, plan) };
  });
  const execute: Model['execute'] = (input, batch, most) => {
    expectWhole('bytes', input.length, inputs.bytes, batch);
    const output = new Uint8Array(batch * outputs.bytes);
    const steps = analysis.loops.map(() => 0);
    const { plan, bringIn, takeOut } = planned();
    for (let first = 0; first < batch; first += plan.capacity) {
      const count = Math.min(plan.capacity, batch - first);
      bringIn(input, first, count);
      plan.run(count, most).forEach((taken, loop) => {
        steps[loop]! += taken;
      });
      takeOut(output, first, count);
    }
    return { output, steps };
  };
  return {
    graph,
    profile: graph.profile,
    kernels: kernels.name,
    inputLength: inputs.length,
    inputBytes: inputs.bytes,
    outputLength: outputs.length,
    outputBytes: outputs.bytes,
    textBytes,
    outputTextBytes,
    inputShapes: graph.inputs.map(({ value }) => graph.values[value]!.shape),
    outputShapes: graph.outputs.map(({ value }) => graph.values[value]!.shape),
    work: analysis.work,
    planBytes: analysis.memory.bytes,
    loops: analysis.loops.map(({ repeat }) => repeat.steps),
    run: (input, batch) => execute(input, batch).output,
    execute,
    encodeText: (text) => encodeText(text, textBytes),
    decodeText: (output) => decodeText(output, outputTextBytes),
    ...createTranscoder(inputs, outputs),
  };
}

/**
 * Decodes and validates an artefact, and plans it when it first runs. `bytes` must not change afterwards: the model reads its tensors there.
 * Throws ArtefactError, with the same code on every machine, and nothing else, whatever the bytes.
 */
export function loadModel(
  bytes: Uint8Array,
  { kernels = wasmKernels, capacity = CAPACITY }: LoadOptions = {},
): Model {
  const graph = decodeGraph(bytes, capacity.artefactBytes);
  return createModelOf(graph, prove(graph, kernels.scan, capacity), kernels);
}
