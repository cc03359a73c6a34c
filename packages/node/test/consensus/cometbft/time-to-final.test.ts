import { expect, test } from 'vitest';
import { defaultLimits } from '../../../src/config/limits.ts';
import { TimeToFinal } from '../../../src/consensus/cometbft/time-to-final.ts';
import { isRefusal } from '../../../src/mempool/admit.ts';
import { Mempool } from '../../../src/mempool/mempool.ts';
import { after, append, memoryChain, sign } from '../../support/chain.ts';

test('time is measured of what waits, and nothing is remembered of what was replaced before its turn', async () => {
  const chain = await memoryChain();
  const pool = new Mempool(defaultLimits);
  const final: number[] = [];
  const timeToFinal = new TimeToFinal({ chain, pool }, (seconds) => final.push(seconds));
  const [waits, replaced] = [sign(chain, {}), sign(chain, {}, 1)];
  for (const tx of [waits, replaced]) {
    const entry = pool.add(tx);
    if (isRefusal(entry)) throw new Error(entry.reason);
    if (tx === replaced) pool.remove(entry.hash);
    timeToFinal.sent(entry.hash);
  }
  await append(chain, [waits, replaced], after(chain));
  expect(final).toHaveLength(1);
});
