import { readFileSync } from 'node:fs';
import { send } from '@evm-ml/example-story';
import { bytesToHex, encodeFunctionData, hexToBytes, parseAbi } from 'viem';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chamberAbi, governorAbi, officeAbi, timelockAbi } from '../src/abi.ts';
import {
  advance,
  castVote,
  commitSheet,
  FEE,
  handIn,
  type Proposal,
  proposalIn,
  stateOf,
  trialOf,
} from '../src/governance.ts';
import { modelIdOf } from '../src/models.ts';
import { createSheet, reseal } from '../src/rows.ts';
import { expectMoneyKept } from './money.ts';
import {
  ABSTAIN,
  AGAINST,
  BOND,
  bringThrough,
  enact,
  etaOf,
  evaluateAll,
  FOR,
  moneyOf,
  owedTo,
  propose,
  type Stage,
  setStage,
  sheets,
  sheetsOf,
  showAll,
  toBenchmark,
  toGovernor,
  toOffice,
  voteAll,
  windowOf,
  zeroHash,
} from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.node.close());
afterEach(() => stage.restore());

const state = (id: bigint) => stateOf(stage.people.owner, stage.governance, id);
const latest = () =>
  stage.people.owner.public.readContract({
    address: stage.governance.office,
    abi: officeAbi,
    functionName: 'latest',
  });

describe('a version that is better', () => {
  it('is tried by a stranger, voted in by both chambers, and latest after the timelock and not before', async () => {
    const { people, governance } = stage;
    const proposal = await propose(stage, 'candidate');
    expect(await state(proposal.id)).toBe('Pending');
    await showAll(stage, proposal);
    await evaluateAll(stage, proposal);
    await voteAll(stage, proposal, [FOR, AGAINST, FOR, ABSTAIN]);
    expect(await state(proposal.id)).toBe('Succeeded');
    await advance(people.stranger, governance, 'queue', proposal);
    const eta = await etaOf(stage, proposal);
    await stage.nextAt(eta - 1n);
    expect(await stage.refusalOf(people.stranger, toGovernor(stage, 'execute', proposal.call))).toBe(
      'TimelockUnexpectedOperationState',
    );
    expect(await latest()).toBe(1);
    await stage.nextAt(eta);
    await advance(people.stranger, governance, 'execute', proposal);
    expect(await latest()).toBe(2);
  });

  it('has the losses that the training script counted, and keepers are paid once', async () => {
    const { people, governance } = stage;
    const proposal = await propose(stage, 'candidate');
    await showAll(stage, proposal);
    await evaluateAll(stage, proposal);
    const trial = await trialOf(people.owner, governance, proposal.id);
    const record = JSON.parse(readFileSync(new URL('../model/record.json', import.meta.url), 'utf8'));
    for (const [i, name] of ['public', 'drivers-0', 'riders-0'].entries()) {
      const rows = record.sheets[name];
      expect(Number(trial.candidateLoss[i]!) / 1e18 / rows).toBeCloseTo(record.loss.candidate[name], 6);
      expect(Number(trial.currentLoss[i]!) / 1e18 / rows).toBeCloseTo(record.loss.current[name], 6);
    }
    const settle = (sheet: bigint) => toBenchmark(stage, 'settle', [proposal.id, sheet]);
    for (const [i, keeper] of people.keepers.entries()) {
      expect(await owedTo(stage, keeper)).toBe(0n);
      await send(people.stranger, settle(BigInt(i + 1)));
      expect(await owedTo(stage, keeper)).toBe(FEE / 2n);
      expect(await stage.refusalOf(people.stranger, settle(BigInt(i + 1)))).toBe('SettledAlready');
    }
    expect(await stage.refusalOf(people.stranger, settle(0n))).toBe('NotHidden');
    const { held, due } = await moneyOf(stage, [proposal.id]);
    expect(held).toBe(due);
  });
});

