import { z } from 'zod';
import { EngineRpc } from '../../engine/engine-rpc.ts';

/** What an engine says of itself and of the network. */
export interface EngineView {
  /** Of its newest block. */
  height: number;
  /** When its newest block was made, milliseconds since 1970. */
  blockTime: number;
  /** True while it runs blocks that the others have already. */
  isJoining: boolean;
  /** Round of the height that it decides now; 0 unless the height before had no success. Undefined while it joins. */
  round: number | undefined;
  /** By node id, the peers that it is connected to: the names that they give themselves. */
  peers: ReadonlyMap<string, string>;
  /** By address, the votes that each validator has. */
  power: ReadonlyMap<string, number>;
  /** Of the newest blocks, the newest first: addresses of the validators whose signature it has. */
  signers: readonly ReadonlySet<string>[];
}

/** Blocks whose signatures are counted: those that come late are missing in single ones. */
const countedBlocks = 20;

const whole = z.coerce.number().int();
const statusSchema = z.object({
  sync_info: z.object({
    latest_block_height: whole,
    latest_block_time: z.string(),
    earliest_block_height: whole,
    catching_up: z.boolean(),
  }),
});
const peersSchema = z.object({
  peers: z.array(z.object({ node_info: z.object({ id: z.string(), moniker: z.string() }) })),
});
const roundSchema = z.object({ round_state: z.object({ 'height/round/step': z.string() }) });
const validatorsSchema = z.object({
  validators: z.array(z.object({ address: z.string(), voting_power: whole })),
  total: whole,
});
const commitSchema = z.object({
  signed_header: z.object({
    commit: z.object({
      signatures: z.array(z.object({ block_id_flag: z.number(), validator_address: z.string() })),
    }),
  }),
});

/** `BlockIDFlagCommit`: it signed this block, not none. */
const signedThis = 2;

/** Asks an engine. @returns undefined when it does not answer */
export async function viewEngine(socket: string): Promise<EngineView | undefined> {
  const rpc = new EngineRpc(socket);
  try {
    const { sync_info: sync } = statusSchema.parse(await rpc.call('status'));
    const { peers } = peersSchema.parse(await rpc.call('net_info'));
    const height = sync.latest_block_height;
    return {
      height,
      blockTime: Date.parse(sync.latest_block_time),
      isJoining: sync.catching_up,
      round: sync.catching_up ? undefined : await roundOf(rpc),
      peers: new Map(peers.map(({ node_info: { id, moniker } }) => [id, moniker])),
      power: height > 0 ? await powerOf(rpc) : new Map(),
      signers: await signersOf(rpc, height, Math.max(1, sync.earliest_block_height)),
    };
  } catch {
    return undefined;
  } finally {
    rpc.close();
  }
}

async function roundOf(rpc: EngineRpc): Promise<number> {
  const { round_state: state } = roundSchema.parse(await rpc.call('consensus_state'));
  return Number(state['height/round/step'].split('/')[1]);
}

async function powerOf(rpc: EngineRpc): Promise<Map<string, number>> {
  const power = new Map<string, number>();
  for (let page = 1, total = 1; power.size < total; page++) {
    const answer = validatorsSchema.parse(await rpc.call('validators', { page: `${page}`, per_page: '100' }));
    for (const { address, voting_power } of answer.validators) power.set(address, voting_power);
    ({ total } = answer);
  }
  return power;
}

async function signersOf(rpc: EngineRpc, height: number, earliest: number): Promise<Set<string>[]> {
  const heights = Array.from({ length: countedBlocks }, (_, back) => height - back);
  return Promise.all(
    heights
      .filter((each) => each >= earliest)
      .map(async (each) => {
        const answer = commitSchema.parse(await rpc.call('commit', { height: `${each}` }));
        const { signatures } = answer.signed_header.commit;
        const signed = signatures.filter(({ block_id_flag }) => block_id_flag === signedThis);
        return new Set(signed.map(({ validator_address }) => validator_address));
      }),
  );
}
