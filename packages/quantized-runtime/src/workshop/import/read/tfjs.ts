import { ImportError } from '../../../errors.ts';
import { elementCount } from '../../../graph/element-types.ts';
import { Config, isObject } from '../config.ts';
import { lookUp } from '../look-up.ts';
import { decodeElements, elementSize, type StoredType } from './decode-elements.ts';
import { type KerasFile, requireEntry } from './keras-archive.ts';
import type { NamedWeight } from './legacy-weights.ts';
import { parseJson } from './parse-json.ts';
import { releaseOf } from './release.ts';
import type { WeightArray } from './weights.ts';
import { ARCHIVE_LIMITS, type Entries } from './zip.ts';

/** True for the folder of a TensorFlow.js layers model. */
export function isTfjsFolder(entries: Entries): boolean {
  return entries.has('model.json');
}

/** Reads a TensorFlow.js layers model: `model.json` and the shards that it names. Throws ImportError. */
export function readTfjs(entries: Entries): KerasFile {
  const root = Config.from(parseJson(requireEntry(entries, 'model.json'), 'model.json'), 'model.json');
  const topology = root.has('modelTopology') ? root.object('modelTopology') : root;
  if (topology.has('node') || topology.has('library')) {
    throw new ImportError(
      'not-a-model',
      'This is a TensorFlow.js graph model, whose layers are lost: convert it as a layers model.',
    );
  }
  const config = topology.has('model_config') ? topology.get('model_config') : topology.raw;
  const byLayer = new Map<string, NamedWeight[]>();
  for (const group of root.list('weightsManifest', [])) {
    for (const weight of readGroup(Config.from(group, 'a group of weightsManifest'), entries)) {
      const layer = weight.name.split('/')[0]!;
      byLayer.set(layer, [...(byLayer.get(layer) ?? []), weight]);
    }
  }
  return { config, weights: { byLayer }, assets: new Map(), release: releaseOf(undefined, 'keras2') };
}

function readGroup(group: Config, entries: Entries): NamedWeight[] {
  const shards = group.list('paths').map((path) => requireEntry(entries, String(path)));
  const bytes = joinBytes(shards);
  let offset = 0;
  return group.list('weights').map((entry) => {
    const spec = Config.from(entry, 'a weight of weightsManifest');
    const name = spec.string('name');
    const stored = storedForm(spec);
    const shape = spec.ints('shape');
    const count = elementCount(shape);
    const size = count * elementSize(stored.type);
    if (offset + size > bytes.byteLength) {
      throw new ImportError('broken-weights', `The shards end before the weight "${name}".`);
    }
    const data = decodeElements(bytes.subarray(offset, offset + size), stored.type, count, `"${name}"`);
    offset += size;
    return { name, array: { shape, data: stored.restore(data) } };
  });
}

interface StoredForm {
  readonly type: StoredType;
  readonly restore: (data: WeightArray['data']) => WeightArray['data'];
}

/** Quantized weights are q * scale + min with q of 8 or 16 bits, or binary16. */
function storedForm(spec: Config): StoredForm {
  const plain = spec.string('dtype');
  const quantization = spec.get('quantization');
  if (!isObject(quantization)) return { type: toStoredType(spec, plain), restore: (data) => data };
  const settings = new Config(quantization, `the quantization of ${spec.string('name')}`);
  const type = toStoredType(spec, settings.string('dtype'));
  if (type === 'float16') return { type, restore: (data) => data };
  const [scale, min] = [settings.number('scale'), settings.number('min')];
  return { type, restore: (data) => Float32Array.from(data, (q) => q * scale + min) };
}

const TYPES: Readonly<Record<string, StoredType>> = {
  float32: 'float32',
  float16: 'float16',
  int32: 'int32',
  bool: 'bool',
  uint8: 'uint8',
  uint16: 'uint16',
};

function toStoredType(spec: Config, name: string): StoredType {
  const found = lookUp(TYPES, name);
  if (found !== undefined) return found;
  throw new ImportError(
    'unsupported-dtype',
    `The weight "${spec.string('name')}" has elements of type ${name}, which weights cannot have.`,
  );
}

/** A manifest may name a shard again and again: what comes together is bounded as an archive is. */
function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.byteLength, 0);
  if (size > ARCHIVE_LIMITS.bytes) {
    throw new ImportError(
      'archive-too-large',
      `The shards have ${size} bytes together, which is more than a model may have.`,
    );
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}
