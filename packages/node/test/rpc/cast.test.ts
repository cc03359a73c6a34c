import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { accounts } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { temporaryNode } from '../support/temporary.ts';

const launcher = fileURLToPath(new URL('../../node_modules/@foundry-rs/cast/bin.mjs', import.meta.url));
const run = promisify(execFile);

test('cast deploys, sends, calls, estimates and reads', async () => {
  const { url, chainId } = await temporaryNode();
  const key = accounts[0]!.privateKey;
  const cast = async (...args: string[]) => {
    const env = { ...process.env, ETH_RPC_URL: url };
    const { stdout, stderr } = await run(process.execPath, [launcher, ...args], { env });
    return stdout.trim() || stderr.trim();
  };
  const { bytecode } = compileCounter();
  const start = '5'.padStart(64, '0');
  const deployment = JSON.parse(
    await cast('send', '--private-key', key, '--json', '--create', `${bytecode}${start}`),
  );
  const address: string = deployment.contractAddress;
  expect(deployment.status).toBe('0x1');
  const sent = JSON.parse(await cast('send', '--private-key', key, '--json', address, 'add(uint256)', '7'));
  expect(sent).toMatchObject({ status: '0x1', blockNumber: '0x2' });
  expect(await cast('call', address, 'total()(uint256)')).toBe('12');
  expect(await cast('chain-id')).toBe(String(chainId));
  expect(await cast('nonce', accounts[0]!.address)).toBe('2');
  expect(Number(await cast('estimate', address, 'add(uint256)', '7'))).toBeGreaterThan(21_000);
  expect(JSON.parse(await cast('receipt', '--json', sent.transactionHash)).logs).toHaveLength(1);
  expect(JSON.parse(await cast('logs', '--json', '--from-block', '0', '--address', address))).toHaveLength(1);
  expect(await cast('balance', accounts[5]!.address)).toBe('10000000000000000000000');
  expect(await cast('call', address, 'add(uint256)', '13')).toContain('unlucky');
}, 120_000);
