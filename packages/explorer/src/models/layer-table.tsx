import { formatBytes, formatCount, formatShape } from '../format/numbers.ts';
import { shortenText, showText } from '../format/shorten.ts';
import { Scroll } from '../parts/scroll.tsx';
import type { LayerSummary } from '../workers/model-summary.ts';

/** Layers with shapes, sizes and gas as bars. */
export function LayerTable({
  layers,
  chosen,
  onChoose,
}: {
  layers: readonly LayerSummary[];
  chosen: number | undefined;
  onChoose: (layer: number) => void;
}) {
  const most = Math.max(...layers.map(({ gas }) => gas));
  return (
    <Scroll label="Layers">
      <table>
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col" class="wide">
              Operators
            </th>
            <th scope="col">Shape</th>
            <th scope="col" class="number wide">
              Weights
            </th>
            <th scope="col" class="number wide">
              Products
            </th>
            <th scope="col" class="number">
              Gas
            </th>
            <th scope="col" class="fill">
              <span class="unseen">Gas as a bar</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {layers.map(({ name, operators, shape, type, bytes, macs, gas }, index) => (
            <tr key={index} class={index === chosen ? 'chosen' : ''}>
              <td>
                <button
                  type="button"
                  class="link"
                  aria-pressed={index === chosen}
                  onClick={() => onChoose(index)}
                >
                  {shortenText(showText(name), 40)}
                </button>
              </td>
              <td class="wrap wide">{[...new Set(operators)].join(', ')}</td>
              <td>
                {formatShape(shape)} <span class="quiet">{type}</span>
              </td>
              <td class="number wide">{bytes === 0 ? '' : formatBytes(bytes)}</td>
              <td class="number wide">{formatCount(macs)}</td>
              <td class="number">{formatCount(gas)}</td>
              <td>
                <span class="bar-track slim" aria-hidden="true">
                  <span class="bar-fill" style={{ width: `${most > 0 ? (100 * gas) / most : 0}%` }} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
