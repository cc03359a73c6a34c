import { bytesToHex } from '@ethereumjs/util';
import type { Logger } from 'pino';
import type { Chain } from '../chain/chain.ts';

/** Tells of every block (`debug`) and of going back (`info`). */
export function logChain(log: Logger, chain: Chain): void {
  chain.events.on('block', ({ block: { header }, receipts, seconds }) => {
    if (!log.isLevelEnabled('debug')) return;
    log.debug(
      {
        number: Number(header.number),
        hash: bytesToHex(header.hash()),
        transactions: receipts.length,
        gas: Number(header.gasUsed),
        ms: Math.round(seconds * 1_000),
      },
      'block',
    );
  });
  chain.events.on('joined', ({ header }) => {
    log.info(
      { number: Number(header.number), hash: bytesToHex(header.hash()) },
      'joined with the state of this block',
    );
  });
  chain.events.on('rewind', ({ header }) => {
    log.info({ number: Number(header.number) }, 'went back to an older block');
  });
}
