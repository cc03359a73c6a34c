import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  type AccessConfig,
  AccessDenied,
  accessConfig,
  allows,
  createAuthorize,
  createRateLimit,
} from '../../src/access/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'evm-ml-access-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const secret = 'ab'.repeat(32);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const hs256 = { jwt: { algorithm: 'HS256', secretFile: file('secret', `0x${secret}\n`) } };
const rs256 = { jwt: { algorithm: 'RS256', publicKeyFile: file('key.pem', pem) } };

const token = (
  claims: Record<string, unknown>,
  { alg = 'HS256', key = Buffer.from(secret, 'hex') as SigningKey, expires = '1h' } = {},
) => new SignJWT(claims).setProtectedHeader({ alg }).setExpirationTime(expires).sign(key);
type SigningKey = Parameters<SignJWT['sign']>[0];
const endless = (claims: Record<string, unknown>) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret, 'hex'));

const authorizer = (config: unknown) => createAuthorize(accessConfig.parse(config));
const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

describe('rights for each method', () => {
  it.each([
    [['*'], 'debug_traceCall', true],
    [['eth_*'], 'eth_call', true],
    [['eth_*'], 'ethx_call', false],
    [['eth_*', 'net_version'], 'net_version', true],
    [['net_version'], 'net_versions', false],
    [['web3_*'], 'web3_sha3', true],
    [[], 'eth_call', false],
  ])('%j on %s: %s', (methods, method, expected) => {
    expect(accessConfig.parse({ anonymous: { methods } }).anonymous?.methods).toEqual(methods);
    expect(allows({ name: 'x', methods, requestsPerSecond: 0 }, method)).toBe(expected);
  });
});

describe('credentials', () => {
  it('are required unless anonymous callers have rights', async () => {
    await expect((await authorizer({}))({})).rejects.toThrow(/credentials are missing/);
    const open = await authorizer({ anonymous: { methods: ['eth_*'] } });
    expect(await open({})).toEqual({
      name: 'anonymous at unknown',
      methods: ['eth_*'],
      requestsPerSecond: 0,
    });
    expect((await open({}, '10.0.0.7')).name).toBe('anonymous at 10.0.0.7');
  });

  it('as API key: only its digest is configured', async () => {
    const sha256 = createHash('sha256').update('a long key').digest('hex');
    const authorize = await authorizer({
      apiKeys: [{ name: 'ops', sha256, methods: ['*'], requestsPerSecond: 5 }],
    });
    expect(await authorize({ 'x-api-key': 'a long key' })).toEqual({
      name: 'ops',
      methods: ['*'],
      requestsPerSecond: 5,
    });
    await expect(authorize({ 'x-api-key': 'another' })).rejects.toThrow(AccessDenied);
    await expect(authorize(bearer('x'))).rejects.toThrow(/takes no tokens/);
  });

  it('as token, HS256 and RS256', async () => {
    const claims = { sub: 'acme', methods: ['eth_*', 'predict_*'] };
    const expected = {
      name: 'acme',
      methods: claims.methods,
      requestsPerSecond: 0,
      expires: expect.any(Number),
    };
    expect(await (await authorizer(hs256))(bearer(await token(claims)))).toEqual(expected);
    const signed = await token(claims, { alg: 'RS256', key: rsa.privateKey });
    expect(await (await authorizer(rs256))(bearer(signed))).toEqual(expected);
  });

  it.each([
    ['an expired token', hs256, () => token({ sub: 'a', methods: ['*'] }, { expires: '-1m' })],
    ['a token for later', hs256, () => token({ sub: 'a', methods: ['*'], nbf: Date.now() / 1000 + 60 })],
    ['a token without an end', hs256, () => endless({ sub: 'a', methods: ['*'] })],
    ['HS512 where HS256 is configured', hs256, () => token({ sub: 'a', methods: ['*'] }, { alg: 'HS512' })],
    ['a method that is no pattern', hs256, () => token({ sub: 'a', methods: ['eth'] })],
    ['another secret', hs256, () => token({ sub: 'a', methods: ['*'] }, { key: Buffer.alloc(32, 1) })],
    [
      'another RSA key',
      rs256,
      () => token({ sub: 'a', methods: ['*'] }, { alg: 'RS256', key: stranger.privateKey }),
    ],
    [
      // The classic confusion: the public key, known to all, used as the secret of a weaker algorithm.
      'HS256 signed with the RSA public key',
      rs256,
      () => token({ sub: 'a', methods: ['*'] }, { key: Buffer.from(pem) }),
    ],
    ['a token without methods', hs256, () => token({ sub: 'a' })],
    ['a token without subject', hs256, () => token({ methods: ['*'] })],
    ['words that are no token', hs256, async () => 'hello'],
  ])('refuse %s', async (_title, config, make) => {
    await expect((await authorizer(config))(bearer(await make()))).rejects.toThrow(AccessDenied);
  });

  it('of an issuer whose clock differs by less than five seconds are taken', async () => {
    const claims = { sub: 'a', methods: ['*'], nbf: Math.floor(Date.now() / 1000) + 3 };
    expect(await (await authorizer(hs256))(bearer(await token(claims)))).toMatchObject({ name: 'a' });
    const over = await token({ sub: 'a', methods: ['*'] }, { expires: '-3s' });
    expect(await (await authorizer(hs256))(bearer(over))).toMatchObject({ name: 'a' });
  });

  it('refuse the unsigned algorithm', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${part({ alg: 'none' })}.${part({ sub: 'a', methods: ['*'], exp: 4e9 })}.`;
    await expect((await authorizer(hs256))(bearer(unsigned))).rejects.toThrow(AccessDenied);
  });

  it('need a key that is a key', async () => {
    const short: AccessConfig['jwt'] = { algorithm: 'HS256', secretFile: file('short', 'abcd') };
    await expect(authorizer({ jwt: short })).rejects.toThrow(/64 or more hex digits/);
    const notPem: AccessConfig['jwt'] = { algorithm: 'RS256', publicKeyFile: file('not.pem', 'hello') };
    await expect(authorizer({ jwt: notPem })).rejects.toThrow(/RSA public key/);
  });
});

describe('rates', () => {
  it('count each caller apart and tell how long to wait', async () => {
    const count = createRateLimit();
    const grant = (name: string) => ({ name, methods: ['*'], requestsPerSecond: 3 });
    expect(await count(grant('a'), 3)).toBe(0);
    expect(await count(grant('a'), 1)).toBeGreaterThan(0);
    expect(await count(grant('b'), 3)).toBe(0);
    expect(await count({ ...grant('a'), requestsPerSecond: 0 }, 1_000_000)).toBe(0);
  });
});
