import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { importSPKI, jwtVerify } from 'jose';
import { type AccessConfig, tokenClaims } from './access-config.ts';
import type { Grant } from './grant.ts';

/** Headers of an HTTP request, or of a WebSocket's first one; names in lower case. */
export interface Credentials {
  readonly authorization?: string | undefined;
  readonly 'x-api-key'?: string | string[] | undefined;
}

/** Seconds that the issuer's clock may differ from this one's. */
const clockTolerance = 5;

/** Whose credentials are missing, wrong or over. The message goes to the caller and never repeats a credential. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
}

/**
 * Finds what the bearer of these credentials may do. Callers without any are told apart by their network address.
 * @throws AccessDenied
 */
export type Authorize = (credentials: Credentials, address?: string) => Promise<Grant>;

/** Reads the keys that `config` names. @throws Error when a key file cannot be read or holds no key. */
export async function createAuthorize(config: AccessConfig): Promise<Authorize> {
  const grantOfToken = config.jwt && (await createTokenCheck(config.jwt));
  return async ({ authorization, 'x-api-key': apiKey }, address = 'unknown') => {
    if (typeof apiKey === 'string') return grantOfKey(config.apiKeys, apiKey);
    if (authorization !== undefined) {
      const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
      if (!token) throw new AccessDenied('the Authorization header holds no Bearer token');
      if (!grantOfToken) throw new AccessDenied('this node takes no tokens: send an X-API-Key header');
      return grantOfToken(token);
    }
    if (config.anonymous) return { name: `anonymous at ${address}`, ...config.anonymous };
    throw new AccessDenied('credentials are missing: send an Authorization: Bearer or X-API-Key header');
  };
}

/** Compares with every key, in a time that tells nothing about them. */
function grantOfKey(keys: AccessConfig['apiKeys'], given: string): Grant {
  const digest = createHash('sha256').update(given).digest();
  const found = keys.filter(({ sha256 }) => timingSafeEqual(Buffer.from(sha256, 'hex'), digest));
  const [key] = found;
  if (!key) throw new AccessDenied('the API key is not known to this node');
  return { name: key.name, methods: key.methods, requestsPerSecond: key.requestsPerSecond };
}

async function createTokenCheck(
  config: NonNullable<AccessConfig['jwt']>,
): Promise<(token: string) => Promise<Grant>> {
  const { algorithm } = config;
  const key =
    algorithm === 'HS256' ? await readSecret(config.secretFile) : await readPublicKey(config.publicKeyFile);
  return async (token) => {
    // Only the configured algorithm: a token cannot choose a weaker one, nor "none".
    const verified = await jwtVerify(token, key, { algorithms: [algorithm], clockTolerance }).catch(
      (error: unknown) => {
        throw new AccessDenied(
          `the token is not valid: ${error instanceof Error ? error.message : String(error)}`,
        );
      },
    );
    const claims = tokenClaims.safeParse(verified.payload);
    if (!claims.success) throw new AccessDenied('the token must hold "sub", "exp" and "methods"');
    const { sub, methods, requestsPerSecond, exp } = claims.data;
    return { name: sub, methods, requestsPerSecond, expires: exp + clockTolerance };
  };
}

async function readSecret(path: string): Promise<Uint8Array> {
  const text = (await readFile(path, 'utf8')).trim().replace(/^0x/, '');
  if (!/^([0-9a-fA-F]{2}){32,}$/.test(text)) {
    throw new Error(
      `${path}: expected a secret of 64 or more hex digits; make one with "openssl rand -hex 32"`,
    );
  }
  return Buffer.from(text, 'hex');
}

async function readPublicKey(path: string) {
  const pem = await readFile(path, 'utf8');
  return importSPKI(pem, 'RS256').catch((cause: unknown) => {
    throw new Error(`${path}: expected an RSA public key in PEM (-----BEGIN PUBLIC KEY-----)`, { cause });
  });
}
