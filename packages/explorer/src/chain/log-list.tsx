import type { Log } from 'viem';
import { decodeLog } from '../decode/decode-log.ts';
import { formatCount } from '../format/numbers.ts';
import { shortenText } from '../format/shorten.ts';
import { AddressLink } from '../parts/hex.tsx';
import { NamedValues } from '../parts/named-values.tsx';

const MOST_LOGS = 100;

/** Logs, decoded where their event is known. */
export function LogList({ logs }: { logs: readonly Log[] }) {
  return (
    <>
      <ol class="logs">
        {logs.slice(0, MOST_LOGS).map(({ address, topics, data, logIndex }) => {
          const decoded = decodeLog(address, topics, data);
          return (
            <li key={logIndex}>
              <p>
                <span class="tag">{decoded?.name ?? 'unknown event'}</span> of{' '}
                <AddressLink address={address} />
              </p>
              <NamedValues
                values={
                  decoded?.args ?? [
                    ...topics.map((topic, index) => ({ name: `topic ${index}`, type: '', value: topic })),
                    { name: 'data', type: '', value: shortenText(data, 400) },
                  ]
                }
              />
            </li>
          );
        })}
      </ol>
      {logs.length > MOST_LOGS && <p class="quiet">And {formatCount(logs.length - MOST_LOGS)} more.</p>}
    </>
  );
}