describe('a candidate that was made to shine on the public rows', () => {
  it('beats the current version there, is caught by hidden rows, and fails though everybody votes for it', async () => {
    const { people, governance } = stage;
    const proposal = await propose(stage, 'overfitted');
    await showAll(stage, proposal);
    await evaluateAll(stage, proposal);
    const { candidateLoss, currentLoss } = await trialOf(people.owner, governance, proposal.id);
    expect(candidateLoss[0]! * 1000n < currentLoss[0]!).toBe(true);
    expect(candidateLoss[1]! > currentLoss[1]!).toBe(true);
    expect(candidateLoss[2]! > currentLoss[2]!).toBe(true);
    await voteAll(stage, proposal);
    expect(await state(proposal.id)).toBe('Defeated');
  });
});

describe('votes', () => {
  // One trial for all of them.
  let proposal: Proposal;
  beforeAll(async () => {
    proposal = await propose(stage, 'candidate');
    await showAll(stage, proposal);
    await evaluateAll(stage, proposal);
    await stage.mark();
  });
  afterAll(() => stage.unmark());

  it.each([
    ['riders against', [FOR, FOR, AGAINST, ABSTAIN]],
    ['drivers against', [AGAINST, ABSTAIN, FOR, FOR]],
    ['riders stay away', [FOR, FOR, undefined, undefined]],
    ['riders tie at nothing: all abstain', [FOR, FOR, ABSTAIN, ABSTAIN]],
  ] as const)('one chamber alone decides nothing: %s', async (_, votes) => {
    await voteAll(stage, proposal, votes);
    expect(await state(proposal.id)).toBe('Defeated');
    expect(await stage.refusalOf(stage.people.stranger, toGovernor(stage, 'queue', proposal.call))).toBe(
      'GovernorUnexpectedProposalState',
    );
  });

  it("a chamber's quorum is its own: 40 of 100 suffice, 39 do not", async () => {
    const { people, governance } = stage;
    const move = { address: governance.riders, abi: chamberAbi, functionName: 'transfer' } as const;
    await voteAll(stage, proposal, [FOR, undefined, undefined, FOR]);
    expect(await state(proposal.id)).toBe('Succeeded');
    await stage.restore();
    await send(people.riders[1], { ...move, args: [people.riders[0].account.address, 1n] });
    await voteAll(stage, proposal, [FOR, undefined, undefined, FOR]);
    expect(await state(proposal.id)).toBe('Defeated');
  });

  it('nobody votes twice: not again, not by delegating on, not by passing votes on', async () => {
    const { people, governance } = stage;
    const [a, b] = people.riders;
    const { start } = await windowOf(stage, proposal);
    await stage.goTo(start + 1n);
    await castVote(a, governance, proposal, FOR);
    const vote = toGovernor(stage, 'castVote', [proposal.id, FOR]);
    expect(await stage.refusalOf(a, vote)).toBe('GovernorAlreadyCastVote');
    const riders = { address: governance.riders, abi: chamberAbi } as const;
    await send(a, { ...riders, functionName: 'delegate', args: [b.account.address] });
    await send(a, { ...riders, functionName: 'transfer', args: [people.stranger.account.address, 60n] });
    await send(people.stranger, {
      ...riders,
      functionName: 'delegate',
      args: [people.stranger.account.address],
    });
    expect(await stage.refusalOf(people.stranger, vote)).toBe('NoVotes');
    await castVote(b, governance, proposal, AGAINST);
    const tally = await people.owner.public.readContract({
      address: governance.governor,
      abi: governorAbi,
      functionName: 'tallyOf',
      args: [proposal.id, 1n],
    });
    expect(tally).toEqual({ inFavour: 60n, against: 40n, abstained: 0n });
  });

  it('votes that are delegated before voting begins count with the delegate, in its chamber alone', async () => {
    const { people, governance } = stage;
    const call = {
      abi: chamberAbi,
      functionName: 'delegate',
      args: [people.drivers[1].account.address],
    } as const;
    await send(people.riders[0], { address: governance.riders, ...call });
    await voteAll(stage, proposal, [undefined, FOR, undefined, undefined]);
    const tally = (chamber: bigint) =>
      people.owner.public.readContract({
        address: governance.governor,
        abi: governorAbi,
        functionName: 'tallyOf',
        args: [proposal.id, chamber],
      });
    expect([(await tally(0n)).inFavour, (await tally(1n)).inFavour]).toEqual([40n, 60n]);
    expect(await state(proposal.id)).toBe('Succeeded');
  });

  it('votes that are borrowed for one transaction count for nothing', async () => {
    const { people, governance } = stage;
    const [lender, borrower] = [await stage.deploy('Lender'), await stage.deploy('Borrower')];
    const riders = { address: governance.riders, abi: chamberAbi } as const;
    await send(people.riders[0], { ...riders, functionName: 'transfer', args: [lender, 60n] });
    const { start } = await windowOf(stage, proposal);
    const abi = parseAbi([
      'function lend(address token, address borrower, address governor, uint256 proposal)',
    ]);
    const lend = {
      address: lender,
      abi,
      functionName: 'lend',
      args: [governance.riders, borrower, governance.governor, proposal.id],
    } as const;
    // In the very second whose end counts, and while voting lasts.
    await stage.nextAt(start);
    await send(people.stranger, lend);
    await stage.goTo(start + 1n);
    await send(people.stranger, lend);
    const vote = toGovernor(stage, 'castVote', [proposal.id, FOR]);
    expect(
      await stage.refusalOf(
        { ...people.stranger, account: { ...people.stranger.account, address: borrower } },
        vote,
      ),
    ).toBe('NoVotes');
    await voteAll(stage, proposal, [FOR, FOR, undefined, undefined]);
    expect(await state(proposal.id)).toBe('Defeated');
  });

  it('voting begins a second after the last one for showing, and ends with its last second', async () => {
    const { people, governance } = stage;
    const { start, end } = await windowOf(stage, proposal);
    const vote = toGovernor(stage, 'castVote', [proposal.id, FOR]);
    await stage.nextAt(start);
    expect(await stage.refusalOf(people.drivers[0], vote)).toBe('GovernorUnexpectedProposalState');
    await stage.nextAt(start + 1n);
    expect(await stage.refusalOf(people.drivers[0], vote)).toBeUndefined();
    await stage.nextAt(end);
    await castVote(people.drivers[0], governance, proposal, FOR);
    await stage.nextAt(end + 1n);
    expect(await stage.refusalOf(people.drivers[1], vote)).toBe('GovernorUnexpectedProposalState');
  });

  it('who has no votes cannot propose, and nobody takes a proposal back', async () => {
    const { people } = stage;
    const call = toGovernor(stage, 'proposeVersion', [modelIdOf('candidate'), 'x'], FEE);
    expect(await stage.refusalOf(people.stranger, call)).toBe('GovernorInsufficientProposerVotes');
    expect(await stage.refusalOf(people.drivers[0], toGovernor(stage, 'cancel', proposal.call))).toBe(
      'GovernorUnableToCancel',
    );
  });
});

