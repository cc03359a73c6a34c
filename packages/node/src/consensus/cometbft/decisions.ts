import type { TypedTransaction } from '@ethereumjs/tx';
import { equalsBytes } from '@ethereumjs/util';
import type { BlockInputs, Candidates } from '../../chain/block-inputs.ts';
import type { ExecutedBlock } from '../../chain/executor.ts';
import { isRefusal } from '../../mempool/admit.ts';
import type { Mempool } from '../../mempool/mempool.ts';
import { dropForbidden, dropOvertaken, tidyPool } from '../../mempool/tidy.ts';
import { engineHeightChange } from '../engine-height.ts';
import type { EngineTime } from './after-rest.ts';
import { changedValidators, type ValidatorChange } from './changed-validators.ts';
import { decidedInputs, type EngineHeader } from './decided-inputs.ts';
import { type ReadParts, readFromEngine } from './read-transactions.ts';
import { RequestError } from './request-error.ts';
import { type TransactionResult, transactionResults } from './transaction-results.ts';

/** What came of the transactions of one block of the engine. */
export interface Outcome {
  /** Our block; undefined when none of them ran: then there is none. */
  readonly block: ExecutedBlock | undefined;
  /** One for each, in order. */
  readonly results: readonly TransactionResult[];
}

/** What was decided, and what it changes about who decides. */
export interface Decision extends Outcome {
  readonly validatorUpdates: readonly ValidatorChange[];
}

/** What a block was made of, and what came of it. */
interface Kept {
  readonly parent: Uint8Array;
  readonly inputs: BlockInputs;
  readonly transactions: readonly Uint8Array[];
  readonly outcome: Outcome;
}

/** What decisions work on. */
export interface DecisionParts extends ReadParts {
  pool: Mempool;
  /** Height of the engine's block that the head came with; 0 before the first. */
  height: bigint;
}

/**
 * The blocks of the engine, from the proposal to the commit. The last one that was executed is kept with all that it
 * depends on: who proposes, checks and decides the same block executes it once. A block of the engine in which nothing
 * runs makes none of ours, so that the application's hash stays and an idle network rests.
 */
export class Decisions {
  /** Height of the engine's block that was committed last. */
  height: bigint;
  /** Time of the engine's block that was decided last; undefined before the first since this process began. */
  lastTime: EngineTime;
  private kept: Kept | undefined;
  /** What this node proposed last without running it. */
  private unrun: readonly Uint8Array[] = [];
  private refusedOn: Uint8Array | undefined;
  private decided: { height: bigint; outcome: Outcome } | undefined;

  constructor(private readonly parts: DecisionParts) {
    this.height = parts.height;
  }

  /** What the application's state is named by: the hash of the newest block, as it will be once it is committed. */
  get appHash(): Uint8Array {
    return (this.decided?.outcome.block?.block ?? this.parts.chain.head).hash();
  }

  /** Notes what this node proposes without running it. */
  proposeUnrun(transactions: readonly Uint8Array[]): void {
    this.unrun = transactions;
  }

  /** Notes that a proposal on the head was refused. What others propose says nothing of this node's own. */
  refuse(transactions: readonly Uint8Array[]): void {
    if (isSame(this.unrun, transactions)) this.refusedOn = this.parts.chain.head.hash();
  }

  /** True if this node's own was: its next is run before it is proposed, so that none goes wrong twice. */
  get wasRefused(): boolean {
    return this.refusedOn !== undefined && equalsBytes(this.refusedOn, this.parts.chain.head.hash());
  }

  /** Executes what may go into a block of ours; returns the transactions that ran, in their order. @throws Fault */
  async propose(header: EngineHeader, candidates: Candidates): Promise<Uint8Array[]> {
    const { chain, pool } = this.parts;
    const inputs = decidedInputs(chain, header);
    this.decided = undefined;
    const executed = await chain.execute(candidates, inputs);
    const ran = executed.block.transactions;
    // Nothing came before them that might go: they cannot run on this head, and none of them would ever be decided.
    if (ran.length === 0) tidyPool(pool, executed, chain);
    const transactions = ran.map((tx) => tx.serialize());
    const results = transactionResults(ran, { refused: [], receipts: executed.receipts });
    this.keep(inputs, transactions, { block: ran.length > 0 ? executed : undefined, results });
    return transactions;
  }

