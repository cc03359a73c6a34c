import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Chain } from '../chain/chain.ts';
import type { Cluster } from '../consensus/cluster.ts';
import { createLabelLimit } from './label-limit.ts';

/** Validators that are told apart; a chain has no more at once, and those of later stand for `other`. */
const mostValidators = 64;

/** Who decides, who signs, and how long it takes until a transaction is final. */
export function watchCluster(register: Registry, cluster: Cluster, { permissions }: Chain): void {
  const registers = [register];
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name: `evm_ml_cluster_${name}`,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter({ name: `evm_ml_cluster_${name}_total`, help, labelNames, registers });
  const lastVotes = () => cluster.last?.lastVotes ?? [];

  gauge('engine_connected', 'Whether the consensus engine is there: 1 or 0.', () =>
    Number(cluster.isConnected),
  );
  gauge(
    'engine_height',
    "Number of the engine's newest block since the start; empty ones are none of the chain.",
    () => Number(cluster.last?.height ?? 0n),
  );
  gauge(
    'peers',
    'Nodes that the engine is connected to.',
    async () => (await cluster.countPeers()) ?? Number.NaN,
  );
  gauge(
    'round',
    'Round in which the block before the newest was decided; 0 is the first.',
    () => cluster.last?.lastRound ?? 0,
  );
  gauge('validators', 'Validators that could vote on the block before the newest.', () => lastVotes().length);
  gauge(
    'missing_signatures',
    'Validators whose signature of the block before the newest was not there in time.',
    () => lastVotes().filter(({ signed }) => !signed).length,
  );
  if (permissions) gauge('members', 'Members that govern the chain.', () => permissions.members().length);

  const failed = counter('failed_rounds', 'Rounds that ended without a block.');
  const missed = counter('missed_signatures', 'Signatures that were not there in time, by validator.', [
    'validator',
  ]);
  const proposed = counter('proposed_blocks', "The engine's blocks by the validator that proposed them.", [
    'validator',
  ]);
  const refused = counter('refused_proposals', 'Proposals of others that this node refused.');
  const misbehaviour = counter(
    'misbehaviour',
    'Proofs that a validator signed two different things, by kind.',
    ['kind'],
  );
  const finality = new Histogram({
    name: 'evm_ml_cluster_finality_seconds',
    help: 'Time from when a transaction was sent to this node until it was final.',
    buckets: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60],
    registers,
  });

  const labelOf = createLabelLimit(mostValidators);
  for (const kind of ['duplicate vote', 'light client attack'] as const) misbehaviour.inc({ kind }, 0);
  cluster.events.on('decided', ({ proposer, lastRound, lastVotes: votes }) => {
    proposed.inc({ validator: labelOf(proposer) });
    failed.inc(lastRound);
    for (const { validator, signed } of votes) missed.inc({ validator: labelOf(validator) }, signed ? 0 : 1);
  });
  cluster.events.on('misbehaved', ({ kind }) => misbehaviour.inc({ kind }));
  cluster.events.on('refused', () => refused.inc());
  cluster.events.on('final', (seconds) => finality.observe(seconds));
}
