import { describe, expect, it } from 'vitest';
import { nodeCommand } from '../../src/cli/commands/node.ts';
import { nodeConfigSchema } from '../../src/config/node-config.ts';
import { resolveNodeConfig } from '../../src/config/resolve-config.ts';
import { environmentName, listSettings } from '../../src/config/settings.ts';
import { settingsPage } from '../../src/config/settings-page.ts';

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
    [
      { file: { port: 1 }, flags: { port: 65_536 } },
      '--port is not valid: expected a whole number from 0 to 65535',
    ],
    [{ flags: { blockTime: '-5' } }, '--block-time is not valid: expected a whole number from 0 to 86400000'],
    [
      { environment: { EVM_ML_BLOCK_TIME: '-5' } },
      'EVM_ML_BLOCK_TIME is not valid: expected a whole number from 0',
    ],
    [{ environment: { EVM_ML_PORT: 'http' } }, 'EVM_ML_PORT is not valid'],
    [{ flags: { coinbase: '0x12' } }, 'expected an address'],
    [{ flags: { database: 'sqlite' } }, '--database is not valid'],
    [{ environment: { EVM_ML_PROT: '1' } }, 'EVM_ML_PROT sets nothing'],
    [{ flags: { unlock: '0x12,0x34' } }, '--unlock is not valid: expected an address'],
    [{ flags: { state: 'some' } }, '--state is not valid'],
  ])('refuses %j', (sources, words) => {
    expect(() => resolve(sources)).toThrow(words);
  });
});

describe('settings', () => {
  it('takes text for what it is where a field wants text', () => {
    const flags = { dataDir: '2024', port: '0', unlock: `0x${'11'.repeat(20)},0x${'22'.repeat(20)}` };
    expect(resolve({ flags })).toMatchObject({
      dataDir: '2024',
      port: 0,
      unlock: [`0x${'11'.repeat(20)}`, `0x${'22'.repeat(20)}`],
    });
    expect(
      resolve({ flags: { hosts: 'true', corsOrigins: 'https://a.example,https://b.example' } }),
    ).toMatchObject({
      hosts: true,
      corsOrigins: ['https://a.example', 'https://b.example'],
    });
    expect(resolve({ environment: { EVM_ML_HOSTS: 'node' } }).hosts).toEqual(['node']);
    expect(resolve({ environment: { EVM_ML_STATE: '128' } }).state).toBe(128);
    expect(resolve({ environment: { EVM_ML_STATE: 'archive' } }).state).toBe('archive');
  });

  it('each says what it is for, and has a flag and a variable, or neither', () => {
    for (const { field, description, flag, environment, fallback, otherwise } of listSettings()) {
      expect(description.length, field).toBeGreaterThan(10);
      expect(flag === undefined, field).toBe(environment === undefined);
      expect(fallback !== undefined || otherwise !== undefined, `${field} says what holds without it`).toBe(
        true,
      );
    }
  });

  it('the command has a flag for each of them', () => {
    const flags = nodeCommand().options.map(({ long }) => long);
    for (const { flag } of listSettings()) if (flag !== undefined) expect(flags).toContain(flag);
  });

  it('are what docs/settings.md shows; rewrite the page with `npx vitest run node-config -u`', async () => {
    await expect(settingsPage()).toMatchFileSnapshot('../../../../docs/settings.md');
  });
});
