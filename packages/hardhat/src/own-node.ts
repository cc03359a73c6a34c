import { AsyncLocalStorage } from 'node:async_hooks';
import { HardhatPluginError } from 'hardhat/plugins';
import type { EvmMlNodeOptions } from './config.ts';
import { type OwnNode, startOwnNode } from './node-thread.ts';
import { PACKAGE } from './package-name.ts';

/** The connection that is being made, and the node that was started for it. */
const connecting = new AsyncLocalStorage<{ node?: OwnNode }>();

/**
 * Runs `connect`, and gives the node that it started, if any. A node whose connection fails is closed.
 */
export async function withOwnNode<T>(connect: () => Promise<T>): Promise<[T, OwnNode | undefined]> {
  const slot: { node?: OwnNode } = {};
  try {
    const connection = await connecting.run(slot, connect);
    return [connection, slot.node];
  } catch (error) {
    await slot.node?.close();
    throw error;
  }
}

/** Starts the node of the connection that is being made; its address. */
export async function startForConnection(options: EvmMlNodeOptions): Promise<string> {
  const slot = connecting.getStore();
  if (slot === undefined) {
    throw new HardhatPluginError(
      PACKAGE,
      'the node of this network is started by a connection: call network.create("evmml") first.',
    );
  }
  slot.node = await startOwnNode(options);
  return slot.node.url;
}
