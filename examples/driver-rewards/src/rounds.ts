import { modelFile } from './trips.ts';

/** One judge and the adversary that learnt from it, as tools/keras/drivers/train.py wrote them. Shares are 0 to 1. */
export interface Round {
  /** 0 is the judge that has met only the tricks that people reported. */
  readonly judge: number;
  /** Honest trips that are paid, and what one earns on average. */
  readonly honest_paid: number;
  readonly honest_earns: number;
  /** Paid trips of each trick. */
  readonly tricks_paid: Readonly<Record<string, number>>;
  /** Paid trips of each adversary that learnt from an earlier judge. */
  readonly made_paid: Readonly<Record<string, number>>;
  /** Of the adversary that learnt from this judge. */
  readonly adversary_wins: number;
  readonly adversary_earns: number;
}

/** What came of training. */
export interface Rounds {
  readonly parameters: number;
  /** Trips of each trick that the rule takes for a drive. */
  readonly rule_beaten: Readonly<Record<string, number>>;
  readonly rounds: readonly Round[];
}

/** An adversary that learnt from the last judge for longer than those of the rounds, as tools/keras/drivers/again.py wrote it. */
export interface Again {
  readonly seed: number;
  readonly wins: number;
  readonly earns: number;
}

export const readAgain = (): readonly Again[] =>
  JSON.parse(new TextDecoder().decode(modelFile('again.json')));

export const readRounds = (): Rounds => JSON.parse(new TextDecoder().decode(modelFile('rounds.json')));
