// Imports every network of a folder, runs it by both sets of kernels and compares with what Keras answered, for differential.py.
// Needs a build.
//
//   node tools/keras/differential.mjs FOLDER
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  encodeGraph,
  LARGEST_CAPACITY,
  loadModel,
  referenceKernels,
  wasmKernels,
} from '../../packages/quantized-runtime/dist/index.js';
import { importKeras, quantize } from '../../packages/quantized-runtime/dist/workshop/index.js';

/** Largest error of an output over its largest magnitude that rounding explains, and how much more than inputs that moved a little. */
const TOLERANCE = 5e-5;
const CONDITION = 16;
const LITTLE = 2 ** -21;
/** Largest error of the same network in integers of 16 bits that is not worth a look. */
const ROUGH = 0.1;

const [folder] = process.argv.slice(2);
const names = readdirSync(folder).filter((name) => !name.endsWith('.json'));
for (const name of names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
  const index = Number.parseInt(name, 10);
  process.stdout.write(`${JSON.stringify({ index, ...(await outcomeOf(name)) })}\n`);
}

async function outcomeOf(name) {
  const about = JSON.parse(readFileSync(join(folder, `${Number.parseInt(name, 10)}.json`), 'utf8'));
  if (about.skip) return { outcome: 'skipped', reason: about.skip };
  let network;
  try {
    network = await importKeras(new Uint8Array(readFileSync(join(folder, name))));
  } catch (error) {
    if (error.name !== 'ImportError') return { outcome: 'crash', reason: String(error.stack) };
    return { outcome: 'refused', reason: kindOf(error.message) };
  }
  try {
    const { graph } = network;
    const found = compare(about, graph, encodeGraph(graph, LARGEST_CAPACITY.artefactBytes));
    return found.outcome === 'equal' ? { ...found, ...(await inIntegers(about, network)) } : found;
  } catch (error) {
    if (error.code === 'TooLarge' || error.name === 'QuantizeError') {
      return { outcome: 'refused', reason: kindOf(error.message) };
    }
    return { outcome: 'crash', reason: String(error.stack) };
  }
}

/** A refusal without names and numbers. */
function kindOf(message) {
  return message
    .replace(/"[^"]*"/g, '"..."')
    .replace(/\[[\d,]*\]/g, '[...]')
    .replace(/\d+/g, 'N');
}

/** The inputs in the order of the graph's ports. */
function portsOf({ inputs }, graph) {
  return graph.inputs.map(
    (port, i) => inputs.find(({ name }) => name === port.name.split(':')[0]) ?? inputs[i],
  );
}

/** All numbers of all inputs, example by example. */
function examplesOf(about, graph) {
  const ports = portsOf(about, graph);
  const batch = ports[0].shape[0];
  const numbers = [];
  for (let example = 0; example < batch; example++) {
    for (const { data } of ports) {
      const size = data.length / batch;
      numbers.push(...data.slice(example * size, (example + 1) * size));
    }
  }
  return { batch, numbers };
}

/** Quantizes by the inputs themselves, and says how far that is from Keras. */
async function inIntegers(about, network) {
  const samples = portsOf(about, network.graph).map(({ data }) => Float32Array.from(data));
  const { graph } = (await quantize(network, samples)).network;
  const bytes = encodeGraph(graph, LARGEST_CAPACITY.artefactBytes);
  const { batch, numbers } = examplesOf(about, graph);
  const [ours, theirs] = [wasmKernels, referenceKernels].map((kernels) => {
    const model = loadModel(bytes, { kernels, capacity: LARGEST_CAPACITY });
    const raw = model.run(model.encodeReal(numbers), batch);
    return { raw, answers: model.decodeReal(raw) };
  });
  if (Buffer.compare(Buffer.from(ours.raw), Buffer.from(theirs.raw)) !== 0) {
    return { outcome: 'kernels differ', reason: 'in integers' };
  }
  let at = 0;
  let error = 0;
  for (let example = 0; example < batch; example++) {
    for (const { data } of about.outputs) {
      const size = data.length / batch;
      const largest = Math.max(0.02, ...data.map(Math.abs));
      for (let i = 0; i < size; i++) {
        error = Math.max(error, Math.abs(ours.answers[at++] - data[example * size + i]) / largest);
      }
    }
  }
  return error > ROUGH
    ? { outcome: 'equal, far in integers', rough: error, layers: layersOf(network.graph) }
    : {};
}

function compare(about, graph, bytes) {
  const { outputs } = about;
  const { batch, numbers } = examplesOf(about, graph);
  const run = (kernels, input) => {
    const model = loadModel(bytes, { kernels, capacity: LARGEST_CAPACITY });
    return model.run(model.encodeReal(input), batch);
  };
  const [ours, theirs] = [wasmKernels, referenceKernels].map((kernels) => run(kernels, numbers));
  if (Buffer.compare(Buffer.from(ours), Buffer.from(theirs)) !== 0) return { outcome: 'kernels differ' };
  const floats = (raw) => new Float32Array(raw.buffer, raw.byteOffset, raw.length / 4);
  const answers = floats(ours);
  // Networks that make much of little (a normalization of what hardly varies) make as much of rounding.
  const isIndex = graph.inputs.some(({ kind }) => kind === 'index');
  const moved = isIndex
    ? answers
    : floats(
        run(
          wasmKernels,
          numbers.map((x, i) => x * (1 + (i % 2 ? LITTLE : -LITTLE))),
        ),
      );
  let error = 0;
  let at = 0;
  for (let example = 0; example < batch; example++) {
    for (const { name, data } of outputs) {
      const size = data.length / batch;
      // What is small beside 1 may be left of numbers near 1 that cancel.
      const largest = Math.max(0.02, ...data.map(Math.abs));
      for (let i = 0; i < size; i++) {
        const difference = Math.abs(answers[at++] - data[example * size + i]) / largest;
        const condition = Math.abs(answers[at - 1] - moved[at - 1]) / largest;
        if (!(difference <= Math.max(TOLERANCE, CONDITION * condition))) {
          const [found, expected] = [answers[at - 1], data[example * size + i]];
          return {
            outcome: 'different',
            output: name,
            place: [example, i],
            found,
            expected,
            layers: layersOf(graph),
          };
        }
        error = Math.max(error, difference);
      }
    }
  }
  if (at !== answers.length)
    return { outcome: 'different', reason: `${answers.length} numbers instead of ${at}` };
  return { outcome: 'equal', error };
}

function layersOf(graph) {
  return [...new Set(graph.nodes.map(({ layer }) => layer))];
}
