import { getModel } from '@evm-ml/evm/viem';
import { useState } from 'preact/hooks';
import { formatBytes, formatCount, formatShape } from '../format/numbers.ts';
import { shortenHex, shortenText, showText } from '../format/shorten.ts';
import { useAnswer } from '../node/use-answer.ts';
import { useModel } from '../node/use-model.ts';
import { useNode } from '../node/use-node.ts';
import { Facts } from '../parts/facts.tsx';
import { AddressLink, Hash } from '../parts/hex.tsx';
import { Notice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { Wait } from '../parts/wait.tsx';
import { linkTo } from '../route.ts';
import { Downloads } from './downloads.tsx';
import { KerasConfig } from './keras-config.tsx';
import { LayerDetails } from './layer-details.tsx';
import { LayerGraph } from './layer-graph.tsx';
import { LayerTable } from './layer-table.tsx';
import { ModelCallers } from './model-callers.tsx';
import { nameOf } from './model-name.ts';
import { type NameEntry, readName, type VersionEntry } from './read-name.ts';
import { VersionComparison } from './version-comparison.tsx';

/** A model: what PREDICT says of it, its versions, its layers. */
export function ModelPlace({ reference }: { reference: string }) {
  const { client, blocks } = useNode();
  const named = nameOf(reference);
  const when = [client, blocks[0]?.hash];
  const described = useAnswer(() => getModel(client, { model: reference }), reference, when);
  const entry = useAnswer(
    async () => (named ? ((await readName(client, named.name)) ?? null) : null),
    `name ${named?.name}`,
    when,
  );
  return (
    <>
      <h1 class="name">{shortenText(showText(reference), 100)}</h1>
      <Wait answer={described}>
        {({
          modelId,
          version,
          profile,
          artefactBytes,
          planBytes,
          inputLength,
          outputLength,
          gas,
          exceedsBlockGasLimit,
          steps,
          leastGas,
        }) => (
          <>
            <Panel
              title="Model"
              aside={
                <a class="button" href={linkTo.playground(reference)}>
                  Try it
                </a>
              }
            >
              <Facts
                facts={[
                  ['Id', <Hash key="id" text={modelId} what="model id" />],
                  ['Version', version === 0n ? undefined : formatCount(version)],
                  [
                    'Owner',
                    entry.value ? <AddressLink key="owner" address={entry.value.owner} whole /> : undefined,
                  ],
                  ['Profile', profile],
                  [
                    'Size',
                    `${formatBytes(Number(artefactBytes))}, ${formatBytes(Number(planBytes))} of memory to run`,
                  ],
                  ['Numbers', `${formatCount(inputLength)} in, ${formatCount(outputLength)} out`],
                  [
                    'Gas of one prediction',
                    steps === 0n
                      ? formatCount(gas)
                      : `${formatCount(leastGas)} to ${formatCount(gas)}, by steps`,
                  ],
                  ['Generates', steps === 0n ? undefined : `at most ${formatCount(steps)} steps`],
                ]}
              />
              {exceedsBlockGasLimit && (
                <Notice kind="bad">One prediction takes more gas than a block has.</Notice>
              )}
            </Panel>
            {entry.value && <Versions name={named!.name} entry={entry.value} current={Number(version)} />}
            <ModelCallers key={`callers ${modelId}`} modelId={modelId} />
            <Network reference={reference} modelId={modelId} versions={entry.value?.versions ?? []} />
          </>
        )}
      </Wait>
    </>
  );
}

function Versions({ name, entry, current }: { name: string; entry: NameEntry; current: number }) {
  return (
    <Panel title="Versions" aside={entry.frozen ? <span class="tag">frozen</span> : undefined}>
      <Scroll label="Versions">
        <table>
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">Id</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {entry.versions.map(({ version, modelId, deprecation }) => (
              <tr key={version} class={version === current ? 'chosen' : ''}>
                <td>
                  <a href={linkTo.model(`${name}@${version}`)}>{version}</a>
                </td>
                <td class="hex" title={modelId}>
                  {shortenHex(modelId)}
                </td>
                <td class="wrap">
                  {version === entry.latest && <span class="tag good">latest</span>}
                  {deprecation !== '' && (
                    <>
                      <span class="tag bad">deprecated</span> {shortenText(showText(deprecation), 200)}
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}

function Network({
  reference,
  modelId,
  versions,
}: {
  reference: string;
  modelId: string;
  versions: readonly VersionEntry[];
}) {
  const { client } = useNode();
  const { loaded, error } = useModel(client, modelId);
  const [chosen, setChosen] = useState<number>();
  if (error !== undefined) return <Notice kind="bad">{error}</Notice>;
  if (!loaded) {
    return (
      <p class="quiet" role="status">
        Reading the model from the chain…
      </p>
    );
  }
  const { here, summary } = loaded;
  const { inputs, outputs, layers, drawing, parameters } = summary;
  const layer = chosen === undefined ? undefined : layers[chosen];
  const operatorGas = layers.reduce((sum, { gas }) => sum + gas, 0);
  return (
    <>
      <Panel title="Network" aside={<Downloads reference={reference} loaded={loaded} />}>
        <p>
          {formatCount(parameters)} parameters in {formatCount(layers.length)} layers;{' '}
          {inputs.map(({ name, shape }) => `${showText(name)} ${formatShape(shape)}`).join(', ')} in,{' '}
          {outputs.map(({ name, shape }) => `${showText(name)} ${formatShape(shape)}`).join(', ')} out. The
          bytes were read from the chain and checked against the id.
        </p>
        <div class={`network ${drawing && drawing.width <= 320 ? 'narrow' : ''}`}>
          {drawing ? (
            <LayerGraph drawing={drawing} chosen={chosen} onChoose={setChosen} />
          ) : (
            <p class="quiet">The graph has too many layers for a picture; the table has them all.</p>
          )}
          <div>
            <h3>Gas by layer: {formatCount(operatorGas)} for the operators</h3>
            <LayerTable layers={layers} chosen={chosen} onChoose={setChosen} />
          </div>
        </div>
        <KerasConfig loaded={loaded} />
      </Panel>
      <VersionComparison here={here} modelId={modelId} versions={versions} />
      {layer && chosen !== undefined && <LayerDetails here={here} index={chosen} layer={layer} />}
    </>
  );
}
