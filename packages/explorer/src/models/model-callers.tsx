import { useState } from 'preact/hooks';
import { formatCount } from '../format/numbers.ts';
import { errorText } from '../node/error-text.ts';
import { useNode } from '../node/use-node.ts';
import { AddressLink, TransactionLink } from '../parts/hex.tsx';
import { Notice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { type Callers, readCallers } from './read-callers.ts';

/** Who called a model in the newest blocks, how often, at what gas; asked when somebody wants to know. */
export function ModelCallers({ modelId }: { modelId: string }) {
  const { client, blocks } = useNode();
  const [found, setFound] = useState<Callers>();
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    try {
      setFound(await readCallers(client, modelId, blocks));
      setError(undefined);
    } catch (trouble) {
      setError(errorText(trouble));
    }
    setBusy(false);
  };
  return (
    <Panel
      title="Who called it"
      aside={
        <button type="button" disabled={isBusy} onClick={look}>
          Look at the newest {formatCount(blocks.length)} blocks
        </button>
      }
    >
      {error !== undefined && <Notice kind="bad">{error}</Notice>}
      {!found && (
        <p class="quiet" role="status">
          {isBusy
            ? 'The node runs their transactions again…'
            : 'The node runs their transactions again to tell.'}
        </p>
      )}
      {found && <Found callers={found} />}
    </Panel>
  );
}

function Found({ callers: { callers, looked, left } }: { callers: Callers }) {
  return (
    <>
      {callers.length === 0 ? (
        <p class="quiet">Nobody did.</p>
      ) : (
        <Scroll label="Callers">
          <table>
            <thead>
              <tr>
                <th scope="col">Signed by</th>
                <th scope="col">Through</th>
                <th scope="col" class="number">
                  Calls
                </th>
                <th scope="col" class="number">
                  Gas of a call
                </th>
                <th scope="col">Newest</th>
              </tr>
            </thead>
            <tbody>
              {callers.map(({ from, to, calls, failed, gas, hash }) => (
                <tr key={`${from} ${to}`}>
                  <td>
                    <AddressLink address={from} />
                  </td>
                  <td>
                    <AddressLink address={to} />
                  </td>
                  <td class="number">
                    {formatCount(calls)}
                    {failed > 0 && ' '}
                    {failed > 0 && <span class="tag bad">{formatCount(failed)} failed</span>}
                  </td>
                  <td class="number">{formatCount(gas / BigInt(calls))}</td>
                  <td>
                    <TransactionLink hash={hash} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <p class="quiet">
        {formatCount(looked)} transactions looked into
        {left > 0 && `, ${formatCount(left)} older ones of these blocks not`}.
      </p>
    </>
  );
}
