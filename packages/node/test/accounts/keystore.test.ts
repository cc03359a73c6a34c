import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { privateKeyToAddress } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { decryptKey, parseKeystore } from '../../src/accounts/keystore-file.ts';
import { listAccounts, storeAccount } from '../../src/accounts/keystore-folder.ts';
import { readPasswords } from '../../src/accounts/read-passwords.ts';
import { unlockAccounts } from '../../src/accounts/unlock-accounts.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** The test vectors of the definition, https://ethereum.org/developers/docs/data-structures-and-encoding/web3-secret-storage */
const SECRET = '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d';
const PASSWORD = 'testpassword';
const cipher = 'aes-128-ctr';
const pbkdf2 = {
  crypto: {
    cipher,
    cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
    ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
    kdf: 'pbkdf2',
    kdfparams: {
      c: 262144,
      dklen: 32,
      prf: 'hmac-sha256',
      salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
    },
    mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
};
const scrypt = {
  crypto: {
    cipher,
    cipherparams: { iv: '83dbcc02d8ccb40e466191a123791e0e' },
    ciphertext: 'd172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c',
    kdf: 'scrypt',
    kdfparams: {
      dklen: 32,
      n: 262144,
      p: 8,
      r: 1,
      salt: 'ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19',
    },
    mac: '2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
};
/** Quick to decrypt: for what is not about the key's derivation. */
const quick = {
  ...pbkdf2,
  address: '008aeeda4d805471df9b2a5b0f38a0c3bcba786b',
};
const read = (value: unknown) => parseKeystore(JSON.stringify(value))!;

describe('keystore files', () => {
  it.each([
    ['pbkdf2', pbkdf2],
    ['scrypt', scrypt],
  ])("decrypts the definition's vector of %s", async (_, vector) => {
    expect(await decryptKey(read(vector), PASSWORD, 'vector')).toBe(SECRET);
  });

  it.each([
    ['another version', { ...quick, version: 1 }],
    ['no crypto', { version: 3 }],
    ['a ciphertext that is no hex', { ...quick, crypto: { ...quick.crypto, ciphertext: 'xyz' } }],
    ['an unknown kdf', { ...quick, crypto: { ...quick.crypto, kdf: 'md5' } }],
  ])('does not take %s for one', (_, value) => expect(read(value)).toBeUndefined());

  it.each([
    ['a wrong password', quick, 'wrong', 'the password is wrong'],
    [
      'a changed ciphertext',
      { ...quick, crypto: { ...quick.crypto, ciphertext: `00${quick.crypto.ciphertext.slice(2)}` } },
      PASSWORD,
      'the password is wrong, or the file is damaged',
    ],
    ['the address of another', { ...quick, address: '00'.repeat(20) }, PASSWORD, 'another address'],
    [
      'a kdf that takes all memory',
      { ...scrypt, crypto: { ...scrypt.crypto, kdfparams: { ...scrypt.crypto.kdfparams, n: 2 ** 30 } } },
      PASSWORD,
      'cannot be decrypted',
    ],
    ['an unknown cipher', { ...quick, crypto: { ...quick.crypto, cipher: 'rot13' } }, PASSWORD, 'cipher'],
  ])('refuses %s', async (_, file, password, words) => {
    const error = await decryptKey(read(file), password, 'key.json').catch((reason: Error) => reason);
    expect(error).toMatchObject({ name: 'AccountError', message: expect.stringContaining(words) });
    expect((error as Error).message).not.toContain(SECRET.slice(2, 20));
  });
});

describe('keystore folders', () => {
  it("writes files for the owner's eyes, which others can open, and finds them again", async () => {
    const folder = join(await temporaryFolder(), 'keystore');
    const { address, path } = await storeAccount(folder, SECRET, 'pass phrase');
    expect(address).toBe(privateKeyToAddress(SECRET).toLowerCase());
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const text = await readFile(path, 'utf8');
    expect(text).not.toContain(SECRET.slice(2));
    expect(JSON.parse(text).crypto.kdf).toBe('scrypt');
    expect((await Wallet.fromEncryptedJson(text, 'pass phrase')).privateKey).toBe(SECRET);

    await writeFile(join(folder, 'notes.txt'), 'not a key');
    expect((await listAccounts(folder)).map((account) => account.address)).toEqual([address]);
    await expect(storeAccount(folder, SECRET, 'again')).rejects.toThrow('is there already');
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('unlocks accounts with one password, or one for each', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'key.json'), JSON.stringify(quick));
    const address = `0x${quick.address}`;
    const unlock = (addresses: string[], passwords: string[]) => unlockAccounts(folder, addresses, passwords);
    expect(await unlock([address.toUpperCase().replace('0X', '0x')], [PASSWORD])).toEqual([
      { address, privateKey: SECRET },
    ]);
    await expect(unlock([address], ['a', 'b'])).rejects.toThrow('one for each');
    await expect(unlock([`0x${'11'.repeat(20)}`], ['a'])).rejects.toThrow('holds no account');
  });
});

describe('password files', () => {
  it.each([
    ['one\n', ['one']],
    ['one\ntwo words\n', ['one', 'two words']],
    ['one\r\ntwo\r\n', ['one', 'two']],
  ])('%j holds %j', async (text, passwords) => {
    const path = join(await temporaryFolder(), 'password');
    await writeFile(path, text, { mode: 0o600 });
    expect(await readPasswords(path)).toEqual(passwords);
  });

  it('refuses what others can read, what is not there and what is empty', async () => {
    const path = join(await temporaryFolder(), 'password');
    await expect(readPasswords(path)).rejects.toThrow('there is no file');
    await writeFile(path, '\n', { mode: 0o600 });
    await expect(readPasswords(path)).rejects.toThrow('empty password');
    await chmod(path, 0o644);
    await expect(readPasswords(path)).rejects.toThrow('chmod 600');
  });
});
