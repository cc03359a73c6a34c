import { permissionsAbi } from '@evm-ml/evm';
import { encodeFunctionData } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { changeUsage } from '../../src/cli/members/change-usage.ts';
import { describeChange, encodeChange } from '../../src/cli/members/changes.ts';
import { startNode } from '../../src/index.ts';
import { addressOf, keyOf, nodeOf, permissionedGenesis, threeMembers } from '../permissions/permissioned.ts';
import { accounts } from '../support/clients.ts';
import { evmMl } from './evm-ml.ts';

const plainNode = (number: number) => nodeOf(number).slice(2);
const examples: Readonly<Record<keyof typeof changeUsage, string>> = {
  'add-member': `add-member ${addressOf(5)}`,
  'remove-member': `remove-member ${addressOf(2)}`,
  'replace-member': `replace-member ${addressOf(2)} ${addressOf(5)}`,
  'set-threshold': 'set-threshold 3',
  'set-proposal-blocks': 'set-proposal-blocks 2000',
  'add-validator': `add-validator ${keyOf(3)} ${addressOf(3)} ${addressOf(2)} ${plainNode(3)}`,
  'remove-validator': `remove-validator ${keyOf(2)}`,
  'replace-validator': `replace-validator ${keyOf(2)} ${keyOf(4)} ${addressOf(4)} ${addressOf(1)} ${plainNode(2)}`,
  'add-node': `add-node ${plainNode(9)}`,
  'remove-node': `remove-node ${plainNode(9)}`,
  'set-rights': `set-rights ${addressOf(7)},${addressOf(8)} send,publish`,
  'set-rules': 'set-rules nodes,deploy',
};

test('every change is written as it is read', () => {
  for (const words of Object.values(examples))
    expect(describeChange(encodeChange(words)).toLowerCase()).toBe(words.toLowerCase());
  expect(encodeChange(`remove-validator ${Buffer.from(keyOf(2).slice(2), 'hex').toString('base64')}`)).toBe(
    encodeChange(examples['remove-validator']),
  );
  expect(describeChange(encodeChange('set-rules none'))).toBe('set-rules none');
  const other = encodeFunctionData({ abi: permissionsAbi, functionName: 'vote', args: [1n] });
  for (const data of ['0x', '0x12345678', other] as const) expect(describeChange(data)).toBe(data);
});

test.each([
  ['add-members 0x', '"add-members" is no change; there are add-member, '],
  ['', '"" is no change; there are '],
  ['toString x', '"toString" is no change'],
  ['add-member', '"add-member" should be "add-member ACCOUNT".'],
  ['add-member bob', '"bob" is not an account'],
  ['remove-validator 0x12', '"0x12" is not the public key of a validator'],
  ['add-node 12', '"12" is not the id of a node'],
  ['set-threshold -1', '"-1" is not a whole number'],
  [
    'set-rules send,fly',
    '"send,fly" is not some of nodes, send, deploy, publish, separated by commas, or none',
  ],
  [`set-rights ${addressOf(1)} nodes`, '"nodes" is not some of send, deploy, publish'],
])('"%s" is no change, and why is said', (words, sentence) => {
  expect(() => encodeChange(words)).toThrow(sentence);
});

const keyAt = (index: number) => accounts[index]!.privateKey;

test('D30: members propose, vote and do by the command line, and are told in a sentence what cannot be', async () => {
  const node = await startNode({ genesis: permissionedGenesis(), port: 0 });
  onTestFinished(() => node.close());
  const members = (...args: string[]) => evmMl(['members', ...args, '--rpc', node.url]);
  const as = (index: number, ...args: string[]) => members(...args, '--key', keyAt(index));

  expect((await members('proposals')).stdout).toBe('no proposal is open\n');
  expect(await as(0, 'propose', examples['add-member'], examples['set-rules'])).toMatchObject({
    code: 0,
    stdout: 'proposal 1 is open and has your vote; the others: "evm-ml members vote 1"\n',
  });
  const open = (await members('proposals')).stdout;
  expect(open).toContain('1 of 2 votes');
  expect(open.toLowerCase()).toContain(examples['add-member'].toLowerCase());
  expect(JSON.parse((await members('proposals', '--json')).stdout)).toMatchObject([
    {
      number: 1,
      changes: [expect.stringMatching(/^add-member/), 'set-rules nodes,deploy'],
      blocksLeft: 1_000,
    },
  ]);
  const refused = [
    [await as(0, 'vote', '1'), 'proposal 1 has your vote already.'],
    [await as(4, 'vote', '1'), 'is no member: sign with the key of one'],
    [await as(1, 'vote', '7'), 'proposal 7 is not open'],
    [await as(1, 'withdraw', '1'), "proposal 1 is somebody else's"],
    [await as(1, 'execute', '1'), 'proposal 1 has 1 of the 2 votes that it needs.'],
    [await as(1, 'vote', 'one'), '"one" is no number of a proposal'],
    [await as(0, 'propose', 'set-threshold 9', 'add-node 1'), '"1" is not the id of a node'],
  ] as const;
  for (const [{ code, stderr }, sentence] of refused) {
    expect(stderr).toContain(sentence);
    expect(code).toBe(1);
  }
  expect((await as(1, 'vote', '1')).stdout).toMatch(/^proposal 1 is done in block \d+\n$/);
  expect(JSON.parse((await members('list', '--json')).stdout)).toMatchObject({
    members: { length: 4 },
    threshold: 2,
    rules: 'nodes,deploy',
    validators: [{ key: keyOf(1) }, { key: keyOf(2) }],
  });
  const { stdout } = await members('list');
  expect(stdout).toContain('members    4, of which 2 decide');
  expect(stdout).toContain('rules      nodes,deploy');
  expect(stdout.toLowerCase()).toContain(`member  ${addressOf(5)}`);
  expect((await as(2, 'propose', 'set-threshold 1')).code).toBe(0);
  expect((await as(2, 'revoke', '2')).stdout).toBe('proposal 2 has your vote no more\n');
  expect((await as(2, 'withdraw', '2')).stdout).toBe('proposal 2 is withdrawn\n');
}, 120_000);

test('with one vote a proposal is done at once; a chain without members says so', async () => {
  const alone = await startNode({
    genesis: permissionedGenesis({ ...threeMembers, threshold: 1 }),
    port: 0,
  });
  onTestFinished(() => alone.close());
  const done = await evmMl(['members', 'propose', 'set-threshold 2', '--rpc', alone.url, '--key', keyAt(0)]);
  expect(done.stdout).toMatch(/^proposal 1 is done in block \d+\n$/);
  const free = await startNode({ port: 0 });
  onTestFinished(() => free.close());
  for (const args of [['list'], ['proposals'], ['vote', '1', '--key', keyAt(0)]]) {
    const { code, stderr } = await evmMl(['members', ...args, '--rpc', free.url]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('this chain has no members')]);
  }
}, 60_000);
