import { createHash, generateKeyPairSync } from 'node:crypto';

/** A key of the engine, in the form in which its files hold it. */
export interface EngineKey {
  /** 32 bytes. */
  readonly publicKey: Buffer;
  /** 64 bytes: the seed, then the public key. */
  readonly privateKey: Buffer;
}

/** A new key of Ed25519. */
export function createEngineKey(): EngineKey {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const [seed, publicKey] = [Buffer.from(d!, 'base64url'), Buffer.from(x!, 'base64url')];
  return { publicKey, privateKey: Buffer.concat([seed, publicKey]) };
}

/** The first 20 bytes of the SHA-256 of the public key. */
const addressOf = (publicKey: Buffer): string =>
  createHash('sha256').update(publicKey).digest('hex').slice(0, 40);

const publicJson = (publicKey: Buffer) => ({
  type: 'tendermint/PubKeyEd25519',
  value: publicKey.toString('base64'),
});

const privateJson = ({ privateKey }: EngineKey) => ({
  type: 'tendermint/PrivKeyEd25519',
  value: privateKey.toString('base64'),
});

/** What `priv_validator_key.json` holds. */
export const validatorKeyFile = (key: EngineKey) => ({
  address: validatorAddress(key.publicKey),
  pub_key: publicJson(key.publicKey),
  priv_key: privateJson(key),
});

/** What `node_key.json` holds. */
export const nodeKeyFile = (key: EngineKey) => ({ priv_key: privateJson(key) });

/** What `priv_validator_state.json` holds of a validator that has signed nothing. */
export const newValidatorState = { height: '0', round: 0, step: 0 };

/** A validator in a genesis of the engine; all have one vote. */
export const genesisValidator = (publicKey: Buffer, name: string) => ({
  address: validatorAddress(publicKey),
  pub_key: publicJson(publicKey),
  power: '1',
  name,
});

/** By which others know a node: in `persistent_peers`. 40 small hexadecimal digits. */
export const nodeId = ({ publicKey }: EngineKey): string => addressOf(publicKey);

/** By which blocks and votes name a validator. 40 large hexadecimal digits. */
export const validatorAddress = (publicKey: Buffer): string => addressOf(publicKey).toUpperCase();
