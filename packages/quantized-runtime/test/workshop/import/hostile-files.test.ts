import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../src/errors.ts';
import { unzip } from '../../../src/workshop/import/read/zip.ts';
import { importKeras } from '../../../src/workshop/index.ts';
import { loadFamily } from './fixtures.ts';

const model = loadFamily('normalization').find(({ name }) => name === 'mlp')!.bytes;
const files = unzipSync(model);
const config = JSON.parse(strFromU8(files['config.json']!));

type Json = { [key: string]: Json } & Json[];

/** The same model with its config changed. */
function withConfig(change: (config: Json) => void): Uint8Array {
  const copy = structuredClone(config) as Json;
  change(copy);
  return zipSync({ ...files, 'config.json': strToU8(JSON.stringify(copy)) });
}

function without(name: string): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).filter(([key]) => key !== name)));
}

async function refusal(bytes: Uint8Array | ReadonlyMap<string, Uint8Array>): Promise<ImportError> {
  const error: unknown = await importKeras(bytes).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ImportError) return error;
  throw new Error('expected an ImportError', { cause: error });
}

const layer = (c: Json, i: number): Json => c['config']!['layers']![i]!;
const set = (target: Json, key: string, value: unknown) => Object.assign(target, { [key]: value });

describe('what cannot be imported is refused with a code and a sentence', () => {
  const cases: readonly (readonly [string, string, () => Uint8Array])[] = [
    ['an empty file', 'not-a-model', () => new Uint8Array(0)],
    ['text', 'not-a-model', () => strToU8('hello')],
    ['a zip cut short', 'broken-archive', () => model.slice(0, model.length - 40)],
    ['only the magic of a zip', 'broken-archive', () => Uint8Array.of(0x50, 0x4b, 3, 4)],
    ['a zip without config.json', 'not-a-model', () => without('config.json')],
    ['a zip without weights', 'missing-entry', () => without('model.weights.h5')],
    [
      'config.json that is not JSON',
      'broken-config',
      () => zipSync({ ...files, 'config.json': strToU8('{"a":') }),
    ],
    [
      'config.json that nests without end',
      'broken-config',
      () => zipSync({ ...files, 'config.json': strToU8(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) }),
    ],
    [
      'config.json with a text of millions of escapes',
      'broken-config',
      () => zipSync({ ...files, 'config.json': strToU8(`{"a": "${'\\\\n'.repeat(2_000_000)}`) }),
    ],
    [
      'config.json that is not text',
      'broken-config',
      () => zipSync({ ...files, 'config.json': Uint8Array.of(255, 254) }),
    ],
    [
      'config.json that is a list',
      'broken-config',
      () => zipSync({ ...files, 'config.json': strToU8('[]') }),
    ],
    [
      'weights that are not HDF5',
      'broken-weights',
      () => zipSync({ ...files, 'model.weights.h5': strToU8('no') }),
    ],
    [
      'weights cut short',
      'broken-weights',
      () => zipSync({ ...files, 'model.weights.h5': files['model.weights.h5']!.slice(0, 3000) }),
    ],
    ['an unknown layer', 'unknown-layer', () => withConfig((c) => set(layer(c, 1), 'class_name', 'MyLayer'))],
    [
      'a layer named as what every object has',
      'unknown-layer',
      () => withConfig((c) => set(layer(c, 1), 'class_name', 'constructor')),
    ],
    ['a Lambda', 'refused-layer', () => withConfig((c) => set(layer(c, 1), 'class_name', 'Lambda'))],
    ['a subclassed model', 'unknown-layer', () => withConfig((c) => set(c, 'class_name', 'MyModel'))],
    [
      'an unknown activation',
      'unsupported-setting',
      () => withConfig((c) => set(layer(c, 1)['config']!, 'activation', 'mine')),
    ],
    [
      'a setting of the wrong kind',
      'broken-config',
      () => withConfig((c) => set(layer(c, 1)['config']!, 'units', 'six')),
    ],
    [
      'weights of another shape',
      'wrong-shape',
      () => withConfig((c) => set(layer(c, 1)['config']!, 'units', 9)),
    ],
    [
      'one layer more than weights',
      'missing-weight',
      () => withConfig((c) => c['config']!['layers']!.push(layer(c, 4))),
    ],
    ['no layers', 'broken-config', () => withConfig((c) => set(c['config']!, 'layers', []))],
    [
      'an input of unknown size',
      'unknown-size',
      () => withConfig((c) => set(layer(c, 0)['config']!, 'batch_shape', [null, null])),
    ],
    [
      'a negative size',
      'broken-config',
      () => withConfig((c) => set(layer(c, 0)['config']!, 'batch_shape', [null, -4])),
    ],
    [
      'int4 weights of Keras',
      'unsupported-setting',
      () => withConfig((c) => set(layer(c, 1)['config']!, 'dtype', { config: { mode: 'int4' } })),
    ],
  ];

  it.each(cases)('%s: %s', async (_, code, bytes) => {
    const error = await refusal(bytes());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z"].*\.$/s);
    expect(error.message.length).toBeLessThan(400);
  });
});