describe('the rows of a trial', () => {
  it('cannot be swapped, changed, cut, or handed in twice or for another sheet', async () => {
    const { people, governance } = stage;
    const proposal = await propose(stage, 'candidate');
    const [batch, other] = sheets.public.batches as [
      (typeof sheets.public.batches)[0],
      (typeof sheets.public.batches)[0],
    ];
    const changed = hexToBytes(batch.rows);
    changed[changed.length - 1]! ^= 1;
    const refused = (sheet: bigint, given: unknown) =>
      stage.refusalOf(people.stranger, toBenchmark(stage, 'evaluate', [proposal.id, sheet, given]));
    expect(await refused(0n, { ...batch, rows: bytesToHex(changed) })).toBe('NotOfSheet');
    expect(await refused(0n, { ...batch, index: 1n })).toBe('NotOfSheet');
    expect(await refused(0n, { ...batch, rows: other.rows })).toBe('NotOfSheet');
    expect(await refused(0n, { ...batch, salt: other.salt })).toBe('NotOfSheet');
    expect(await refused(0n, { ...batch, proof: [] })).toBe('NotOfSheet');
    expect(await refused(0n, { ...batch, proof: [...batch.proof, zeroHash] })).toBe('NotOfSheet');
    // In a tree whose pairs are sorted a leaf could lie at another place than its index says.
    const twin = createSheet(hexToBytes(batch.rows), 'another').batches[0]!;
    expect(await refused(0n, { ...twin, proof: batch.proof })).toBe('NotOfSheet');
    expect(await refused(0n, { ...batch, rows: batch.rows.slice(0, -8) })).toBe('WrongBatchLength');
    expect(await refused(0n, { ...batch, index: 4n })).toBe('NoSuchBatch');
    expect(await refused(3n, batch)).toBe('NoSuchSheet');
    expect(await refused(1n, sheets['drivers-0'].batches[0])).toBe('NotShown');
    await showAll(stage, proposal);
    expect(await refused(1n, sheets['drivers-1'].batches[0])).toBe('NotOfSheet');
    expect(await refused(1n, sheets['riders-0'].batches[0])).toBe('NotOfSheet');
    await handIn(people.stranger, governance, 'evaluate', proposal.id, 0n, batch);
    expect(await refused(0n, batch)).toBe('DoneAlready');
    const twice = toBenchmark(stage, 'show', [proposal.id, 1n, sheets['drivers-0'].batches[0]]);
    expect(await stage.refusalOf(people.stranger, twice)).toBe('DoneAlready');
    const noTrial = toBenchmark(stage, 'evaluate', [1n, 0n, batch]);
    expect(await stage.refusalOf(people.stranger, noTrial)).toBe('NoTrial');
  });

  it('are evaluated until voting ends and no second later; a trial that stops half-way is lost', async () => {
    const { people, governance } = stage;
    const proposal = await propose(stage, 'candidate');
    await showAll(stage, proposal);
    const all = sheetsOf(0).flatMap(({ batches }, sheet) =>
      batches.map((batch) => [BigInt(sheet), batch] as const),
    );
    const last = all.pop()!;
    for (const [sheet, batch] of all)
      await handIn(people.stranger, governance, 'evaluate', proposal.id, sheet, batch);
    const { start, end } = await windowOf(stage, proposal);
    await stage.goTo(start + 1n);
    for (const member of [...people.drivers, ...people.riders])
      await castVote(member, governance, proposal, FOR);
    const evaluate = toBenchmark(stage, 'evaluate', [proposal.id, ...last]);
    await stage.nextAt(end);
    expect(await stage.refusalOf(people.stranger, evaluate)).toBeUndefined();
    await stage.goTo(end + 1n);
    expect(await stage.refusalOf(people.stranger, evaluate)).toBe('TooLate');
    expect(await state(proposal.id)).toBe('Defeated');
  });

  it('a trial that is completed in the last second of voting counts', async () => {
    const { people, governance } = stage;
    const proposal = await propose(stage, 'candidate');
    await showAll(stage, proposal);
    const all = sheetsOf(0).flatMap(({ batches }, sheet) =>
      batches.map((batch) => [BigInt(sheet), batch] as const),
    );
    const [sheet, batch] = all.pop()!;
    for (const [other, rows] of all)
      await handIn(people.stranger, governance, 'evaluate', proposal.id, other, rows);
    const { start, end } = await windowOf(stage, proposal);
    await stage.goTo(start + 1n);
    for (const member of [...people.drivers, ...people.riders])
      await castVote(member, governance, proposal, FOR);
    await stage.nextAt(end);
    await handIn(people.stranger, governance, 'evaluate', proposal.id, sheet, batch);
    await stage.goTo(end + 1n);
    expect(await state(proposal.id)).toBe('Succeeded');
  });

  it('serve one candidate: the next one is tried on others, and when there are none nothing is proposed', async () => {
    const { people } = stage;
    const first = await propose(stage, 'overfitted');
    await showAll(stage, first);
    const second = await propose(stage, 'candidate');
    await showAll(stage, second, 1);
    await evaluateAll(stage, second, 1);
    const call = toGovernor(stage, 'proposeVersion', [modelIdOf('candidate'), 'a third'], FEE);
    expect(await stage.refusalOf(people.drivers[0], call)).toBe('NoHiddenRows');
  });
});

