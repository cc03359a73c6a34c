import { describe, expect, test } from 'vitest';
import { resolveNodeConfig } from '../../src/config/resolve-config.ts';

describe('the page', () => {
  const set = (value: string) =>
    resolveNodeConfig({ flags: { explorer: value }, environment: {}, file: {} }).explorer;

  test('on, off, a list', () => {
    expect(resolveNodeConfig({ flags: {}, environment: {}, file: {} }).explorer).toBe(true);
    expect(
      resolveNodeConfig({ flags: {}, environment: { EVM_ML_EXPLORER: 'false' }, file: {} }).explorer,
    ).toBe(false);
    expect(set('http://10.0.0.2:8545,ws://[::1]:8545')).toEqual(['http://10.0.0.2:8545', 'ws://[::1]:8545']);
  });

  test.each(["http://a; script-src 'unsafe-inline'", '*', 'https:', "'self'", 'http://a/b', 'http://a b'])(
    'nothing that would be another rule of the policy: %s',
    (value) => {
      expect(() => set(value)).toThrow('--explorer');
    },
  );

  test('its compilers are files that say which version they are', () => {
    const compilers = (value: string) =>
      resolveNodeConfig({ flags: { compilers: value }, environment: {}, file: {} }).compilers;
    const file = 'a/soljson-v0.8.28+commit.7893614a.js';
    expect(compilers(`${file},${file}`)).toEqual([file, file]);
    for (const wrong of ['solc', 'soljson-v0.8.js', `${file}.gz`, 'xsoljson-v0.8.28+commit.7893614a.js'])
      expect(() => compilers(wrong)).toThrow('--compilers');
  });
});
