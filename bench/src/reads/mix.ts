import { request } from './ask.ts';

const contract = '0x00000000000000000000000000000000000000aa';
/** Jumps in a circle until the gas of a call is used up. */
const circle = { [contract]: { code: '0x5b600056' } };
/** The same with a megabyte of memory, which a trace with memory shows at each step. */
const wide = { [contract]: { code: '0x6001620f4240525b600756' } };

/** What readers ask that is worst for a node: each takes all that one request may, or many at once. */
export const worstMix: readonly unknown[] = [
  request('eth_call', { to: contract }, 'latest', circle),
  Array(20).fill(request('eth_call', { to: contract, gas: '0x50000' }, 'latest', circle)),
  request('debug_traceCall', { to: contract }, 'latest', { enableMemory: true, stateOverrides: wide }),
  request('debug_traceCall', { to: contract }, 'latest', { tracer: 'callTracer', stateOverrides: circle }),
  request('eth_estimateGas', { to: contract }, 'latest', circle),
  request('eth_getLogs', { fromBlock: '0x0', toBlock: 'latest' }),
  request(
    'eth_getProof',
    contract,
    Array.from({ length: 1_000 }, (_, slot) => `0x${slot.toString(16)}`),
    'latest',
  ),
  request('eth_simulateV1', {
    blockStateCalls: [{ stateOverrides: circle, calls: Array(5).fill({ to: contract, gas: '0x200000' }) }],
  }),
  request('eth_feeHistory', '0x400', 'latest', [10, 50, 90]),
  Array(100).fill(request('eth_getBlockByNumber', 'latest', true)),
];
