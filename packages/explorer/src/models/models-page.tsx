import { useEffect, useState } from 'preact/hooks';
import { formatBytes, formatCount } from '../format/numbers.ts';
import { shortenText, showText } from '../format/shorten.ts';
import { errorText } from '../node/error-text.ts';
import { useAnswer } from '../node/use-answer.ts';
import { useNode } from '../node/use-node.ts';
import { AddressLink } from '../parts/hex.tsx';
import { Notice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { Wait } from '../parts/wait.tsx';
import { linkTo } from '../route.ts';
import { type ListedModel, listModels, type ModelsPage } from './list-models.ts';

/** Every name with its owner, versions, state, size and price. */
export function ModelsPlace() {
  const { client, blocks } = useNode();
  const first = useAnswer(() => listModels(client, null), 'models', [client, blocks[0]?.hash]);
  const [more, setMore] = useState<readonly ModelsPage[]>([]);
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => setMore([]), [client]);
  return (
    <>
      <h1>Models</h1>
      <Panel title="Names">
        <Wait answer={first}>
          {(page) => {
            const pages = [page, ...more];
            const models = pages.flatMap((each) => each.models);
            const next = pages[pages.length - 1]!.next;
            const loadMore = () =>
              listModels(client, next).then(
                (loaded) => setMore([...more, loaded]),
                (error: unknown) => setTrouble(errorText(error)),
              );
            return (
              <>
                {models.length === 0 ? <Empty /> : <ModelTable models={models} />}
                {trouble !== undefined && <Notice kind="bad">{trouble}</Notice>}
                {next !== null && (
                  <button type="button" onClick={loadMore}>
                    More
                  </button>
                )}
              </>
            );
          }}
        </Wait>
      </Panel>
    </>
  );
}

function Empty() {
  return (
    <p class="quiet">
      No model has a name on this chain yet. <code>evm-ml deploy wine.evmml --name acme.cellar.grader</code>{' '}
      gives one.
    </p>
  );
}

function ModelTable({ models }: { models: readonly ListedModel[] }) {
  return (
    <Scroll label="Models by name">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" class="wide">
              Owner
            </th>
            <th scope="col" class="wide">
              Versions
            </th>
            <th scope="col">State</th>
            <th scope="col" class="number wide">
              Size
            </th>
            <th scope="col" class="number">
              Gas of one
            </th>
            <th scope="col" class="wide">
              <span class="unseen">Try</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map(({ name, owner, latest, count, frozen, description, trouble, deprecation }) => (
            <tr key={name}>
              <td>
                <a href={linkTo.model(name)}>{shortenText(showText(name), 60)}</a>
              </td>
              <td class="wide">
                <AddressLink address={owner} />
              </td>
              <td class="wide">
                {formatCount(count)}
                {latest !== count && <span class="quiet">, latest {formatCount(latest)}</span>}
              </td>
              <td>
                {frozen && <span class="tag">frozen</span>}
                {deprecation !== '' && (
                  <span class="tag bad" title={showText(deprecation)}>
                    deprecated
                  </span>
                )}
                {trouble !== undefined && (
                  <span class="tag bad" title={trouble}>
                    unusable
                  </span>
                )}
                {!frozen && deprecation === '' && trouble === undefined && <span class="tag good">open</span>}
              </td>
              <td class="number wide">{description && formatBytes(Number(description.artefactBytes))}</td>
              <td class="number">{description && formatCount(description.gas)}</td>
              <td class="wide">{description && <a href={linkTo.playground(name)}>Try it</a>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
