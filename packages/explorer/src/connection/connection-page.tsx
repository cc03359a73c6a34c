import { useState } from 'preact/hooks';
import { getChainId } from 'viem/actions';
import { showText } from '../format/shorten.ts';
import { keepToken, readToken } from '../node/access-token.ts';
import { useAnswer } from '../node/use-answer.ts';
import { useNode } from '../node/use-node.ts';
import { Facts } from '../parts/facts.tsx';
import { Panel } from '../parts/panel.tsx';
import { Wait } from '../parts/wait.tsx';

const WORDS = {
  connecting: 'connecting',
  live: 'live: blocks are announced over a WebSocket',
  polling: 'asked every two seconds: there is no WebSocket',
  away: 'the node does not answer',
} as const;

/** Which node the page looks at, and how. */
export function ConnectionPlace() {
  const { client, url, status } = useNode();
  const about = useAnswer(
    async () => {
      const [chainId, version] = await Promise.all([
        getChainId(client),
        client.request<{ Parameters: unknown; ReturnType: string }>({
          method: 'web3_clientVersion',
          params: [],
        }),
      ]);
      return { chainId, version };
    },
    url,
    [client, status],
  );
  const [node, setNode] = useState(url);
  const [token, setToken] = useState(readToken() ?? '');
  const connect = (event: Event) => {
    event.preventDefault();
    keepToken(token.trim());
    const there = new URL(location.href);
    if (node.trim() === '' || node.trim() === `${location.origin}/`) there.searchParams.delete('node');
    else there.searchParams.set('node', node.trim());
    if (there.href === location.href) location.reload();
    else location.assign(there);
  };
  return (
    <>
      <h1>Connection</h1>
      <Panel title="Node">
        <Facts
          facts={[
            ['Address', url],
            ['State', WORDS[status]],
          ]}
        />
        <Wait answer={about}>
          {({ chainId, version }) => (
            <Facts
              facts={[
                ['Chain id', String(chainId)],
                ['Program', showText(version)],
              ]}
            />
          )}
        </Wait>
      </Panel>
      <Panel title="Another node">
        <form class="form" onSubmit={connect}>
          <label for="node">
            Address of its JSON-RPC; the node that serves this page has to allow it (docs/explorer.md)
          </label>
          <input
            id="node"
            type="text"
            inputMode="url"
            autocomplete="off"
            value={node}
            onInput={(event) => setNode(event.currentTarget.value)}
          />
          <label for="token">Access token, if the node asks for one; forgotten when this tab is closed</label>
          <input
            id="token"
            type="password"
            autocomplete="off"
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
          <button type="submit">Connect</button>
        </form>
      </Panel>
    </>
  );
}
