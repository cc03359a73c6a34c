import { describe, expect, it } from 'vitest';
import { environmentName, nodeConfigSchema, resolveNodeConfig } from '../../src/config/node-config.ts';

const resolve = (sources: Partial<Parameters<typeof resolveNodeConfig>[0]>) =>
  resolveNodeConfig({ flags: {}, environment: {}, file: undefined, ...sources });

describe('resolveNodeConfig', () => {
  it('has a default for everything', () => {
    expect(resolve({})).toEqual(nodeConfigSchema.parse({}));
    expect(resolve({})).toMatchObject({ host: '127.0.0.1', port: 8545, dataDir: 'data', database: 'lmdb' });
  });

  it('lets flags beat the environment, and that the file', () => {
    const sources = {
      file: { port: 1, host: '::1', dataDir: 'file' },
      environment: { EVM_ML_PORT: '2', EVM_ML_DATA_DIR: 'environment', EVM_ML_KEY: 'unrelated' },
      flags: { port: 3, host: undefined },
    };
    expect(resolve(sources)).toMatchObject({ port: 3, host: '::1', dataDir: 'environment' });
  });

  it('reads numbers and truth from the environment', () => {
    const environment = { EVM_ML_BLOCK_TIME: '500', EVM_ML_MEMORY: 'true', EVM_ML_DEV: 'false' };
    expect(resolve({ environment })).toMatchObject({ blockTime: 500, memory: true, dev: false });
    expect(environmentName('logLevel')).toBe('EVM_ML_LOG_LEVEL');
  });

  it('can print what it resolved and read it back', () => {
    const config = resolve({
      file: { limits: { maxBatch: 10 }, access: { anonymous: { methods: ['eth_*'] } } },
    });
    expect(resolve({ file: JSON.parse(JSON.stringify(config)) })).toEqual(config);
  });

  it.each([
    [{ file: { prot: 1 } }, '"prot" of the config file'],
    [{ file: [] }, 'must hold a JSON object'],
    [{ file: { limits: { maxBatch: 0 } } }, '"limits.maxBatch" of the config file'],
    [{ file: { limits: { maxBtach: 1 } } }, '"limits.maxBtach"'],
    [{ file: { port: 1 }, flags: { port: 65_536 } }, '"port" of the flags'],
    [{ environment: { EVM_ML_PORT: 'http' } }, '"port" of the environment'],
    [{ flags: { coinbase: '0x12' } }, 'expected an address'],
    [{ flags: { database: 'sqlite' } }, '"database" of the flags'],
  ])('refuses %j', (sources, words) => {
    expect(() => resolve(sources)).toThrow(words);
  });
});
