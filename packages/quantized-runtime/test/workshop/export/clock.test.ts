import { afterEach, expect, it, vi } from 'vitest';
import { exportKeras, importKeras } from '../../../src/workshop/index.ts';
import { loadFamily } from '../import/fixtures.ts';

afterEach(() => vi.useRealTimers());

it('an export is the same bytes whatever the time', async () => {
  const network = await importKeras(loadFamily('normalization').find(({ name }) => name === 'mlp')!.bytes);
  vi.useFakeTimers({ toFake: ['Date'] });
  const exports: Uint8Array[] = [];
  for (const year of [2001, 2026]) {
    vi.setSystemTime(new Date(year, 5, 15));
    exports.push(await exportKeras(network));
    expect(new Date().getFullYear()).toBe(year);
  }
  expect(Buffer.compare(exports[0]!, exports[1]!)).toBe(0);
});
