import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Graph } from '../../../src/graph/graph.ts';

/** One network saved by real Keras, with inputs and the outputs that Keras gave (tools/keras/cases.py). */
export interface KerasCase {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly batch: number;
  /** How far a float evaluation may be from Keras, which computes in the precision of the layers. */
  readonly tolerance: number;
  /** By input name, [batch, ...shape]. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly outputs: readonly Float32Array[];
}

interface CaseJson {
  readonly batch: number;
  readonly tolerance?: number;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
}

export function fixturePath(name: string): URL {
  return new URL(`../../../fixtures/keras/${name}`, import.meta.url);
}

/** All cases of a family of layers. */
export function loadFamily(family: string): KerasCase[] {
  const files = unzipSync(readFileSync(fixturePath(`${family}.zip`)));
  return Object.keys(files)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const stem = name.slice(0, -'.json'.length);
      const model = Object.keys(files).find((other) => other.startsWith(`${stem}.`) && other !== name)!;
      const json = JSON.parse(new TextDecoder().decode(files[name])) as CaseJson;
      return {
        name: stem,
        bytes: files[model]!,
        batch: json.batch,
        tolerance: json.tolerance ?? 1e-5,
        inputs: Object.fromEntries(Object.entries(json.inputs).map(([key, text]) => [key, decode(text)])),
        outputs: json.outputs.map(decode),
      };
    });
}

/** The inputs of a case in the order of a graph's ports. */
export function inputsOf(graph: Graph, example: KerasCase): Float32Array[] {
  const only = Object.values(example.inputs);
  return graph.inputs.map((port) => {
    // Keras names the input of a Sequential network anew when it saves it.
    const found = only.length === 1 ? only[0] : example.inputs[port.name];
    if (found === undefined) throw new Error(`case ${example.name} has no input ${port.name}`);
    return found;
  });
}

function decode(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}

/** The largest difference, relative to the largest magnitude that was expected (or 1). */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = expected.reduce((largest, x) => Math.max(largest, Math.abs(x)), 1);
  const worst = actual.reduce((largest, x, i) => {
    const difference = Math.abs(x - expected[i]!);
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
  }, 0);
  return worst / scale;
}
