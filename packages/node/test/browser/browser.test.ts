import { loadModel } from '@evm-ml/quantized-runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { deployWine, wineArtefact, wineTable } from '../support/wine.ts';
import { bundlePage, openPage } from './bundle.ts';
import type * as runtime from './pages/runtime.ts';
import type * as schemas from './pages/schemas.ts';
import type * as types from './pages/types.ts';
import type * as viem from './pages/viem.ts';

const name = 'acme.cellar.grader';
const [lot] = wineTable('test.csv') as [number[]];

/** How the binary of the kernels begins, in base64: magic and version. */
const wasm = 'AGFzbQEAAA';

/** What browsers have and a page of viem uses; a page of the runtime needs two of them. */
const decoding = { atob, TextDecoder, TextEncoder };
const network = { fetch, Headers, Request, Response, URL };
const web = {
  ...decoding,
  ...network,
  ...{ AbortController, TextEncoder, btoa, clearTimeout, crypto, setTimeout },
};

let node: RunningNode;
let bundles: Readonly<
  Record<'runtime' | 'schemas' | 'types' | 'viem', Awaited<ReturnType<typeof bundlePage>>>
>;
beforeAll(async () => {
  bundles = {
    runtime: await bundlePage('runtime'),
    schemas: await bundlePage('schemas'),
    types: await bundlePage('types'),
    viem: await bundlePage('viem'),
  };
  node = await startNode({ port: 0 });
  await deployWine(node.url, name);
});
afterAll(() => node.close());

describe('what a page loads', () => {
  test.each(['runtime', 'schemas', 'types', 'viem'] as const)('%s: nothing of Node', (page) => {
    const { code } = bundles[page];
    expect(code).not.toMatch(/\bBuffer\b/);
    // Vite puts the second in the place of a module of Node.
    expect(code).not.toMatch(/["'`]node:|browser-external|\brequire\(/);
    expect(code).not.toMatch(/\bprocess\.(env|versions?|platform|nextTick)\b/);
  });

  test('viem: no kernels, no EVM, of the runtime nothing but ids and numbers', () => {
    const { code, modules } = bundles.viem;
    expect(code).not.toContain(wasm);
    expect(code).not.toContain('WebAssembly');
    const ours = modules.filter((path) => !path.includes('node_modules'));
    // How long a stored model's head is, ids of stored bytes, and numbers in units of 1e-18.
    expect(ours.filter((path) => /quantized-runtime/.test(path))).toEqual([
      expect.stringMatching(/quantized-runtime\/src\/format\/head-bytes\.ts$/),
      expect.stringMatching(/quantized-runtime\/src\/format\/model-id\.ts$/),
      expect.stringMatching(/quantized-runtime\/src\/numerics\/rational\.ts$/),
    ]);
    expect(ours.filter((path) => /\/packages\/rpc\//.test(path))).toEqual([]);
    expect(modules.filter((path) => /@ethereumjs|\/zod\//.test(path))).toEqual([]);
  });

  test('runtime: the kernels, and nothing of the workshop', () => {
    const { code, modules } = bundles.runtime;
    expect(code).toContain(wasm);
    expect(modules.filter((path) => /\/workshop\/|tfjs|h5wasm/.test(path))).toEqual([]);
  });

  test('types of @evm-ml/rpc weigh nothing', () => {
    expect(bundles.types.modules).toEqual([expect.stringMatching(/pages\/types\.ts$/)]);
  });

  // With some room. Measured: 61; 88, of which viem itself is 87; 34, of which zod is 26 kB.
  test.each([
    ['runtime', 77_000],
    ['viem', 100_000],
    ['schemas', 40_000],
  ] as const)('%s: at most %i bytes, compressed', (page, bound) => {
    expect(bundles[page].gzipped).toBeLessThan(bound);
  });
});

describe('a page runs where there is nothing of Node and no eval', () => {
  test('such a place is what this test says', () => {
    const code =
      'const page = [typeof Buffer, typeof process, typeof require, typeof setImmediate, typeof global];';
    expect(openPage({ code }, web)).toEqual(new Array(5).fill('undefined'));
    expect(() => openPage({ code: 'const page = eval("1")' }, web)).toThrow('Code generation from strings');
  });

  test('the runtime loads the wine model and gives the bits of this process, by both sets of kernels', async () => {
    const { model: artefact } = await wineArtefact();
    const model = loadModel(artefact);
    const here = model.decodeFixed(model.run(model.encodeReal(lot), 1));
    const page = openPage<typeof runtime>(bundles.runtime, decoding);
    const there = page.answer(Array.from(artefact), lot);
    expect(Array.from(there.fast!)).toEqual(here);
    expect(Array.from(there.reference!)).toEqual(here);
  });

  test('a page asks a node by viem, and its errors are decoded', async () => {
    const page = openPage<typeof viem>(bundles.viem, web);
    const { models, real, decimals, error } = await page.answer(node.url, name, lot);
    expect(Array.from(models)).toEqual([name]);
    expect(Array.from(decimals, Number)).toEqual(Array.from(real));
    expect(real.reduce((sum, value) => sum + value)).toBeCloseTo(1, 2);
    expect(error).toBe('WrongInputLength');
  });

  test('a page asks a node by types alone, and checks answers by schemas', async () => {
    const { ask } = openPage<typeof types>(bundles.types, network);
    expect(await ask(node.url, 'predict_class', name, lot)).toMatch(/^0x[0-2]$/);
    const checking = openPage<typeof schemas>(bundles.schemas, { ...network, URL });
    expect(await checking.ask(node.url, 'eth_getBlockByNumber', '0x1', true)).toBe(true);
    expect(await checking.ask(node.url, 'predict_describe', name)).toBe(true);
    // An answer that is none: an error has no result.
    expect(await checking.ask(node.url, 'predict_describe', 'acme.nothing')).toBe(false);
  });
});