  /** Executes what somebody proposed or all decided, unless that was done already. @throws Fault */
  async execute(header: EngineHeader, transactions: readonly Uint8Array[]): Promise<Outcome> {
    const { chain } = this.parts;
    const inputs = decidedInputs(chain, header);
    if (this.isKept(inputs, transactions)) return this.kept!.outcome;
    // Only what was executed last can be committed.
    this.decided = undefined;
    const decoded = await Promise.all(transactions.map((bytes) => readFromEngine(this.parts, bytes)));
    const candidates = decoded.filter((tx): tx is TypedTransaction => !isRefusal(tx));
    const executed = candidates.length > 0 ? await chain.execute(candidates, inputs) : undefined;
    const block = executed && executed.block.transactions.length > 0 ? executed : undefined;
    return this.keep(inputs, transactions, { block, results: transactionResults(decoded, executed) });
  }

  /**
   * Executes the block that all decided; nothing of it is on disk before `commit`.
   * @throws RequestError when another block has to come first; Fault
   */
  async decide(height: bigint, header: EngineHeader, transactions: readonly Uint8Array[]): Promise<Decision> {
    this.decided = undefined;
    if (height !== this.height + 1n)
      throw new RequestError(
        `the engine decides block ${height}, this node has committed ${this.height}: their folders do not belong together`,
      );
    const outcome = await this.execute(header, transactions);
    this.decided = { height, outcome };
    this.lastTime = header.time;
    return { ...outcome, validatorUpdates: this.changedValidators(outcome) };
  }

  /**
   * Puts the decided block on disk, with the engine's height in the same write.
   * @returns whether there is a new block of ours
   * @throws RequestError, Fault
   */
  async commit(): Promise<boolean> {
    const { chain, pool } = this.parts;
    if (!this.decided) throw new RequestError('the engine commits a block, and has decided none');
    const { height, outcome } = this.decided;
    if (outcome.block) {
      await chain.commit(outcome.block, [engineHeightChange(height, chain.keccak256)]);
      tidyPool(pool, outcome.block, chain);
    }
    this.decided = undefined;
    this.kept = undefined;
    this.height = height;
    return outcome.block !== undefined;
  }

  /** The head is another one now, whose state came from others, with this block of the engine. */
  async joined(height: bigint): Promise<void> {
    this.decided = undefined;
    this.kept = undefined;
    this.height = height;
    const { chain, pool } = this.parts;
    dropForbidden(pool, chain.permissions);
    await dropOvertaken(pool, (sender) => chain.headNonces.of(sender));
  }

  private changedValidators({ block }: Outcome): ValidatorChange[] {
    const { chain } = this.parts;
    if (!block || !chain.permissions || !chain.changesPermissions(block)) return [];
    return changedValidators(chain.permissions.validators(), chain.permissionsAfter(block).validators());
  }

  private keep(inputs: BlockInputs, transactions: readonly Uint8Array[], outcome: Outcome): Outcome {
    this.kept = { parent: this.parts.chain.head.hash(), inputs, transactions, outcome };
    return outcome;
  }

  private isKept({ timestamp, coinbase }: BlockInputs, transactions: readonly Uint8Array[]): boolean {
    const { kept } = this;
    return (
      kept !== undefined &&
      equalsBytes(kept.parent, this.parts.chain.head.hash()) &&
      kept.inputs.timestamp === timestamp &&
      kept.inputs.coinbase.equals(coinbase) &&
      isSame(kept.transactions, transactions)
    );
  }
}

const isSame = (some: readonly Uint8Array[], others: readonly Uint8Array[]): boolean =>
  some.length === others.length && some.every((bytes, at) => equalsBytes(bytes, others[at]!));