describe('a keeper who withholds rows', () => {
  it('forfeits the bond to nobody and keeps no more, from the first second on that is too late', async () => {
    const { people, governance } = stage;
    const [lazy, honest] = people.keepers;
    const proposal = await propose(stage, 'candidate');
    const { start } = await windowOf(stage, proposal);
    for (const batch of sheets['riders-0'].batches)
      await handIn(honest, governance, 'show', proposal.id, 2n, batch);
    const [first, last] = sheets['drivers-0'].batches;
    await handIn(lazy, governance, 'show', proposal.id, 1n, first!);
    const settle = toBenchmark(stage, 'settle', [proposal.id, 1n]);
    const show = toBenchmark(stage, 'show', [proposal.id, 1n, last]);
    await stage.nextAt(start);
    expect(await stage.refusalOf(people.stranger, settle)).toBe('TooEarly');
    expect(await stage.refusalOf(lazy, show)).toBeUndefined();
    await stage.goTo(start + 1n);
    expect(await stage.refusalOf(lazy, show)).toBe('TooLate');
    await send(people.stranger, settle);
    expect(await owedTo(stage, people.drivers[0])).toBe(FEE / 2n);
    expect(await owedTo(stage, lazy)).toBe(0n);
    const { held, due } = await moneyOf(stage, [proposal.id]);
    expect(held).toBe(due);
    // Neither half-shown rows nor votes help the candidate.
    await voteAll(stage, proposal);
    expect(await state(proposal.id)).toBe('Defeated');
    const again = toGovernor(stage, 'proposeVersion', [modelIdOf('candidate'), 'again'], FEE);
    expect(await stage.refusalOf(people.drivers[0], again)).toBe('NoHiddenRows');
    expect(
      await stage.refusalOf(lazy, toBenchmark(stage, 'commitSheet', [0n, sheets['drivers-1'].sheet])),
    ).toBe('NotTheKeeper');
  });

  it('is replaced by a vote of both chambers, and trials go on', async () => {
    const { people, governance } = stage;
    const lost = await propose(stage, 'candidate');
    await stage.goTo((await windowOf(stage, lost)).start + 1n);
    await send(people.stranger, toBenchmark(stage, 'settle', [lost.id, 1n]));
    const { account } = people.stranger;
    const appoint = toGovernor(stage, 'proposeKeeper', [0n, account.address, 'a keeper for the drivers']);
    const proposal = proposalIn(await send(people.riders[1], appoint));
    await voteAll(stage, proposal);
    await advance(people.stranger, governance, 'queue', proposal);
    await enact(stage, proposal);
    // Rows that were never shown may serve again, under salts of its own.
    const spare = reseal(sheets['drivers-1'], 'a secret of the new keeper');
    const commit = (value: bigint) => toBenchmark(stage, 'commitSheet', [0n, spare.sheet], value);
    expect(await stage.refusalOf(people.stranger, commit(0n))).toBe('WrongValue');
    await commitSheet(people.stranger, governance, 0n, spare, BOND);
    // The riders' first sheet went with the trial that was lost.
    const next = await bringThrough(stage, 'candidate', [sheets.public, spare, sheets['riders-1']]);
    await enact(stage, next);
    expect(await latest()).toBe(2);
    const { held, due } = await moneyOf(stage, [lost.id, next.id]);
    expect(held).toBe(due);
  });

  it('a proposer that takes no money has it sent elsewhere', async () => {
    const { people, governance } = stage;
    const refuser = await stage.deploy('Refuser');
    const abi = parseAbi([
      'function proposeVersion(address governor, bytes32 modelId) payable',
      'function delegate(address token)',
      'function withdraw(address benchmark, address to)',
    ]);
    const call = { address: refuser, abi } as const;
    await send(people.drivers[1], {
      address: governance.drivers,
      abi: chamberAbi,
      functionName: 'transfer',
      args: [refuser, 1n],
    });
    await send(people.stranger, { ...call, functionName: 'delegate', args: [governance.drivers] });
    const receipt = await send(people.stranger, {
      ...call,
      functionName: 'proposeVersion',
      args: [governance.governor, modelIdOf('candidate')],
      value: FEE,
    });
    const { id } = proposalIn(receipt);
    await stage.goTo((await windowOf(stage, proposalIn(receipt))).start + 1n);
    for (const sheet of [1n, 2n]) await send(people.stranger, toBenchmark(stage, 'settle', [id, sheet]));
    expect(await owedTo(stage, refuser)).toBe(FEE);
    const withdraw = (to: typeof refuser) => ({
      ...call,
      functionName: 'withdraw',
      args: [governance.benchmark, to],
    });
    expect(await stage.refusalOf(people.stranger, withdraw(refuser))).toBe('NoThanks');
    await send(people.stranger, withdraw(people.stranger.account.address));
    expect(await moneyOf(stage, [id])).toEqual({ held: 2n * BOND, due: 2n * BOND });
  });
});

