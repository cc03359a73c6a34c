import { PREDICT_ADDRESS } from '@evm-ml/evm';
import { type Hex, toHex } from 'viem';
import { type Actor, pick, type Scene } from '../scene.ts';
import { gradeData, someWine, wineName } from './wine.ts';

/** Calls, reads of state and blocks, proofs, estimates. */
export function reads(scene: Scene): Actor {
  const { http, random, wallets, contracts } = scene;
  const someone = () => pick(random, wallets).account.address;
  const someBlock = async (): Promise<Hex> =>
    toHex(Math.floor(random() * (Number(await http.call<Hex>('eth_blockNumber')) + 1)));
  const questions: readonly (() => Promise<unknown>)[] = [
    () => http.call('eth_call', { to: PREDICT_ADDRESS, data: gradeData(random) }, 'latest'),
    () =>
      http.call(
        'predict_call',
        wineName,
        someWine(random)
          .map((value) => Number(value) / 1e18)
          .map(String),
      ),
    () => http.call('eth_estimateGas', { from: someone(), to: PREDICT_ADDRESS, data: gradeData(random) }),
    () => http.call('eth_getBalance', someone(), 'latest'),
    async () => http.call('eth_getBalance', someone(), await someBlock()),
    async () => http.call('eth_getBlockByNumber', await someBlock(), random() < 0.5),
    async () => http.call('eth_getBlockReceipts', await someBlock()),
    () => http.call('eth_getProof', someone(), [], 'latest'),
    () => http.call('eth_feeHistory', '0x10', 'latest', [25, 75]),
    () => http.call('eth_getTransactionCount', someone(), 'pending'),
    () => http.call('txpool_status'),
    () => http.call('eth_createAccessList', { from: someone(), to: pick(random, contracts) }),
    () => http.call('eth_getStorageAt', pick(random, contracts), '0x0', 'latest'),
    () =>
      http.call('eth_getLogs', { fromBlock: 'latest', toBlock: 'latest', address: contracts.slice(0, 100) }),
  ];
  return {
    name: 'reads',
    every: 40,
    turn: async () => void (contracts.length > 0 && (await pick(random, questions)())),
  };
}

/** Logs of the last 200 blocks. */
export const logs = ({ http, random, contracts }: Scene): Actor => ({
  name: 'logs',
  every: 500,
  async turn() {
    if (contracts.length === 0) return;
    const head = Number(await http.call<Hex>('eth_blockNumber'));
    const fromBlock = toHex(Math.max(0, head - 200));
    const found = await http.call<{ address: Hex }[]>('eth_getLogs', {
      fromBlock,
      address: pick(random, contracts),
    });
    if (new Set(found.map(({ address }) => address)).size > 1) throw new Error('logs of another contract');
  },
});

/** Filters that are started, asked twice and ended. */
export const filters = ({ http, random }: Scene): Actor => ({
  name: 'filters',
  every: 1_000,
  async turn() {
    const kinds = ['eth_newBlockFilter', 'eth_newPendingTransactionFilter', 'eth_newFilter'] as const;
    const kind = pick(random, kinds);
    const id = await http.call<Hex>(kind, ...(kind === 'eth_newFilter' ? [{}] : []));
    for (let asked = 0; asked < 2; asked++) await http.call('eth_getFilterChanges', id);
    if ((await http.call('eth_uninstallFilter', id)) !== true) throw new Error('a filter was gone');
  },
});

/** Traces of transactions that were acknowledged lately. */
export const traces = ({ http, random, acknowledged }: Scene): Actor => ({
  name: 'traces',
  every: 1_000,
  async turn() {
    if (acknowledged.length === 0) return;
    const { hash } = pick(random, acknowledged.slice(-500));
    const tracer = pick(random, ['', 'callTracer', 'prestateTracer']);
    await http.call('debug_traceTransaction', hash, tracer === '' ? {} : { tracer });
    await http.call('predict_trace', hash);
  },
});
