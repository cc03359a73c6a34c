import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { onTestFinished, vi } from 'vitest';
import type { Chain } from '../../../src/chain/chain.ts';
import { defaultLimits } from '../../../src/config/limits.ts';
import {
  RequestSchema,
  type Response,
  ResponseSchema,
} from '../../../src/consensus/cometbft/abci/tendermint/abci/types_pb.ts';
import { encodeFrame, readFrames } from '../../../src/consensus/cometbft/frames.ts';
import { createValidator } from '../../../src/consensus/create-driver.ts';
import { readEngineHeight } from '../../../src/consensus/engine-height.ts';
import { developmentGenesis } from '../../../src/genesis/development.ts';
import { Mempool } from '../../../src/mempool/mempool.ts';
import type { KeyValueStore } from '../../../src/storage/key-value-store.ts';
import { createMemoryStore } from '../../../src/storage/memory.ts';
import { memoryChain } from '../../support/chain.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** What a network of `evm-ml network init` begins from. */
export const networkGenesis = { ...developmentGenesis(), timestampStep: 0 } as const;

/** A request as a test writes it. */
export type Asked = NonNullable<
  Extract<MessageInitShape<typeof RequestSchema>, { $typeName?: never }>['value']
>;

/** A validator's node without its engine: the test is the engine. */
export async function validator(
  store: KeyValueStore = createMemoryStore(),
  genesis = networkGenesis,
  snapshots?: Parameters<typeof createValidator>[0]['snapshots'],
) {
  // The tests' blocks are of the first minutes of 1970: a clock of now would take them for blocks after a rest.
  const clock = vi.spyOn(Date, 'now').mockReturnValue(1_000_000);
  onTestFinished(() => clock.mockRestore());
  const folder = await temporaryFolder();
  const chain: Chain = await memoryChain(genesis, store);
  const pool = new Mempool(defaultLimits);
  const abciSocket = join(folder, 'abci.sock');
  const errors: unknown[] = [];
  const driver = createValidator(
    { abciSocket, rpcSocket: join(folder, 'engine.sock'), snapshots },
    {
      chain,
      pool,
      store,
      limits: defaultLimits,
      height: readEngineHeight(store, chain.keccak256) ?? 0n,
      log: { info() {}, warn() {}, error: (said: unknown) => void errors.push(said) },
    },
  );
  await driver.start();
  onTestFinished(() => driver.stop());
  return {
    ...{ store, chain, pool, driver, errors, abciSocket },
    dial: () => dial(abciSocket),
    /** The snapshot in work is there. */
    taken: () => driver.snapshotsTaken(),
  };
}

/** A connection to a node, as an engine makes it. */
export async function dial(path: string) {
  const socket: Socket = connect(path);
  await once(socket, 'connect');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  const frames = readFrames(socket, 2 ** 24);
  return {
    socket,
    closed: once(socket, 'close'),
    /** The next answer; undefined when the node ended the connection. */
    async answer(): Promise<Response['value'] | undefined> {
      const { value } = await frames.next();
      return value ? fromBinary(ResponseSchema, value).value : undefined;
    },
    async ask(value: Asked): Promise<Response['value'] | undefined> {
      socket.write(encodeRequest(value));
      return this.answer();
    },
  };
}

export const encodeRequest = (value: Asked): Uint8Array =>
  encodeFrame(toBinary(RequestSchema, create(RequestSchema, { value })));
