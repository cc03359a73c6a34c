import { MODEL_REGISTRY_ADDRESS, MODEL_STORE_ADDRESS, PERMISSIONS_ADDRESS } from '@evm-ml/evm';
import fc from 'fast-check';
import type { Hex } from 'viem';
import { describe, expect, test } from 'vitest';
import { parseGenesis } from '../../src/genesis/genesis-file.ts';
import {
  addressOf,
  change,
  delegation,
  keyOf,
  nodeOf,
  permissioned,
  permissionedGenesis,
  threeMembers,
} from './permissioned.ts';

const validatorOf = (number: number, member = 0) => ({
  key: keyOf(number),
  payee: addressOf(5),
  member: addressOf(member),
  node: nodeOf(number),
});

/** Two of three members are contracts from now on. */
const toContracts = [
  change('replaceMember', addressOf(0), MODEL_STORE_ADDRESS),
  change('replaceMember', addressOf(1), MODEL_REGISTRY_ADDRESS),
];

test('D30: what genesis says is what the contract and the node read', async () => {
  const { chain, read } = await permissioned({
    ...threeMembers,
    rules: ['nodes', 'publish'],
    nodes: [nodeOf(7), nodeOf(8)],
    accounts: [
      { account: addressOf(6), rights: ['send', 'deploy'] },
      { account: addressOf(7), rights: ['publish'] },
    ],
  });
  const validators = [
    { key: keyOf(1), payee: addressOf(3), member: addressOf(0), node: nodeOf(1) },
    { key: keyOf(2), payee: addressOf(4), member: addressOf(1), node: nodeOf(2) },
  ];
  const lower = (list: readonly Hex[]) => list.map((address) => address.toLowerCase());
  expect(await read('settings')).toEqual([9n, 2n, 1_000n]);
  expect(lower((await read('members')) as Hex[])).toEqual(threeMembers.members);
  expect(JSON.parse(JSON.stringify(await read('validators')).toLowerCase())).toEqual(validators);
  expect(await read('nodes', 1n, 5n)).toEqual([nodeOf(8)]);
  const [listed, rights] = (await read('accounts', 0n, 9n)) as [Hex[], bigint[]];
  expect([lower(listed), rights]).toEqual([
    [addressOf(6), addressOf(7)],
    [6n, 8n],
  ]);
  const { permissions } = chain;
  expect(permissions?.rules).toBe(9n);
  expect(permissions?.members()).toEqual(threeMembers.members);
  expect(permissions?.validators()).toEqual(validators);
  expect([1, 2, 7, 8, 9].map((node) => permissions?.mayConnect(nodeOf(node)))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
});

test('D30: a proposal is done with its last vote, once', async () => {
  const { propose, vote, read, chain } = await permissioned();
  expect(await propose(0, change('addMember', addressOf(8)))).toBe('ok');
  expect(await vote(0, 1)).toBe('VotedAlready');
  expect(await read('members')).toHaveLength(3);
  expect(await vote(2, 1)).toBe('ok');
  expect(chain.permissions?.members()).toEqual([0, 1, 2, 8].map(addressOf));
  expect(await vote(1, 1)).toBe('NotOpen');
});

test('D30: strangers neither propose nor vote, and nobody changes anything without a vote', async () => {
  const { propose, vote, send } = await permissioned();
  expect(await propose(5, change('addMember', addressOf(5)))).toBe('NotMember');
  await propose(0, change('addMember', addressOf(8)));
  expect(await vote(5, 1)).toBe('NotMember');
  expect(await send(0, change('addMember', addressOf(0)))).toBe('OnlyByVote');
  expect(await send(0, change('setRules', 2n))).toBe('OnlyByVote');
  expect(await send(0, change('removeValidator', keyOf(1)))).toBe('OnlyByVote');
});

test('D30: a proposal ends with its last block', async () => {
  const { propose, vote, pass, read } = await permissioned();
  await propose(0, change('addMember', addressOf(7)));
  await propose(0, change('addMember', addressOf(8)));
  await pass(998);
  expect(await read('openProposals')).toEqual([1n, 2n]);
  expect(await vote(1, 1)).toBe('ok');
  expect(await vote(1, 2)).toBe('ok');
  await propose(0, change('addMember', addressOf(9)));
  await pass(1_000);
  expect(await vote(1, 3)).toBe('NotOpen');
  expect(await read('openProposals')).toEqual([]);
});

test('D30: votes of who is no member any more do not count, not even when it comes back', async () => {
  const { propose, vote, read } = await permissioned({ ...threeMembers, threshold: 2, validators: [] });
  await propose(0, change('addMember', addressOf(7)));
  await propose(1, change('removeMember', addressOf(0)));
  expect(await vote(2, 2)).toBe('ok');
  expect(await vote(1, 1)).toBe('NotOpen');
  await propose(1, change('addMember', addressOf(8)), change('setThreshold', 3n));
  await propose(1, change('addMember', addressOf(0)));
  await vote(2, 4);
  expect(await read('members')).toHaveLength(3);
  expect(await vote(0, 1)).toBe('NotOpen');
  await propose(2, change('setThreshold', 1n));
  expect(await vote(0, 5)).toBe('ok');
});

test('D30: a vote that was cast and taken back is none', async () => {
  const { propose, vote, send, chain } = await permissioned();
  await propose(0, change('addMember', addressOf(7)));
  expect(await send(1, change('revokeVote', 1n))).toBe('NotVoted');
  expect(await send(0, change('revokeVote', 1n))).toBe('ok');
  expect(await vote(1, 1)).toBe('ok');
  expect(chain.permissions?.members()).toHaveLength(3);
  expect(await send(1, change('withdraw', 1n))).toBe('NotProposer');
  expect(await send(0, change('withdraw', 1n))).toBe('ok');
  expect(await vote(2, 1)).toBe('NotOpen');
});

test('D30: a lower threshold lets what has enough votes be done', async () => {
  const { propose, vote, send, chain } = await permissioned({ ...threeMembers, threshold: 3 });
  await propose(0, change('addMember', addressOf(7)));
  await vote(1, 1);
  expect(await send(1, change('execute', 1n))).toBe('NotEnoughVotes');
  await propose(0, change('setThreshold', 2n));
  await vote(1, 2);
  await vote(2, 2);
  expect(await send(2, change('execute', 1n))).toBe('ok');
  expect(chain.permissions?.members()).toHaveLength(4);
});

describe('D30: no vote locks everybody out', () => {
  const forbidden: [what: string, error: string, calls: Hex[]][] = [
    [
      'fewer members than votes needed',
      'InvalidThreshold',
      [change('removeMember', addressOf(2)), change('setThreshold', 3n)],
    ],
    ['no votes needed', 'InvalidThreshold', [change('setThreshold', 0n)]],
    ['more votes than members', 'InvalidThreshold', [change('setThreshold', 4n)]],
    [
      'no validator',
      'NoValidatorLeft',
      [change('removeValidator', keyOf(1)), change('removeValidator', keyOf(2))],
    ],
    ['a member goes and its validator stays', 'MemberRunsValidator', [change('removeMember', addressOf(0))]],
    ['a validator twice', 'ListedAlready', [change('addValidator', validatorOf(1))]],
    [
      'a validator in place of itself, twice',
      'ListedAlready',
      [change('replaceValidator', keyOf(1), validatorOf(2))],
    ],
    ['a validator of a stranger', 'NotMember', [change('addValidator', validatorOf(3, 9))]],
    [
      'a validator without a payee',
      'InvalidEntry',
      [change('addValidator', { ...validatorOf(3), payee: `0x${'00'.repeat(20)}` })],
    ],
    ['a validator that is not there', 'NotListed', [change('removeValidator', keyOf(9))]],
    [
      'a validator whose node may not connect',
      'ValidatorWithoutNode',
      [change('setRules', 1n), change('addValidator', { ...validatorOf(3), node: `0x${'00'.repeat(20)}` })],
    ],
    ['a member twice', 'ListedAlready', [change('addMember', addressOf(0))]],
    ['nobody as a member', 'InvalidEntry', [change('addMember', `0x${'00'.repeat(20)}`)]],
    ['the contract as a member of itself', 'InvalidEntry', [change('addMember', PERMISSIONS_ADDRESS)]],
    ['a vote within a vote', 'NotMember', [change('vote', 1n)]],
    ['a proposal within a proposal', 'NotMember', [change('propose', [change('setRules', 2n)])]],
    ['unknown rules', 'InvalidBits', [change('setRules', 16n)]],
    ['a right to connect', 'InvalidBits', [change('setRights', [addressOf(5)], 1n)]],
    ['members who could not send', 'MembersNotHeard', [...toContracts, change('setRules', 2n)]],
    [
      'members who could not send, whose messenger goes',
      'MembersNotHeard',
      [
        ...toContracts,
        change('setRights', [addressOf(5)], 2n),
        change('setRules', 2n),
        change('setRights', [addressOf(5)], 4n),
      ],
    ],
    [
      'members who could not send, with a contract as messenger',
      'MembersNotHeard',
      [...toContracts, change('setRules', 2n), change('setRights', [MODEL_STORE_ADDRESS], 2n)],
    ],
    ['proposals that end at once', 'InvalidProposalBlocks', [change('setProposalBlocks', 999n)]],
    ['a node twice', 'ListedAlready', [change('addNode', nodeOf(9)), change('addNode', nodeOf(9))]],
  ];
  test.each(forbidden)('%s', async (_what, error, calls) => {
    const { propose, vote, chain } = await permissioned();
    const before = [chain.permissions!.members(), chain.permissions!.validators()];
    expect(await propose(0, ...calls)).toBe('ok');
    expect(await vote(1, 1)).toBe(error);
    expect([chain.permissions!.members(), chain.permissions!.validators()]).toEqual(before);
    // It is undone with all that it began, and others still can be done.
    await propose(0, change('addMember', addressOf(8)));
    expect(await vote(1, 2)).toBe('ok');
  });

  test('members who are contracts are heard by who may send, and delegated ones by themselves', async () => {
    const { propose, vote } = await permissioned();
    const messenger = change('setRights', [MODEL_STORE_ADDRESS, addressOf(5)], 2n);
    await propose(0, ...toContracts, messenger, change('setRules', 2n));
    expect(await vote(1, 1)).toBe('ok');
    const one = { ...threeMembers, members: [addressOf(0), addressOf(1)] };
    for (const [code, outcome] of [
      [delegation, 'ok'],
      [`${delegation}00`, 'MembersNotHeard'],
      [delegation.replace('ef0100', 'ef0101'), 'MembersNotHeard'],
      ['0x00', 'MembersNotHeard'],
    ] as [Hex, string][]) {
      const other = await permissioned({ ...one, threshold: 1 }, { [addressOf(1)]: code });
      expect(await other.propose(0, change('setThreshold', 2n), change('setRules', 2n))).toBe(outcome);
    }
  });

  test('the last member stays', async () => {
    const { propose } = await permissioned({ members: [addressOf(0)] });
    expect(await propose(0, change('removeMember', addressOf(0)))).toBe('InvalidThreshold');
    expect(await propose(0, change('replaceMember', addressOf(0), addressOf(1)))).toBe('ok');
    expect(await propose(0, change('setRules', 0n))).toBe('NotMember');
    expect(await propose(1, change('setRules', 0n))).toBe('ok');
  });
});

test('D30: a validator gets another key in one vote, and its member another account', async () => {
  const { propose, vote, chain } = await permissioned();
  await propose(
    0,
    change('replaceValidator', keyOf(1), validatorOf(3)),
    change('replaceMember', addressOf(0), addressOf(8)),
  );
  expect(await vote(1, 1)).toBe('ok');
  expect(chain.permissions?.validators()[0]).toEqual({ ...validatorOf(3), member: addressOf(8) });
  expect(chain.permissions?.members()).toEqual([2, 1, 8].map(addressOf));
});

test('D30: a member has eight open proposals at most, of 8,192 bytes', async () => {
  const { propose, send, read } = await permissioned();
  for (let count = 0; count < 8; count++) expect(await propose(0, change('setRules', 0n))).toBe('ok');
  expect(await propose(0, change('setRules', 0n))).toBe('TooManyProposals');
  expect(await propose(1, change('setRules', 0n))).toBe('ok');
  expect(await send(0, change('withdraw', 3n))).toBe('ok');
  expect(await propose(0, change('setRules', 0n))).toBe('ok');
  expect(await read('openProposals')).toEqual([1n, 2n, 10n, 4n, 5n, 6n, 7n, 8n, 9n]);
  const many = Array.from({ length: 240 }, (_, index) => nodeOf(index + 1) as Hex);
  expect(await propose(2, change('setRights', many, 2n))).toBe('ok');
  expect(await propose(2, change('setRights', [...many, ...many], 2n))).toBe('InvalidProposal');
  expect(await propose(2)).toBe('InvalidProposal');
});

test('D30: whatever is proposed, there is a validator, there are as many members as votes needed, and lists agree', async () => {
  const account = fc.integer({ min: 0, max: 6 }).map(addressOf);
  const key = fc.integer({ min: 1, max: 5 });
  const node = fc.integer({ min: 0, max: 4 }).map(nodeOf);
  const validator = fc.record({ key: key.map(keyOf), payee: account, member: account, node });
  const call: fc.Arbitrary<Hex> = fc.oneof(
    account.map((member) => change('addMember', member)),
    account.map((member) => change('removeMember', member)),
    fc.tuple(account, account).map(([from, to]) => change('replaceMember', from, to)),
    fc.bigInt(0n, 5n).map((threshold) => change('setThreshold', threshold)),
    validator.map((each) => change('addValidator', each)),
    key.map((each) => change('removeValidator', keyOf(each))),
    fc.tuple(key, validator).map(([from, to]) => change('replaceValidator', keyOf(from), to)),
    node.map((each) => change('addNode', each)),
    node.map((each) => change('removeNode', each)),
    fc
      .tuple(fc.array(account, { maxLength: 3 }), fc.constantFrom(0n, 2n, 6n, 14n))
      .map(([list, rights]) => change('setRights', list, rights)),
    fc.bigInt(0n, 15n).map((rules) => change('setRules', rules)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(call, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
      async (proposals) => {
        const { chain, propose, vote, read } = await permissioned();
        let made = 0;
        for (const calls of proposals) {
          const { threshold } = chain.permissions!;
          const [first, ...others] = chain
            .permissions!.members()
            .map((member) => [0, 1, 2, 3, 4, 5, 6].find((at) => addressOf(at) === member)!);
          if ((await propose(first!, ...calls)) === 'ok') made++;
          for (const other of others.slice(0, threshold - 1)) await vote(other, made);
          const { permissions } = chain;
          const members = permissions!.members();
          expect(members.length).toBeGreaterThanOrEqual(permissions!.threshold);
          expect(permissions!.threshold).toBeGreaterThan(0);
          expect(new Set(members).size).toBe(members.length);
          const validators = permissions!.validators();
          expect(validators.length).toBeGreaterThan(0);
          expect(new Set(validators.map((each) => each.key)).size).toBe(validators.length);
          for (const each of validators) expect(members).toContain(each.member);
          for (const each of validators) expect(permissions!.mayConnect(each.node)).toBe(true);
          const [listed, rights] = (await read('accounts', 0n, 100n)) as [Hex[], bigint[]];
          expect(new Set(listed).size).toBe(listed.length);
          expect(rights).not.toContain(0n);
        }
      },
    ),
    { numRuns: 30, seed: 5 },
  );
});

describe('D30: a genesis that could not be is refused', () => {
  const cases: [what: string, change: object, where: RegExp][] = [
    ['no members', { members: [] }, /permissions\.members/],
    ['a member twice', { members: [addressOf(0), addressOf(0)], validators: [] }, /expected nothing twice/],
    ['more votes than members', { threshold: 4 }, /as many votes as there are members, 3/],
    ['a validator of a stranger', { members: [addressOf(8)], threshold: 1 }, /expected one of the members/],
    ['a zero member', { members: [`0x${'00'.repeat(20)}`] }, /got zero/],
    [
      'the contract as a member of itself',
      { members: [addressOf(0), addressOf(1), PERMISSIONS_ADDRESS] },
      /and not the contract/,
    ],
    ['a rule that is none', { rules: ['mine'] }, /permissions\.rules/],
    [
      'nodes to be listed, and a validator without one',
      { rules: ['nodes'], validators: [{ ...threeMembers.validators![0]!, node: undefined }] },
      /expected a node/,
    ],
  ];
  test.each(cases)('%s', (_what, different, where) => {
    expect(() => parseGenesis(permissionedGenesis({ ...threeMembers, ...different }))).toThrow(where);
  });

  test("an account in the contract's place", () => {
    const file = permissionedGenesis();
    const alloc = { ...file.alloc, [PERMISSIONS_ADDRESS.slice(2).toUpperCase()]: { balance: '0x1' } };
    expect(() => parseGenesis({ ...file, alloc })).toThrow(/is the place of Permissions/);
  });
});
