import { bytesToHex } from '@ethereumjs/util';
import { expect, test } from 'vitest';
import { Fault } from '../../src/chain/fault.ts';
import { defaultLimits } from '../../src/config/limits.ts';
import { admit } from '../../src/mempool/admit.ts';
import { Mempool } from '../../src/mempool/mempool.ts';
import { PoolJournal } from '../../src/mempool/pool-journal.ts';
import { keys } from '../../src/storage/keys.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { memoryChain, sign } from '../support/chain.ts';

test('D11: a transaction that met a fault is set aside: it does not wait again, and stays in the database', async () => {
  const kv = createMemoryStore();
  const chain = await memoryChain(undefined, kv);
  const parts = { kv, chain, pool: new Mempool(defaultLimits), limits: defaultLimits };
  const journal = new PoolJournal(parts);
  await journal.restore();
  const [guilty, innocent] = [sign(chain, { nonce: 0 }), sign(chain, { nonce: 1 })];
  for (const tx of [guilty, innocent]) await admit(tx, parts);
  await journal.flush();

  const fault = new Fault('out of memory');
  fault.transaction = guilty;
  chain.halt('executing block 1', fault);
  await journal.settled();

  for (let start = 0; start < 2; start++) {
    const again = await memoryChain(undefined, kv);
    const pool = new Mempool(defaultLimits);
    const restored = await new PoolJournal({ ...parts, chain: again, pool }).restore();
    expect(restored).toMatchObject({ waiting: 1, damaged: 0, setAside: [bytesToHex(guilty.hash())] });
    expect(pool.get(bytesToHex(innocent.hash()))).toBeDefined();
    expect(pool.get(bytesToHex(guilty.hash()))).toBeUndefined();
  }
  expect(await kv.get(keys.aside(guilty.hash()))).toBeDefined();
});
