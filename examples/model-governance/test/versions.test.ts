import { readFileSync } from 'node:fs';
import { send } from '@evm-ml/example-story';
import { encodeFunctionData } from 'viem';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { officeAbi, timelockAbi } from '../src/abi.ts';
import { advance, castVote, FEE, proposalIn, trialOf } from '../src/governance.ts';
import { modelIdOf } from '../src/models.ts';
import {
  ABSTAIN,
  AGAINST,
  bringThrough,
  enact,
  etaOf,
  evaluateAll,
  FOR,
  moneyOf,
  owedTo,
  propose,
  setStage,
  showAll,
  toBenchmark,
  toGovernor,
  toOffice,
  voteAll,
  windowOf,
  zeroHash,
} from './stage.ts';

const stage = await setStage();
afterAll(() => stage.node.close());
afterEach(() => stage.restore());

describe('a version that is better', () => {
  it('is tried by a stranger, voted in by both chambers, and latest after the timelock and not before', async () => {
    const { people, governance } = stage;
    const proposal = await propose(stage, 'candidate');
    expect(await stage.stateOf(proposal.id)).toBe('Pending');
    await showAll(stage, proposal);
    await evaluateAll(stage, proposal);
    await voteAll(stage, proposal, [FOR, AGAINST, FOR, ABSTAIN]);
    expect(await stage.stateOf(proposal.id)).toBe('Succeeded');
    await advance(people.stranger, governance, 'queue', proposal);
    const eta = await etaOf(stage, proposal);
    await stage.nextAt(eta - 1n);
    expect(await stage.refusalOf(people.stranger, toGovernor(stage, 'execute', proposal.call))).toBe(
      'TimelockUnexpectedOperationState',
    );
    expect(await stage.latest()).toBe(1);
    await stage.nextAt(eta);
    await advance(people.stranger, governance, 'execute', proposal);
    expect(await stage.latest()).toBe(2);
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
    expect(await stage.stateOf(proposal.id)).toBe('Defeated');
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
    expect(await stage.latest()).toBe(1);
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
    expect(await stage.latest()).toBe(1);
    expect(await stage.refusalOf(people.stranger, execute)).toBe('StaleCandidate');
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
    const { people } = stage;
    const proposal = await bringThrough(stage, 'candidate');
    await enact(stage, proposal);
    const execute = toGovernor(stage, 'execute', proposal.call);
    expect(await stage.refusalOf(people.stranger, execute)).toBe('GovernorUnexpectedProposalState');
    expect(await stage.stateOf(proposal.id)).toBe('Executed');
  });
});
