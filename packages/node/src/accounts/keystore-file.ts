import { privFromLegacyKeystore, privToLegacyKeystore } from 'micro-eth-signer/keystore.js';
import { bytesToHex, type Hex } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { z } from 'zod';
import { AccountError } from './account-error.ts';

const hex = z.string().regex(/^[0-9a-f]*$/i);
const kdfparams = z.union([
  z.object({ dklen: z.number(), n: z.number(), p: z.number(), r: z.number(), salt: hex }),
  z.object({ c: z.number(), dklen: z.number(), prf: z.string(), salt: hex }),
]);

/** Web3 Secret Storage, version 3. geth writes the address, others need not. */
const keystoreFile = z.object({
  version: z.literal(3),
  id: z.string().default(''),
  address: z
    .string()
    .regex(/^(0x)?[0-9a-f]{40}$/i)
    .optional(),
  crypto: z.object({
    cipher: z.string(),
    cipherparams: z.object({ iv: hex }),
    ciphertext: hex,
    kdf: z.enum(['scrypt', 'pbkdf2']),
    kdfparams,
    mac: hex,
  }),
});

export type KeystoreFile = z.output<typeof keystoreFile>;

/** Reads the text of a keystore file; undefined when it is something else. */
export function parseKeystore(text: string): KeystoreFile | undefined {
  try {
    return keystoreFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Address that a keystore file states; undefined when it does not. */
export function statedAddress({ address }: KeystoreFile): Hex | undefined {
  return address === undefined ? undefined : `0x${address.replace(/^0x/, '').toLowerCase()}`;
}

/**
 * Encrypts a private key with scrypt (n = 2^18, r = 8, p = 1) and AES-128-CTR: about a second of work, which is the
 * point of it.
 */
export async function encryptKey(privateKey: Hex, password: string): Promise<string> {
  return `${JSON.stringify(await privToLegacyKeystore(privateKey, password))}\n`;
}

/** The private key of a keystore file. `name` is for messages. @throws AccountError */
export async function decryptKey(file: KeystoreFile, password: string, name: string): Promise<Hex> {
  const { address: _, ...crypto } = file;
  const key = await privFromLegacyKeystore(crypto, password).then(bytesToHex, (cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : '';
    throw new AccountError(
      /passphrase/.test(reason)
        ? `${name}: the password is wrong, or the file is damaged.`
        : `${name}: cannot be decrypted (${reason}).`,
    );
  });
  const stated = statedAddress(file);
  if (stated !== undefined && privateKeyToAddress(key).toLowerCase() !== stated) {
    throw new AccountError(`${name}: holds the key of another address than it states.`);
  }
  return key;
}