describe('what is no candidate', () => {
  it('a model that is not sealed, the current one, or one of another shape; a wrong fee', async () => {
    const { people } = stage;
    const refused = (modelId: unknown, value = FEE) =>
      stage.refusalOf(people.drivers[0], toGovernor(stage, 'proposeVersion', [modelId, 'x'], value));
    expect(await refused(`0x${'ab'.repeat(32)}`)).toBe('UnsealedModel');
    expect(await refused(modelIdOf('current'))).toBe('SameModel');
    expect(await refused(modelIdOf('candidate'), FEE - 1n)).toBe('WrongValue');
    expect(await refused(modelIdOf('candidate'), FEE + 1n)).toBe('WrongValue');
  });

  it('sheets without rows, of too few, of others than the network takes, or too large for a transaction', async () => {
    const { people } = stage;
    const [keeper] = people.keepers;
    const { sheet, batches } = sheets['drivers-0'];
    const leaf = batches[0]!.salt;
    const refused = (change: object, who = keeper, value = 0n) =>
      stage.refusalOf(who, toBenchmark(stage, 'commitSheet', [0n, { ...sheet, ...change }], value));
    expect(await refused({ root: zeroHash })).toBe('EmptySheet');
    expect(await refused({})).toBe('CommittedBefore');
    // What the other keeper has committed to, or everybody knows.
    expect(await refused({ root: sheets['riders-1'].sheet.root })).toBe('CommittedBefore');
    expect(await refused({ root: sheets.public.sheet.root })).toBe('CommittedBefore');
    expect(await refused({ rows: 7 })).toBe('SheetTooSmall');
    expect(await refused({ columns: 448 })).toBe('WrongColumns');
    expect(await refused({ rowsPerBatch: 33 })).toBe('BatchTooLarge');
    expect(await refused({ rowsPerBatch: 0 })).toBe('EmptySheet');
    expect(await refused({}, people.keepers[1])).toBe('NotTheKeeper');
    expect(await refused({}, keeper, 1n)).toBe('WrongValue');
    expect(await refused({ root: leaf })).toBeUndefined();
  });
});

