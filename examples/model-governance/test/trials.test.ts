import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi } from '@evm-ml/evm';
import { mlActions } from '@evm-ml/evm/viem';
import { readPredictGas, send } from '@evm-ml/example-story';
import { constantNetwork, dearNetwork, tokenNetwork } from '@evm-ml/example-story/testing';
import { bytesToHex, concatHex, hexToBytes, parseAbi } from 'viem';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { benchmarkAbi, chamberAbi } from '../src/abi.ts';
import { advance, castVote, commitSheet, FEE, handIn, proposalIn } from '../src/governance.ts';
import { modelIdOf } from '../src/models.ts';
import { COLUMNS, createSheet, type FullSheet, reseal } from '../src/rows.ts';
import { sealModel } from '../src/updates.ts';
import {
  BOND,
  bringThrough,
  enact,
  evaluateAll,
  FOR,
  moneyOf,
  owedTo,
  propose,
  setStage,
  sheets,
  sheetsOf,
  showAll,
  toBenchmark,
  toGovernor,
  voteAll,
  windowOf,
  zeroHash,
} from './stage.ts';

const stage = await setStage();
afterAll(() => stage.node.close());
afterEach(() => stage.restore());

/** Gas of networks in a transaction: three quarters of what EIP-7825 allows. */
const MOST_GAS = (2n ** 24n * 3n) / 4n;

/** Puts a network into the store. */
const seal = async (artefact: Uint8Array) => (await sealModel(stage.people.owner, { artefact })).modelId;

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
    expect(await stage.stateOf(proposal.id)).toBe('Defeated');
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
    expect(await stage.stateOf(proposal.id)).toBe('Succeeded');
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
    expect(await stage.stateOf(proposal.id)).toBe('Defeated');
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
    expect(await stage.latest()).toBe(2);
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

describe('a keeper who leaves', () => {
  it('has the bond back when all rows that it committed to are shown and settled, and owes no more', async () => {
    const { people } = stage;
    const [keeper, other] = people.keepers;
    const resign = toBenchmark(stage, 'resign', [0n]);
    const settle = (id: bigint) => send(people.stranger, toBenchmark(stage, 'settle', [id, 1n]));
    // Sheets that no candidate has had.
    expect(await stage.refusalOf(keeper, resign)).toBe('RowsDue');
    expect(await stage.refusalOf(other, resign)).toBe('NotTheKeeper');
    const first = await propose(stage, 'overfitted');
    const second = await propose(stage, 'candidate');
    await showAll(stage, first);
    await settle(first.id);
    expect(await stage.refusalOf(keeper, resign)).toBe('RowsDue');
    await showAll(stage, second, 1);
    expect(await stage.refusalOf(keeper, resign)).toBe('RowsDue');
    await settle(second.id);
    await send(keeper, resign);
    expect(await owedTo(stage, keeper)).toBe(BOND + FEE);
    expect(await stage.refusalOf(keeper, resign)).toBe('NotTheKeeper');
    const { held, due } = await moneyOf(stage, [first.id, second.id]);
    expect(held).toBe(due);
    const again = toGovernor(stage, 'proposeVersion', [modelIdOf('candidate'), 'again'], FEE);
    expect(await stage.refusalOf(people.drivers[0], again)).toBe('NoHiddenRows');
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
    for (const other of [constantNetwork(1, 1, COLUMNS), constantNetwork(1, 2, COLUMNS - 1)])
      expect(await refused(await seal(other))).toBe('ModelOfOtherShape');
  });

  it('a model that answers a row in a transaction, but not a batch beside the current version', async () => {
    const { people } = stage;
    const dear = dearNetwork(128, 3, COLUMNS - 1);
    const modelId = await seal(dear);
    const gas = (batch: number) => people.owner.public.extend(mlActions()).gasOf({ model: modelId, batch });
    expect(await gas(1)).toBeLessThan(MOST_GAS / 2n);
    expect(await gas(sheets.public.sheet.rowsPerBatch)).toBeGreaterThan(MOST_GAS / 2n);
    const call = toGovernor(stage, 'proposeVersion', [modelId, 'a large one'], FEE);
    expect(await stage.refusalOf(people.drivers[0], call)).toBe('TooDear');
  });

  it('a model that takes words where rows have measurements: installed, it could be beaten by nobody', async () => {
    const { people, governance } = stage;
    const { owner } = people;
    const modelId = await seal(tokenNetwork(COLUMNS - 1));
    const call = toGovernor(stage, 'proposeVersion', [modelId, 'words'], FEE);
    expect(await stage.refusalOf(people.drivers[0], call)).toBe('ModelTakesNoReals');
    const judge = 'words.example';
    await send(owner, {
      address: MODEL_REGISTRY_ADDRESS,
      abi: modelRegistryAbi,
      functionName: 'register',
      args: [judge, modelId],
    });
    const keepers = [owner.account.address, owner.account.address];
    const args = [judge, governance.timelock, keepers, 0n, 0n, sheets.public.sheet];
    await expect(stage.deploy('Benchmark', args)).rejects.toThrow();
  });

  it('the largest batch that there may be leaves networks what they may take', async () => {
    const { people, governance } = stage;
    const { owner } = people;
    const bytes = hexToBytes(concatHex(sheets.public.batches.map(({ rows }) => rows)));
    const sheetOf = (rows: number) => createSheet(bytes.slice(0, 4 * COLUMNS * rows), 'large', rows);
    const rows = Math.floor(8_192 / COLUMNS);
    const large = sheetOf(rows);
    const found = ({ sheet }: FullSheet) => {
      const keepers = [owner.account.address, owner.account.address];
      return stage.deploy('Benchmark', [governance.judge, governance.timelock, keepers, 0n, 0n, sheet]);
    };
    const address = await found(large);
    const call = { address, abi: benchmarkAbi } as const;
    // Whoever deployed it opens a trial without a vote.
    await send(owner, { ...call, functionName: 'bind', args: [owner.account.address] });
    for (const [chamber, name] of (['drivers-0', 'riders-0'] as const).entries())
      await send(owner, {
        ...call,
        functionName: 'commitSheet',
        args: [BigInt(chamber), sheets[name].sheet],
      });
    const until = 2n ** 40n;
    const args = [1n, modelIdOf('candidate'), owner.account.address, until, until];
    await send(owner, { ...call, functionName: 'openTrial', args });
    const receipt = await send(owner, {
      ...call,
      functionName: 'evaluate',
      args: [1n, 0n, large.batches[0]],
    });
    const asked = await readPredictGas(owner, receipt.transactionHash);
    const networks = asked.reduce((sum, { total }) => sum + total, 0n);
    expect(receipt.gasUsed - networks).toBeLessThan(MOST_GAS / 3n);
    await expect(found(sheetOf(rows + 1))).rejects.toThrow();
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
    expect(await refused({ rowsPerBatch: 9 })).toBe('BatchTooLarge');
    expect(await refused({ rowsPerBatch: 0 })).toBe('EmptySheet');
    expect(await refused({}, people.keepers[1])).toBe('NotTheKeeper');
    expect(await refused({}, keeper, 1n)).toBe('WrongValue');
    expect(await refused({ root: leaf })).toBeUndefined();
  });
});
