import { showText } from '../format/shorten.ts';
import { Scroll } from '../parts/scroll.tsx';
import type { Drawing } from '../workers/model-summary.ts';

/** The network as boxes and lines. A click on a layer chooses it; the table below has the same in words. */
export function LayerGraph({
  drawing: { width, height, boxes, edges },
  chosen,
  onChoose,
}: {
  drawing: Drawing;
  chosen: number | undefined;
  onChoose: (layer: number) => void;
}) {
  return (
    <Scroll label="Graph of the network">
      <svg class="graph" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0 8 4 0 8z" class="arrow" />
          </marker>
        </defs>
        {edges.map(({ points }, index) => (
          <polyline
            key={index}
            class="edge"
            points={points.map(({ x, y }) => `${x},${y}`).join(' ')}
            marker-end="url(#arrow)"
          />
        ))}
        {boxes.map(({ x, y, width: w, height: h, title, detail, note, layer }, index) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the table below has the same as buttons.
          <g
            key={index}
            class={`box ${layer === undefined ? 'port' : ''} ${layer !== undefined && layer === chosen ? 'chosen' : ''}`}
            transform={`translate(${x} ${y})`}
            onClick={() => layer !== undefined && onChoose(layer)}
          >
            <rect width={w} height={h} rx="8" />
            <text x="12" y="22" class="title">
              {showText(title)}
            </text>
            <text x="12" y="39">
              {detail}
            </text>
            <text x="12" y="54" class="faint">
              {note}
            </text>
          </g>
        ))}
      </svg>
    </Scroll>
  );
}
