// One network of the zoo: Keras file -> artefact -> outputs for the test examples, against Keras's own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const RUNTIME = new URL('../../../packages/quantized-runtime/dist/', import.meta.url);

/** Quantizes, runs and compares. `bytes` is null where the artefact is larger than a chain takes. */
export async function convertNetwork(folder, name, profile) {
  const { encodeGraph } = await import(new URL('index.js', RUNTIME));
  const { importKeras, quantize } = await import(new URL('workshop/index.js', RUNTIME));
  const { createProbe } = await import(new URL('workshop/quantize/probe.js', RUNTIME));
  const read = (kind) => readNpy(join(folder, `${name}.${kind}.npy`));
  const float = await importKeras(readFileSync(join(folder, `${name}.keras`)));
  const samples = splitPorts(float.graph, read('samples').data);
  const { network } = await quantize(float, samples, { profile });
  const bytes = encodedLength(encodeGraph, network.graph);
  const { user, system } = process.cpuUsage();
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  const expected = read('outputs');
  const labels = read('labels').data;
  const test = toPorts(network.graph, splitPorts(network.graph, read('test').data));
  const actual = runAll(createProbe(network.graph), network.graph, test, expected.rows);
  return {
    name,
    profile,
    parameters: [...float.graph.tensors.values()].reduce((sum, { data }) => sum + data.length, 0),
    bytes,
    processorSeconds: (user + system) / 1e6,
    peakMegabytes,
    ...compare(network.graph, expected, actual, labels),
  };
}

function encodedLength(encodeGraph, graph) {
  try {
    return encodeGraph(graph).length;
  } catch (error) {
    if (error.code === 'TooLarge') return null;
    throw error;
  }
}

function sizesOf(graph, ports) {
  return ports.map(({ value }) => graph.values[value].shape.reduce((product, size) => product * size, 1));
}

/** Rows of numbers, the inputs of an example one after another -> one array a port. */
function splitPorts(graph, data) {
  const sizes = sizesOf(graph, graph.inputs);
  const row = sizes.reduce((sum, size) => sum + size, 0);
  let start = 0;
  return sizes.map((size) => {
    const from = start;
    start += size;
    const count = data.length / row;
    return Float32Array.from(
      { length: count * size },
      (_, i) => data[Math.floor(i / size) * row + from + (i % size)],
    );
  });
}

/** The users' numbers in the units behind the ports' own scales, which hold the value's scale too. */
function toPorts(graph, inputs) {
  return inputs.map((data, index) => {
    const { scale, offset, value, kind } = graph.inputs[index];
    if (kind === 'index') return data;
    const unit = graph.values[value].scale;
    const at = (list, i) => list[list.length === 1 ? 0 : i % list.length];
    return data.map((x, i) => ((x - at(offset, i)) / at(scale, i)) * unit);
  });
}

/** Every output of every example, one after another, as real numbers. */
function runAll(probe, graph, inputs, examples) {
  const rows = [];
  for (let start = 0; start < examples; start += probe.capacity) {
    const count = Math.min(probe.capacity, examples - start);
    const readValue = probe.run(inputs, start, count);
    const outputs = graph.outputs.map(({ value }) => {
      const { scale, zero } = graph.values[value];
      return Float64Array.from(readValue(value), (q) => (q - zero) * scale);
    });
    for (let example = 0; example < count; example++) {
      rows.push(
        outputs.flatMap((data) =>
          Array.from(data.subarray((data.length / count) * example, (data.length / count) * (example + 1))),
        ),
      );
    }
  }
  return rows;
}

/** Signal-to-noise ratio over everything; shares of examples (of pixels, of steps) whose largest element agrees. A label may stand for each. */
function compare(graph, expected, actual, labels) {
  const shape = graph.values[graph.outputs[0].value].shape;
  const classes = shape.at(-1);
  const groups = shape.reduce((product, size) => product * size, 1) / classes;
  let [signal, noise, agreeing, right, kerasRight, largestError] = [0, 0, 0, 0, 0, 0];
  for (const [example, row] of actual.entries()) {
    const truth = expected.data.subarray(example * row.length, (example + 1) * row.length);
    for (const [i, x] of row.entries()) {
      signal += truth[i] ** 2;
      noise += (x - truth[i]) ** 2;
      largestError = Math.max(largestError, Math.abs(x - truth[i]));
    }
    for (let group = 0; group < groups; group++) {
      const [found, wanted] = [row, truth].map((data) => largest(data, group * classes, classes));
      if (found === wanted) agreeing++;
      const label = labels[labels.length === actual.length ? example : example * groups + group];
      if (found === label) right++;
      if (wanted === label) kerasRight++;
    }
  }
  const share = (count) => count / (actual.length * groups);
  const labelled = classes > 1 && labels.length === actual.length * groups;
  return {
    snr: noise === 0 ? null : 10 * Math.log10(signal / noise),
    largestError,
    agreement: classes > 1 ? share(agreeing) : null,
    kerasRight: labelled ? share(kerasRight) : null,
    right: labelled ? share(right) : null,
  };
}

function largest(data, start, size) {
  let best = 0;
  for (let i = 1; i < size; i++) if (data[start + i] > data[start + best]) best = i;
  return best;
}

/** A matrix of binary32 as numpy writes it. */
function readNpy(path) {
  const file = readFileSync(path);
  const length = file.readUInt16LE(8);
  const header = file.toString('latin1', 10, 10 + length);
  const [, rows] = /'shape': \((\d+),/.exec(header);
  const bytes = file.subarray(10 + length);
  const data = Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
  return { rows: Number(rows), data };
}
