import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { AccountPage } from './chain/account-page.tsx';
import { BlockPage } from './chain/block-page.tsx';
import { ChainPage } from './chain/chain-page.tsx';
import { TransactionPage } from './chain/transaction-page.tsx';
import { ConnectionPlace } from './connection/connection-page.tsx';
import { showText } from './format/shorten.ts';
import { NodeContext } from './node/use-node.ts';
import { useChain } from './node/watch-chain.ts';
import { Notice } from './parts/notice.tsx';
import { linkTo, parseRoute, type Route } from './route.ts';
import { Search } from './search/search.tsx';

const STATUS = {
  connecting: 'connecting',
  live: 'live',
  polling: 'polling',
  away: 'node away',
} as const;

/** The page: what is at the top of every place, and the place that the address names. */
export function App({ node }: { node: string }) {
  const view = useChain(node);
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const place = JSON.stringify(route);
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = titleOf(route);
    if (!isFirst.current) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    isFirst.current = false;
  }, [place]);
  return (
    <NodeContext.Provider value={view}>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="top">
        <div class="top-row">
          <a class="brand" href={linkTo.chain}>
            evm-ml
          </a>
          <nav aria-label="Places">
            <a href={linkTo.chain} aria-current={isChain(route) ? 'page' : undefined}>
              Chain
            </a>
            <a href={linkTo.models} aria-current={isModels(route) ? 'page' : undefined}>
              Models
            </a>
          </nav>
          <a
            class={`status ${view.status}`}
            href={linkTo.connection}
            aria-label={`Connection: ${STATUS[view.status]}`}
          >
            {STATUS[view.status]}
          </a>
          <Search />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {view.status === 'away' && view.blocks.length > 0 && (
          <Notice kind="bad">
            The node does not answer. What is shown is from before; this page goes on asking.
          </Notice>
        )}
        <Place route={route} />
      </main>
    </NodeContext.Provider>
  );
}

function Place({ route }: { route: Route }) {
  switch (route.page) {
    case 'chain':
      return <ChainPage />;
    case 'block':
      return <BlockPage id={route.id} />;
    case 'transaction':
      return <TransactionPage key={route.hash} hash={route.hash} />;
    case 'account':
      return <AccountPage address={route.address} />;
    case 'models':
      return <Later load={loadModels} given={{}} />;
    case 'model':
      return <Later key={route.reference} load={loadModel} given={{ reference: route.reference }} />;
    case 'playground':
      return <Later key={route.reference} load={loadPlayground} given={{ reference: route.reference }} />;
    case 'connection':
      return <ConnectionPlace />;
    default:
      return <Notice kind="bad">There is no such place: {showText(route.text)}</Notice>;
  }
}

const loadModels = () => import('./models/models-page.tsx').then(({ ModelsPlace }) => ModelsPlace);
const loadModel = () => import('./models/model-page.tsx').then(({ ModelPlace }) => ModelPlace);
const loadPlayground = () =>
  import('./playground/playground-page.tsx').then(({ PlaygroundPlace }) => PlaygroundPlace);

/** A place that is loaded when somebody goes there. */
function Later<Given extends object>({
  load,
  given,
}: {
  load: () => Promise<ComponentType<Given>>;
  given: Given;
}) {
  const [loaded, setLoaded] = useState<{ Part: ComponentType<Given> }>();
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    let isGone = false;
    load().then(
      (Part) => !isGone && setLoaded({ Part }),
      () => !isGone && setMissing(true),
    );
    return () => {
      isGone = true;
    };
  }, [load]);
  if (isMissing)
    return <Notice kind="bad">This part of the page could not be loaded; reload the page.</Notice>;
  if (!loaded) {
    return (
      <p class="quiet" role="status">
        Loading…
      </p>
    );
  }
  return <loaded.Part {...given} />;
}

function useRoute(): Route {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const follow = () => setFragment(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return parseRoute(fragment);
}

const isChain = ({ page }: Route) => ['chain', 'block', 'transaction', 'account'].includes(page);
const isModels = ({ page }: Route) => ['models', 'model', 'playground'].includes(page);

function titleOf(route: Route): string {
  const about =
    route.page === 'block'
      ? `Block ${route.id}`
      : 'reference' in route
        ? showText(route.reference)
        : route.page.charAt(0).toUpperCase() + route.page.slice(1);
  return `${about} · evm-ml`;
}
