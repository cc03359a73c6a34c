import { worstMix } from '../reads/mix.ts';
import { type Attack, Finding } from './attack.ts';
import { Victim } from './victim.ts';

/** Milliseconds from sending to the receipt that a transfer may take beside the worst reads: a block is made at once. */
const MOST_MILLISECONDS = 5_000;
const CONNECTIONS = 30;

/** Reads that take all that one request may, from many connections, while transfers are sent. */
export const reads: Attack = {
  name: 'reads',
  tries: `Calls, estimates, traces with memory, searches, proofs and batches of them, each taking all that it may, from ${CONNECTIONS} connections at once.`,
  holds: `Every transfer is in a block within ${MOST_MILLISECONDS / 1_000} s, every read is answered, memory stays within bounds.`,
  async run({ seconds, say }) {
    const victim = await Victim.start({}, true);
    const until = performance.now() + seconds * 1_000;
    let [asked, transfers, slowest, memory] = [0, 0, 0, 0];
    const readers = Array.from({ length: CONNECTIONS }, async (_, first) => {
      for (let turn = first; performance.now() < until; turn++, asked++) {
        await victim.post(worstMix[turn % worstMix.length], 600_000);
      }
    });
    const writer = async (): Promise<void> => {
      while (performance.now() < until) {
        const start = performance.now();
        await victim.mine({ to: '0x00000000000000000000000000000000000000bb', data: '0x', gas: 21_000n });
        slowest = Math.max(slowest, performance.now() - start);
        transfers++;
        if (transfers % 50 === 0) memory = Math.max(memory, await victim.expectAlive('reads'));
      }
    };
    await Promise.all([writer(), ...readers]);
    say(`${transfers} transfers beside ${asked} reads`);
    memory = Math.max(memory, await victim.expectAlive('reads'));
    await victim.stop();
    if (slowest > MOST_MILLISECONDS)
      throw new Finding(`a transfer took ${slowest.toFixed(0)} ms beside reads`);
    return { transfers, asked, slowestMs: Math.round(slowest), mostMemoryMB: Math.round(memory) };
  },
};
