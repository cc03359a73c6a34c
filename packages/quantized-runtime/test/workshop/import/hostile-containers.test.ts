import { readFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync } from 'fflate';
import * as hdf5 from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../src/errors.ts';
import {
  bfloat16ToNumber,
  decodeElements,
  halfToNumber,
} from '../../../src/workshop/import/read/decode-elements.ts';
import { withHdf5 } from '../../../src/workshop/import/read/hdf5.ts';
import { importKeras, type ModelSource } from '../../../src/workshop/index.ts';
import { loadFamily } from './fixtures.ts';

const tfjs = unzipSync(loadFamily('tfjs').find(({ name }) => name === 'mlp_uint8')!.bytes);
const h5 = loadFamily('containers').find(({ name }) => name === 'h5_convnet')!.bytes;

type Json = { [key: string]: Json } & Json[];

function withModelJson(change: (model: Json) => void): ModelSource {
  const model = JSON.parse(strFromU8(tfjs['model.json']!)) as Json;
  change(model);
  return new Map(Object.entries({ ...tfjs, 'model.json': strToU8(JSON.stringify(model)) }));
}

async function codeOf(source: ModelSource): Promise<string> {
  const error: unknown = await importKeras(source).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ImportError) return error.code;
  throw new Error('expected an ImportError', { cause: error });
}

const weights = (model: Json): Json => model['weightsManifest']![0]!['weights']!;

describe('folders of TensorFlow.js', () => {
  const cases: readonly (readonly [string, string, () => ModelSource])[] = [
    ['model.json alone', 'missing-entry', () => tfjs['model.json']!],
    [
      'a missing shard',
      'missing-entry',
      () => new Map(Object.entries(tfjs).filter(([name]) => !name.endsWith('shard1.bin'))),
    ],
    [
      'a shard cut short',
      'broken-weights',
      () =>
        new Map(
          Object.entries(tfjs).map(([name, bytes]) => [
            name,
            name.endsWith('.bin') ? bytes.slice(0, 5) : bytes,
          ]),
        ),
    ],
    [
      'a graph model',
      'not-a-model',
      () =>
        withModelJson((model) => {
          Object.assign(model, { modelTopology: { node: [], library: {} } });
        }),
    ],
    [
      'weights of strings',
      'unsupported-dtype',
      () =>
        withModelJson((model) => {
          Object.assign(weights(model)[0]!, { dtype: 'string', quantization: undefined });
        }),
    ],
    [
      'a weight too few',
      'missing-weight',
      () =>
        withModelJson((model) => {
          weights(model).pop();
        }),
    ],
    [
      'a dtype that is a name of every object',
      'unsupported-dtype',
      () =>
        withModelJson((model) => {
          Object.assign(weights(model)[0]!, { dtype: 'constructor', quantization: undefined });
        }),
    ],
    [
      'a shard named so often that it becomes a bomb',
      'archive-too-large',
      () => {
        const entries = withModelJson((model) => {
          Object.assign(model['weightsManifest']![0]!, { paths: new Array(1025).fill('shard.bin') });
        }) as ReadonlyMap<string, Uint8Array>;
        return new Map([...entries, ['shard.bin', new Uint8Array(2 ** 20)]]);
      },
    ],
    [
      'no topology',
      'broken-config',
      () =>
        withModelJson((model) => {
          Object.assign(model, { modelTopology: { model_config: 7 } });
        }),
    ],
  ];

  it.each(cases)('%s: %s', async (_, code, source) => {
    expect(await codeOf(source())).toBe(code);
  });

  it('reads the sound folder', async () => {
    expect((await importKeras(new Map(Object.entries(tfjs)))).graph.outputs.length).toBe(1);
  });
});

describe('legacy .h5 files', () => {
  it.each([100, 2000, 9000])('cut to %i bytes', async (length) => {
    expect(await codeOf(h5.slice(0, length))).toBe('broken-weights');
  });

  it('weights without a model', async () => {
    const keras = loadFamily('core').find(({ name }) => name === 'dense')!.bytes;
    expect(await codeOf(unzipSync(keras)['model.weights.h5']!)).toBe('missing-entry');
  });
});

// Found by `npm run attack -- --only keras-files --seed 2`: on it the library's own listing of all paths never returns.
it('an HDF5 file whose groups are damaged is listed in finite time', async () => {
  const file = new URL('../../../fixtures/hostile/endless-names.h5', import.meta.url);
  expect(await withHdf5(readFileSync(file), ({ datasets }) => datasets.length)).toBe(1);
});

describe('HDF5 heaps without an end', () => {
  /** The file with another size stated by the free space (object 0) of its first global heap. */
  function withFreeSpace(size: bigint): Uint8Array {
    const bytes = Buffer.from(h5);
    const start = bytes.indexOf('GCOL');
    let at = start + 16;
    while (bytes.readUInt16LE(at) !== 0) at += 16 + Math.ceil(Number(bytes.readBigUInt64LE(at + 8)) / 8) * 8;
    bytes.writeBigUInt64LE(size, at + 8);
    return bytes;
  }

  // The library steps by the size that is stated, of which it sees 32 bits.
  it.each([0n, 8n, 2n ** 32n, 2n ** 32n - 16n, 2n ** 64n - 1n])(
    'a size of %i is refused, not followed for ever',
    async (size) => {
      expect(await codeOf(withFreeSpace(size))).toBe('broken-weights');
    },
  );

  it('addresses of other than 8 bytes are refused', async () => {
    const bytes = Uint8Array.from(h5);
    bytes[bytes[8]! < 2 ? 14 : 10] = 4;
    expect(await codeOf(bytes)).toBe('broken-weights');
  });
});

describe('HDF5 bombs', () => {
  /** A file of some kilobytes whose dataset unpacks to 4 MiB of zeros. */
  async function bomb(): Promise<Uint8Array> {
    const { FS } = await hdf5.ready;
    const file = new hdf5.File('/bomb.h5', 'w');
    const data = new Float32Array(2 ** 20);
    file.create_dataset({ name: 'zeros', data, shape: [2 ** 20], chunks: [2 ** 16], compression: 9 });
    file.close();
    return FS.readFile('/bomb.h5');
  }

  it('are refused before they are unpacked', async () => {
    const bytes = await bomb();
    expect(bytes.length).toBeLessThan(2 ** 16);
    const read = (limit: number) => withHdf5(bytes, (file) => file.read('zeros').data.length, limit);
    await expect(read(2 ** 22 - 1)).rejects.toMatchObject({ code: 'archive-too-large' });
    expect(await read(2 ** 22)).toBe(2 ** 20);
  });
});

describe('elements of weights', () => {
  // IEEE 754 binary16 and the upper half of binary32, worked out from the formats' definitions.
  it.each([
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])('binary16 %i is %d', (bits, value) => {
    expect(halfToNumber(bits)).toEqual(value);
  });

  it.each([
    [0x3f80, 1],
    [0xc040, -3],
    [0x0000, 0],
    [0x7f80, Number.POSITIVE_INFINITY],
    [0x3eab, 0.333984375],
  ])('bfloat16 %i is %d', (bits, value) => {
    expect(bfloat16ToNumber(bits)).toEqual(value);
  });

  it('refuses a length that does not fit', () => {
    expect(() => decodeElements(new Uint8Array(7), 'float32', 2, 'x')).toThrow(ImportError);
  });
});