describe('ways around the vote', () => {
  it('nobody but the timelock installs, appoints or opens trials; only the Governor fills the timelock', async () => {
    const { people, governance } = stage;
    const { owner, stranger } = people;
    const install = encodeFunctionData({
      abi: officeAbi,
      functionName: 'install',
      args: [modelIdOf('overfitted'), 1],
    });
    for (const who of [owner, stranger, people.drivers[0], people.guardian]) {
      const refused = (attempt: Parameters<typeof stage.refusalOf>[1]) => stage.refusalOf(who, attempt);
      const me = who.account.address;
      expect(await refused(toOffice(stage, 'install', [modelIdOf('overfitted'), 1]))).toBe('NotTheTimelock');
      expect(await refused(toOffice(stage, 'appointGuardian', [me]))).toBe('NotTheTimelock');
      expect(await refused(toBenchmark(stage, 'appointKeeper', [0n, me]))).toBe('NotTheTimelock');
      expect(
        await refused(toBenchmark(stage, 'openTrial', [1n, modelIdOf('candidate'), me, 1, 2], FEE)),
      ).toBe('NotTheGovernor');
      const timelock = { address: governance.timelock, abi: timelockAbi } as const;
      const args = [governance.office, 0n, install, zeroHash, zeroHash];
      expect(await refused({ ...timelock, functionName: 'schedule', args: [...args, 500n] })).toBe(
        'AccessControlUnauthorizedAccount',
      );
      expect(await refused({ ...timelock, functionName: 'execute', args })).toBe(
        'TimelockUnexpectedOperationState',
      );
      const role = await who.public.readContract({ ...timelock, functionName: 'PROPOSER_ROLE' });
      expect(await refused({ ...timelock, functionName: 'grantRole', args: [role, me] })).toBe(
        'AccessControlUnauthorizedAccount',
      );
      expect(
        await refused(
          toGovernor(stage, 'propose', [[governance.office], [0n], [install], 'without a trial']),
        ),
      ).toBe('OnlyTypedProposals');
      expect(await refused(toGovernor(stage, 'relay', [governance.office, 0n, install]))).toBe(
        'GovernorOnlyExecutor',
      );
    }
    expect(await stage.refusalOf(owner, toBenchmark(stage, 'bind', [owner.account.address]))).toBe(
      'BoundAlready',
    );
    expect(await stage.refusalOf(stranger, toBenchmark(stage, 'bind', [owner.account.address]))).toBe(
      'NotTheDeployer',
    );
  });

  it('a proposal cannot be executed without its queue, nor twice', async () => {
    const { people, governance } = stage;
    const proposal = await bringThrough(stage, 'candidate');
    await enact(stage, proposal);
    const execute = toGovernor(stage, 'execute', proposal.call);
    expect(await stage.refusalOf(people.stranger, execute)).toBe('GovernorUnexpectedProposalState');
    expect(await stateOf(people.owner, governance, proposal.id)).toBe('Executed');
  });
});

