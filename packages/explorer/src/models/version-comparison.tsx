import { readArtefact } from '@evm-ml/evm/viem';
import { useState } from 'preact/hooks';
import { formatBytes, formatCount, formatShape } from '../format/numbers.ts';
import { shortenText, showText } from '../format/shorten.ts';
import { useAnswer } from '../node/use-answer.ts';
import { useNode } from '../node/use-node.ts';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { Wait } from '../parts/wait.tsx';
import type { ModelHere } from '../workers/model-here.ts';
import type { LayerDifference, LayerFacts } from '../workers/model-summary.ts';
import type { VersionEntry } from './read-name.ts';

/** Layers shown, at most. */
const mostLayers = 300;

/** This version beside another one of its name: what changed, and how many bytes of weights differ. */
export function VersionComparison({
  here,
  modelId,
  versions,
}: {
  here: ModelHere;
  modelId: string;
  versions: readonly VersionEntry[];
}) {
  const others = versions.filter((version) => version.modelId !== modelId);
  const [chosen, setChosen] = useState('');
  if (others.length === 0) return null;
  const other = others.find(({ version }) => String(version) === chosen);
  return (
    <Panel
      title="Beside another version"
      aside={
        <label class="beside">
          Version
          <select value={chosen} onChange={({ currentTarget: { value } }) => setChosen(value)}>
            <option value="">none</option>
            {others.map(({ version }) => (
              <option key={version} value={String(version)}>
                {version}
              </option>
            ))}
          </select>
        </label>
      }
    >
      {other ? (
        <Comparison key={other.modelId} here={here} modelId={modelId} other={other} />
      ) : (
        <p class="quiet">Choose one, to see what it has otherwise.</p>
      )}
    </Panel>
  );
}

function Comparison({ here, modelId, other }: { here: ModelHere; modelId: string; other: VersionEntry }) {
  const { client } = useNode();
  const compared = useAnswer(async () => {
    const { artefact } = await readArtefact(client, { model: other.modelId });
    return here.compare(artefact);
  }, `${modelId} ${other.modelId}`);
  return (
    <Wait answer={compared}>
      {(layers) => {
        const changed = layers.filter(isChanged);
        return (
          <>
            <p>{sentenceOf(changed, layers.length, other.version)}</p>
            {changed.length > 0 && <Changes layers={changed} version={other.version} />}
          </>
        );
      }}
    </Wait>
  );
}

const shown = ({ operators, shape, type }: LayerFacts) => `${formatShape(shape)} ${type} ${operators.join()}`;

const isChanged = ({ before, after, differing }: LayerDifference): boolean =>
  !before || !after || differing !== 0 || shown(before) !== shown(after);

function sentenceOf(changed: readonly LayerDifference[], all: number, version: number): string {
  if (changed.length === 0)
    return `No layer has other shapes, operators or weights than in version ${version}; scales, names or what stands beside the network may differ.`;
  const bytes = changed.reduce((sum, { differing = 0 }) => sum + differing, 0);
  return `${formatCount(changed.length)} of ${formatCount(all)} layers are not those of version ${version}. Bytes of weights that differ, where the lengths are the same: ${formatCount(bytes)}.`;
}

function Changes({ layers, version }: { layers: readonly LayerDifference[]; version: number }) {
  return (
    <>
      <Scroll label="Layers that differ">
        <table>
          <thead>
            <tr>
              <th scope="col">Layer</th>
              <th scope="col">Here</th>
              <th scope="col">In version {version}</th>
              <th scope="col" class="number">
                Bytes that differ
              </th>
              <th scope="col" class="number">
                Gas, here and there
              </th>
            </tr>
          </thead>
          <tbody>
            {layers.slice(0, mostLayers).map(({ name, before, after, differing }, index) => (
              <tr key={index}>
                <td>{shortenText(showText(name), 40)}</td>
                <td>{describe(before)}</td>
                <td>{describe(after)}</td>
                <td class="number">
                  {differing === undefined
                    ? 'other lengths'
                    : `${formatCount(differing)} of ${formatCount(before!.bytes)}`}
                </td>
                <td class="number">
                  {before ? formatCount(before.gas) : 'none'}, {after ? formatCount(after.gas) : 'none'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {layers.length > mostLayers && <p class="quiet">And {formatCount(layers.length - mostLayers)} more.</p>}
    </>
  );
}

function describe(layer: LayerFacts | undefined) {
  if (!layer) return <span class="tag bad">not there</span>;
  const operators = shortenText([...new Set(layer.operators)].join(', '), 60);
  return `${formatShape(layer.shape)} ${layer.type}, ${operators}, ${formatBytes(layer.bytes)}`;
}
