import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Hex, recoverMessageAddress } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { expect, it } from 'vitest';
import { call } from '../support/clients.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { evmMl, startNodeProcess } from './evm-ml.ts';

/** A key of nobody. */
const KEY: Hex = '0x00000000000000000000000000000000000000000000000000c0ffee15badbad';
const PASSWORD = 'a good password';

async function folderWithKey() {
  const folder = await temporaryFolder();
  const [keyFile, passwordFile] = [join(folder, 'key'), join(folder, 'password')];
  await writeFile(keyFile, `${KEY.slice(2)}\n`, { mode: 0o600 });
  await writeFile(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  return { keyFile, passwordFile, keystore: join(folder, 'keystore'), folder };
}

it('accounts are made, imported and listed', async () => {
  const { keyFile, passwordFile, keystore } = await folderWithKey();
  const flags = ['--keystore', keystore, '--password-file', passwordFile];
  expect((await evmMl(['account', 'list', '--keystore', keystore])).stderr).toContain('holds no accounts');
  const made = await evmMl(['account', 'new', ...flags]);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^0x[0-9a-f]{40}\n$/) });
  const imported = await evmMl(['account', 'import', keyFile, ...flags]);
  expect(imported).toMatchObject({ code: 0, stdout: `${privateKeyToAddress(KEY).toLowerCase()}\n` });
  expect(imported.stderr).not.toContain(KEY.slice(2));
  expect(await evmMl(['account', 'import', keyFile, ...flags])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is there already'),
  });
  const { stdout } = await evmMl(['account', 'list', '--keystore', keystore]);
  expect(stdout).toContain(made.stdout.trim());
  expect(stdout).toContain(imported.stdout.trim());
});

it('a node signs for unlocked accounts, and no key or password is ever in what it says', async () => {
  const { keyFile, passwordFile, keystore, folder } = await folderWithKey();
  await evmMl(['account', 'import', keyFile, '--keystore', keystore, '--password-file', passwordFile]);
  const address = privateKeyToAddress(KEY).toLowerCase() as Hex;
  const genesis = join(folder, 'genesis.json');
  const alloc = { [address]: { balance: '0xde0b6b3a7640000' } };
  await writeFile(genesis, JSON.stringify({ config: { chainId: 7 }, alloc }));
  const args = ['--genesis', genesis, '--unlock', address, '--keystore', keystore];
  const node = await startNodeProcess([
    '--memory',
    ...args,
    '--password-file',
    passwordFile,
    '--log-level',
    'trace',
    '--debug',
  ]);
  expect((await call(node.url, 'eth_accounts')).result).toEqual([address]);
  const sent = await call(node.url, 'eth_sendTransaction', {
    from: address,
    to: `0x${'22'.repeat(20)}`,
    value: '0x1',
  });
  expect(sent.result).toMatch(/^0x[0-9a-f]{64}$/);
  const signature = (await call(node.url, 'eth_sign', address, '0x1234')).result as Hex;
  expect((await recoverMessageAddress({ message: { raw: '0x1234' }, signature })).toLowerCase()).toBe(
    address,
  );
  // Others' accounts stay closed, and so do the development methods.
  const stranger = { from: `0x${'33'.repeat(20)}`, to: address };
  expect((await call(node.url, 'eth_sendTransaction', stranger)).error?.message).toContain('no key for it');
  expect((await call(node.url, 'evm_mine')).error?.code).toBe(-32601);
  await call(node.url, 'eth_sendTransaction', { from: address, gas: KEY });
  await call(node.url, KEY);

  const { code, stdout, stderr } = await node.stop('SIGTERM');
  expect(code).toBe(0);
  expect(stdout).toContain(`unlocked   ${address}`);
  const lines = stderr.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(
    expect.arrayContaining(['up', 'block', 'request', 'stopping']),
  );
  const { crypto } = JSON.parse(
    await readFile(
      (await evmMl(['account', 'list', '--keystore', keystore])).stdout.trim().split('  ')[1]!,
      'utf8',
    ),
  );
  for (const secret of [KEY.slice(2), 'c0ffee15badbad', PASSWORD, crypto.ciphertext]) {
    expect((stdout + stderr).toLowerCase()).not.toContain(secret);
  }
});
