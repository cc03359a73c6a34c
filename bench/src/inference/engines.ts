import type { Graph } from '@evm-ml/quantized-runtime';
import { referenceKernels, wasmKernels } from '@evm-ml/quantized-runtime';
import * as ortNode from 'onnxruntime-node';
import * as ortWeb from 'onnxruntime-web';
import { prepareEvmMl } from './evm-ml.ts';
import type { Contestant } from './measure.ts';
import type { BenchNetwork } from './network-builder.ts';
import { prepareOnnxruntime } from './onnxruntime.ts';
import { prepareTfjs } from './tfjs.ts';

/** One network in both forms, and the input (one or more examples) that every engine gets. */
export interface Task {
  readonly network: BenchNetwork;
  readonly quantized: Graph;
  readonly input: Float32Array;
}

interface Engine {
  readonly name: string;
  /** What it computes in, for the reader of the table. */
  readonly arithmetic: string;
  /** Networks with more multiply-accumulates take it seconds a run; they are left out, and so are batches of them. */
  readonly mostMacs: number;
  prepare(task: Task): Promise<Omit<Contestant, 'engine'>>;
}

/** The engine that the others are compared with: native code, AVX-512 where the processor has it. */
export const BASELINE = 'onnxruntime-node';
export const OURS = 'evm-ml wasm';

/** In the order of the table. All run on one thread. */
export const ENGINES: readonly Engine[] = [
  {
    name: OURS,
    arithmetic: 'int16 x int8',
    mostMacs: Infinity,
    prepare: async ({ quantized, input }) => prepareEvmMl(quantized, wasmKernels, input),
  },
  {
    name: 'evm-ml reference',
    arithmetic: 'int16 x int8',
    mostMacs: 2e7,
    prepare: async ({ quantized, input }) => prepareEvmMl(quantized, referenceKernels, input),
  },
  {
    name: BASELINE,
    arithmetic: 'f32',
    mostMacs: Infinity,
    prepare: ({ network, input }) => prepareOnnxruntime(ortNode, 'cpu', network, input),
  },
  {
    name: 'onnxruntime-web',
    arithmetic: 'f32',
    mostMacs: Infinity,
    prepare: ({ network, input }) => {
      ortWeb.env.wasm.numThreads = 1;
      return prepareOnnxruntime(ortWeb, 'wasm', network, input);
    },
  },
  {
    name: 'tfjs-wasm',
    arithmetic: 'f32',
    mostMacs: Infinity,
    prepare: ({ network, input }) => prepareTfjs('wasm', network, input),
  },
  {
    name: 'tfjs-cpu',
    arithmetic: 'f32',
    mostMacs: 2e7,
    prepare: ({ network, input }) => prepareTfjs('cpu', network, input),
  },
];
