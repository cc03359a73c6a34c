import { formatBytes, formatCount, formatShape } from '../format/numbers.ts';
import { showText } from '../format/shorten.ts';
import { useAnswer } from '../node/use-answer.ts';
import { Facts } from '../parts/facts.tsx';
import { Panel } from '../parts/panel.tsx';
import { Wait } from '../parts/wait.tsx';
import type { ModelHere } from '../workers/model-here.ts';
import type { LayerSummary } from '../workers/model-summary.ts';

/** What one layer is made of, and how its weights are spread. */
export function LayerDetails({
  here,
  index,
  layer,
}: {
  here: ModelHere;
  index: number;
  layer: LayerSummary;
}) {
  const spread = useAnswer(async () => (await here.spread(index)) ?? null, String(index), [here]);
  return (
    <Panel title={showText(layer.name)}>
      <Facts
        facts={[
          ['Operators', layer.operators.join(', ')],
          ['Shape', `${formatShape(layer.shape)}, ${layer.type}`],
          ['Weights', `${formatCount(layer.parameters)} numbers, ${formatBytes(layer.bytes)}`],
          ['Gas of one example', formatCount(layer.gas)],
        ]}
      />
      <Wait answer={spread}>
        {(found) =>
          found === null ? (
            <p class="quiet">It has no weights.</p>
          ) : (
            <figure class="histogram">
              <div class="columns" aria-hidden="true">
                {found.counts.map((count, bin) => (
                  <span key={bin} style={{ height: `${(100 * count) / Math.max(...found.counts)}%` }} />
                ))}
              </div>
              <figcaption>
                <span>{found.low}</span>
                <span>
                  {found.tensors
                    .map(({ role, shape, type }) => `${role} [${shape.join(', ')}] ${type}`)
                    .join(', ')}
                </span>
                <span>{found.high}</span>
              </figcaption>
            </figure>
          )
        }
      </Wait>
    </Panel>
  );
}