describe('the guardian', () => {
  const rollBack = (reason = 'it pays everybody') => toOffice(stage, 'rollBack', [reason]);

  it('goes back to the version before, once, and is guardian no longer', async () => {
    const { people } = stage;
    expect(await stage.refusalOf(people.guardian, rollBack())).toBe('NothingToGoBackTo');
    await enact(stage, await bringThrough(stage, 'candidate'));
    expect(await stage.refusalOf(people.stranger, rollBack())).toBe('NotTheGuardian');
    expect(await stage.refusalOf(people.guardian, rollBack(''))).toBe('NoReason');
    await send(people.guardian, rollBack());
    expect(await latest()).toBe(1);
    expect(await stage.refusalOf(people.guardian, rollBack())).toBe('NotTheGuardian');
  });

  it('is appointed anew by both chambers', async () => {
    const { people, governance } = stage;
    await enact(stage, await bringThrough(stage, 'candidate'));
    await send(people.guardian, rollBack());
    const address = people.stranger.account.address;
    const call = toGovernor(stage, 'proposeGuardian', [address, 'a new guardian']);
    const proposal = proposalIn(await send(people.drivers[0], call));
    await voteAll(stage, proposal);
    await advance(people.stranger, governance, 'queue', proposal);
    await enact(stage, proposal);
    const read = { address: governance.office, abi: officeAbi, functionName: 'guardian' } as const;
    expect(await people.owner.public.readContract(read)).toBe(address);
    expect(await people.owner.public.readContract({ ...read, functionName: 'previous' })).toBe(0);
  });
});

describe('a version that changes in the middle', () => {
  it('makes candidates stale that were tried against the one before', async () => {
    const { people, governance } = stage;
    const slow = await propose(stage, 'candidate');
    await showAll(stage, slow);
    await evaluateAll(stage, slow);
    const fast = await propose(stage, 'candidate');
    await showAll(stage, fast, 1);
    await evaluateAll(stage, fast, 1);
    const { end } = await windowOf(stage, fast);
    await stage.goTo((await windowOf(stage, fast)).start + 1n);
    for (const member of [...people.drivers, ...people.riders])
      for (const proposal of [slow, fast]) await castVote(member, governance, proposal, FOR);
    await stage.goTo(end + 1n);
    for (const proposal of [fast, slow]) await advance(people.stranger, governance, 'queue', proposal);
    await enact(stage, fast);
    await stage.goTo((await etaOf(stage, slow)) + 1n);
    const execute = toGovernor(stage, 'execute', slow.call);
    expect(await stage.refusalOf(people.stranger, execute)).toBe('StaleCandidate');
    // Nor after the guardian went back to the very version that it has beaten.
    await send(people.guardian, toOffice(stage, 'rollBack', ['it pays everybody']));
    expect(await latest()).toBe(1);
    expect(await stage.refusalOf(people.stranger, execute)).toBe('StaleCandidate');
  });
});

describe('the money of keepers and proposers', () => {
  it('is kept, whatever people try in whichever order', async () => {
    // MODEL_GOVERNANCE_FUZZ=100 for some minutes of it.
    await expectMoneyKept(stage, Number(process.env['MODEL_GOVERNANCE_FUZZ'] ?? 2));
  }, 3_600_000);
});
