import { toHex } from 'viem';
import { expect, test } from 'vitest';
import { Strangers } from '../../src/consensus/cometbft/strangers.ts';
import { EngineError } from '../../src/engine/engine-rpc.ts';
import { type networkGenesis, validator } from '../consensus/cometbft/validator.ts';
import { after, append, memoryChain, sign } from '../support/chain.ts';
import { chunksOf, offerOf } from '../support/snapshots.ts';
import { permissionedGenesis, threeMembers } from './permissioned.ts';

const idOf = (number: number) => number.toString(16).padStart(40, '0');
const genesisWith = (section: Partial<typeof threeMembers>) =>
  ({ ...permissionedGenesis({ ...threeMembers, ...section }), timestampStep: 0 }) as typeof networkGenesis;

/** Validators have the nodes 1 and 2; node 7 is listed. */
const bound = genesisWith({ rules: ['nodes'], nodes: [toHex(7, { size: 20 })] });

test('D34: the engine is told who may connect: validators and listed nodes, from every address', async () => {
  const node = await validator(undefined, bound);
  const engine = await node.dial();
  const codeOf = async (path: string) => {
    const answer = await engine.ask({ case: 'query', value: { path } });
    return answer?.case === 'query' ? answer.value.code : undefined;
  };
  for (const number of [1, 2, 7]) expect(await codeOf(`/p2p/filter/id/${idOf(number)}`)).toBe(0);
  for (const number of [3, 0]) expect(await codeOf(`/p2p/filter/id/${idOf(number)}`)).toBe(1);
  expect(await codeOf('/p2p/filter/addr/10.0.0.1:26656')).toBe(0);
  for (const path of ['', '/p2p/filter/id/', '/p2p/filter/id/zz', `/p2p/filter/id/${idOf(1)}00`, '/store'])
    expect(await codeOf(path)).toBe(1);
  expect(node.errors).toEqual([]);
});

test('D34: without the rule every node may connect', async () => {
  for (const genesis of [genesisWith({}), undefined]) {
    const engine = await (await validator(undefined, genesis)).dial();
    expect(await engine.ask({ case: 'query', value: { path: `/p2p/filter/id/${idOf(3)}` } })).toMatchObject({
      case: 'query',
      value: { code: 0 },
    });
  }
});

/** What an engine says, and what is done about it. */
async function looking(own: number, genesis = bound) {
  const said = { id: idOf(own), catchingUp: false, peers: [] as number[], isThere: true };
  const expelled: (readonly string[])[] = [];
  let time = 0;
  const strangers = new Strangers({
    chain: await memoryChain(genesis),
    engine: {
      async call(method) {
        if (!said.isThere) throw new EngineError('it does not answer');
        if (method === 'status')
          return { node_info: { id: said.id }, sync_info: { catching_up: said.catchingUp } };
        return { peers: said.peers.map((number) => ({ node_info: { id: idOf(number) } })) };
      },
    },
    expel: (ids) => void expelled.push(ids),
    report: (error) => {
      throw error;
    },
    now: () => time,
  });
  const look = async (seconds: number) => {
    time = 1_000 * seconds;
    await strangers.look();
    return expelled.length;
  };
  return { said, expelled, look };
}

test('D34: who is connected and may not be is left, each in its turn', async () => {
  const [first, third] = [await looking(1), await looking(7)];
  for (const { said } of [first, third]) said.peers = [1, 2, 3, 7].filter((id) => idOf(id) !== said.id);
  expect(await first.look(0)).toBe(1);
  expect(first.expelled).toEqual([[idOf(3)]]);
  // Nodes 1 and 2 have their turns before node 7.
  expect(await third.look(0)).toBe(0);
  third.said.peers = [3];
  expect(await third.look(19)).toBe(0);
  expect(await third.look(20)).toBe(1);
});

test('D34: nobody is left for one that went by itself, by a node that is behind or may not connect, or without the rule', async () => {
  const gone = await looking(2);
  gone.said.peers = [1, 3];
  expect(await gone.look(0)).toBe(0);
  gone.said.peers = [1];
  expect(await gone.look(60)).toBe(0);
  gone.said.peers = [1, 3];
  expect(await gone.look(61)).toBe(0);
  const behind = await looking(1);
  Object.assign(behind.said, { catchingUp: true, peers: [3] });
  expect(await behind.look(60)).toBe(0);
  const stranger = await looking(3);
  stranger.said.peers = [4];
  expect(await stranger.look(60)).toBe(0);
  const free = await looking(1, genesisWith({}));
  free.said.peers = [3];
  expect(await free.look(60)).toBe(0);
  const silent = await looking(1);
  silent.said.isThere = false;
  expect(await silent.look(60)).toBe(0);
});

test('D34: a node that has no state, because it joins by a snapshot, lets everybody connect and stops for nobody', async () => {
  const chain = await memoryChain(bound);
  await append(chain, [sign(chain, { nonce: 0 })], after(chain));
  const chunks = await chunksOf(chain);
  const node = await validator(undefined, bound);
  const engine = await node.dial();
  await engine.ask({ case: 'offerSnapshot', value: offerOf(chain, chunks) });
  expect(node.driver.obstacle).toBe('the node is joining by a snapshot');
  const asked = { case: 'query', value: { path: `/p2p/filter/id/${idOf(3)}` } } as const;
  expect(await engine.ask(asked)).toMatchObject({ case: 'query', value: { code: 0 } });
  for (const [index, chunk] of chunks.entries())
    await engine.ask({ case: 'applySnapshotChunk', value: { index, chunk, sender: 'peer' } });
  expect(await engine.ask(asked)).toMatchObject({ case: 'query', value: { code: 1 } });
  expect(node.errors).toEqual([]);
  expect(node.chain.fault).toBeUndefined();
});
