import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createZeroAddress } from '@ethereumjs/util';
import type { z } from 'zod';
import { defaultLimits } from '../../config/limits.ts';
import { createDriver } from '../../consensus/create-driver.ts';
import { createCustomCrypto } from '../../crypto/custom-crypto.ts';
import { Mempool } from '../../mempool/mempool.ts';
import { createDispatcher } from '../../rpc/dispatch.ts';
import { FilterStore } from '../../rpc/filters.ts';
import { Impersonation } from '../../rpc/impersonation.ts';
import type { MethodTable } from '../../rpc/method.ts';
import { selectMethods } from '../../rpc/method-table.ts';
import { readsHere } from '../../rpc/reads-here.ts';
import { serialize } from '../../rpc/serialize.ts';
import { Snapshots } from '../../rpc/snapshots.ts';
import { firstDifference, readExchanges } from './exchange.ts';
import { importChain } from './import-chain.ts';

/** The suite was written with go-ethereum's bound for calls. */
const limits = { ...defaultLimits, maxCallGas: 50_000_000 };

/**
 * Replays the request/response pairs of ethereum/execution-apis against this node's methods over the chain that lies
 * beside them. Prints each failure, then passed and failed by method. Usage: `npm run conformance:rpc -- FOLDER`.
 */
async function main([folder]: string[]): Promise<void> {
  if (folder === undefined) {
    console.error(
      'Name the folder "tests" of ethereum/execution-apis: npm run conformance:rpc -- execution-apis/tests',
    );
    process.exitCode = 2;
    return;
  }
  const crypto = await createCustomCrypto();
  const genesis = JSON.parse(await readFile(join(folder, 'genesis.json'), 'utf8'));
  const chain = await importChain(genesis, await readFile(join(folder, 'chain.rlp')), crypto);
  console.log(`imported ${chain.head.header.number} blocks`);
  const pool = new Mempool(limits);
  const driver = createDriver({ blockTime: 0, coinbase: createZeroAddress() }, { chain, pool });
  driver.development.setAutomine(false);
  const methods = selectMethods({ debug: true });
  const dispatch = createDispatcher(methods, {
    chain,
    pool,
    driver,
    limits,
    accounts: [],
    filters: new FilterStore(limits),
    impersonation: new Impersonation(),
    snapshots: new Snapshots(),
    subscriptions: new Set(),
    // The imported chain has rules of its own, which no worker knows.
    reads: readsHere(chain, limits),
  });

  const totals = new Map<string, { passed: number; failed: number }>();
  for (const name of (await readdir(folder, { recursive: true }))
    .filter((file) => file.endsWith('.io'))
    .sort()) {
    for (const { request, method, expected, formOnly } of readExchanges(
      await readFile(join(folder, name), 'utf8'),
    )) {
      const total = totals.get(method) ?? { passed: 0, failed: 0 };
      totals.set(method, total);
      const answer = await dispatch(request);
      const given = answer && JSON.parse(String(serialize(answer, Number.POSITIVE_INFINITY)));
      // An error because there is no such method is not the error that was asked for.
      const difference =
        unserved(methods, method) ??
        firstDifference(expected, given, formOnly) ??
        misfit(methods[method]?.result, given.result);
      if (difference === undefined) total.passed++;
      else {
        total.failed++;
        console.log(`${name}: ${difference}`);
      }
    }
  }
  console.table(Object.fromEntries([...totals].sort()));
  const sum = (kind: 'passed' | 'failed') =>
    [...totals.values()].reduce((all, total) => all + total[kind], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
}

const unserved = (methods: MethodTable, name: string): string | undefined =>
  Object.hasOwn(methods, name) ? undefined : `the node does not serve ${name}`;

/** Where an answer does not fit the schema that the node itself publishes for it. */
function misfit(schema: z.ZodType | undefined, answer: unknown): string | undefined {
  const [issue] = answer === undefined ? [] : (schema?.safeParse(answer).error?.issues ?? []);
  return issue && `/result/${issue.path.join('/')} does not fit the schema: ${issue.message}`;
}

await main(process.argv.slice(2));