describe('archives are bounded', () => {
  const megabyte = new Uint8Array(2 ** 20);

  it('refuses an archive that unpacks to more than the limit, before it inflates', () => {
    const bomb = zipSync({ a: megabyte, b: megabyte });
    expect(bomb.length).toBeLessThan(5000);
    expect(() => unzip(bomb, () => true, { entries: 10, bytes: 2 ** 20 })).toThrowError(
      expect.objectContaining({ code: 'archive-too-large' }),
    );
  });

  it('refuses more entries than the limit, wanted or not', () => {
    const many = zipSync(
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, new Uint8Array(1)])),
    );
    expect(() => unzip(many, () => false, { entries: 10, bytes: 100 })).toThrowError(
      expect.objectContaining({ code: 'archive-too-large' }),
    );
  });

  it('never inflates an entry beyond what it declares', () => {
    const bytes = zipSync({ a: megabyte });
    const view = new DataView(bytes.buffer);
    const directory = bytes.findIndex(
      (_, i) => i + 4 <= bytes.length && view.getUint32(i, true) === 0x02014b50,
    );
    view.setUint32(directory + 24, 10, true);
    expect(unzip(bytes, () => true, { entries: 1, bytes: 10 }).get('a')?.length).toBe(10);
  });

  it('refuses an entry that declares more than it inflates to', () => {
    const bytes = zipSync({ a: new Uint8Array(100) });
    const view = new DataView(bytes.buffer);
    const directory = bytes.findIndex(
      (_, i) => i + 4 <= bytes.length && view.getUint32(i, true) === 0x02014b50,
    );
    view.setUint32(directory + 24, 1000, true);
    expect(() => unzip(bytes, () => true)).toThrowError(expect.objectContaining({ code: 'broken-archive' }));
  });
});

describe('damaged files never crash the import', () => {
  it('cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(model.length - 1), async (length) => {
        const error = await refusal(model.slice(0, length));
        expect(error.code).toMatch(/^(not-a-model|broken-archive)$/);
      }),
      { numRuns: 60 },
    );
  });

  it('weights with bytes changed import, or are refused', async () => {
    const weights = files['model.weights.h5']!;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(weights.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const damaged = weights.slice();
          for (const [at, value] of changes) damaged[at] = value;
          const entries = new Map(Object.entries({ ...files, 'model.weights.h5': damaged }));
          await importKeras(entries).then(
            ({ graph }) => expect(graph.profile).toBe('f32'),
            (error: unknown) => expect(error).toBeInstanceOf(ImportError),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('still imports the sound file after all of that', async () => {
    expect((await importKeras(model)).graph.outputs.length).toBe(1);
  });
});
