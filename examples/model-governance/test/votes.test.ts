import { send } from '@evm-ml/example-story';
import { parseAbi } from 'viem';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chamberAbi, governorAbi } from '../src/abi.ts';
import { castVote, FEE, type Proposal } from '../src/governance.ts';
import { modelIdOf } from '../src/models.ts';
import {
  ABSTAIN,
  AGAINST,
  evaluateAll,
  FOR,
  propose,
  setStage,
  showAll,
  toGovernor,
  voteAll,
  windowOf,
} from './stage.ts';

const stage = await setStage();
afterAll(() => stage.node.close());
afterEach(() => stage.restore());

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
    expect(await stage.stateOf(proposal.id)).toBe('Defeated');
    expect(await stage.refusalOf(stage.people.stranger, toGovernor(stage, 'queue', proposal.call))).toBe(
      'GovernorUnexpectedProposalState',
    );
  });

  it("a chamber's quorum is its own: 40 of 100 suffice, 39 do not", async () => {
    const { people, governance } = stage;
    const move = { address: governance.riders, abi: chamberAbi, functionName: 'transfer' } as const;
    await voteAll(stage, proposal, [FOR, undefined, undefined, FOR]);
    expect(await stage.stateOf(proposal.id)).toBe('Succeeded');
    await stage.restore();
    await send(people.riders[1], { ...move, args: [people.riders[0].account.address, 1n] });
    await voteAll(stage, proposal, [FOR, undefined, undefined, FOR]);
    expect(await stage.stateOf(proposal.id)).toBe('Defeated');
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
    expect(await stage.stateOf(proposal.id)).toBe('Succeeded');
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
    expect(await stage.stateOf(proposal.id)).toBe('Defeated');
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
