import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  MODEL_REGISTRY_ADDRESS,
  MODEL_STORE_ADDRESS,
  PREDICT_ADDRESS,
  predictGenesis,
} from '../src/index.ts';

const P1 = {
  PREDICT: '0x0000000000000000000000000000000000004D4C',
  ModelStore: '0x4D4C000000000000000000000000000000000001',
  ModelRegistry: '0x4D4C000000000000000000000000000000000002',
} as const;

const contract = (path: string) => readFileSync(new URL(`../contracts/${path}`, import.meta.url), 'utf8');

describe('P1: addresses', () => {
  it('of this package and of genesis', () => {
    const lower = (address: string) => address.toLowerCase();
    expect([PREDICT_ADDRESS, MODEL_STORE_ADDRESS, MODEL_REGISTRY_ADDRESS].map(lower)).toEqual(
      Object.values(P1).map(lower),
    );
    expect(predictGenesis().map(({ name, address }) => [name, lower(address)])).toEqual(
      Object.entries(P1).map(([name, address]) => [name, lower(address)]),
    );
  });

  it('of the Solidity library and of the registry, which names the store', () => {
    expect(contract('Predict.sol')).toContain(P1.PREDICT);
    expect(contract('ModelRegistry.sol')).toContain(`IModelStore(${P1.ModelStore})`);
  });
});
