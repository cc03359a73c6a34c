import type { AddressInfo } from 'node:net';
import { createAddressFromString, createZeroAddress } from '@ethereumjs/util';
import { pino } from 'pino';
import { openChain } from './chain/open-chain.ts';
import { defaultLimits } from './config/limits.ts';
import { Solo } from './consensus/solo.ts';
import { createCustomCrypto } from './crypto/custom-crypto.ts';
import { developmentAccounts } from './genesis/accounts.ts';
import { developmentGenesis } from './genesis/development.ts';
import { parseGenesis } from './genesis/genesis-file.ts';
import { Mempool } from './mempool/mempool.ts';
import type { NodeOptions, RunningNode } from './node-options.ts';
import { createDispatcher } from './rpc/dispatch.ts';
import { publicMethods } from './rpc/method-table.ts';
import { createServer } from './rpc/server.ts';
import { openStore } from './storage/open-store.ts';

/** Opens (or creates) the chain and serves it over JSON-RPC. Rejects with one clear sentence when it cannot. */
export async function startNode(options: NodeOptions = {}): Promise<RunningNode> {
  const log = pino({ name: 'evm-ml', level: options.logLevel ?? 'silent' }, pino.destination(2));
  const limits = { ...defaultLimits, ...options.limits };
  const genesis = parseGenesis(options.genesis ?? developmentGenesis());
  const accounts = options.genesis ? [] : developmentAccounts();
  const crypto = await createCustomCrypto();
  const kv = await openStore(options.dataDir, options.database ?? 'lmdb');
  try {
    const chain = await openChain(kv, genesis, crypto);
    const pool = new Mempool(limits);
    const solo = new Solo(chain, pool, {
      blockTime: options.blockTime ?? 0,
      coinbase: options.coinbase ? createAddressFromString(options.coinbase) : createZeroAddress(),
      keccak256: crypto.keccak256!,
    });
    const dispatch = createDispatcher(
      publicMethods,
      { chain, pool, solo, limits, accounts },
      (method, _s, code, error) => {
        if (code === -32603) log.error({ method, err: error }, 'request failed');
      },
    );
    const server = await createServer({ dispatch, limits, log });
    const host = options.host ?? '127.0.0.1';
    await server.listen({ host, port: options.port ?? 8545 });
    const { port } = server.server.address() as AddressInfo;

    let reportStop: (fault: Error | undefined) => void = () => {};
    const stopped = new Promise<Error | undefined>((resolve) => {
      reportStop = resolve;
    });
    let closing: Promise<void> | undefined;
    const shutDown = async (fault?: Error) => {
      await solo.stop();
      await server.close();
      await chain.idle();
      await kv.close();
      reportStop(fault);
    };
    const close = (fault?: Error) => (closing ??= shutDown(fault));
    chain.events.on('fault', (fault) => {
      log.fatal({ err: fault }, 'the node stops');
      void close(fault);
    });
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    return {
      url: `http://${authority}`,
      wsUrl: `ws://${authority}`,
      chainId: genesis.config.chainId,
      accounts,
      stopped,
      close: () => close(),
    };
  } catch (error) {
    await kv.close();
    throw error;
  }
}
