import { Graph as Layout, layout } from '@dagrejs/dagre';
import { type Graph, isTextOutput } from '@evm-ml/quantized-runtime';
import type { LayerGroup } from './group-layers.ts';
import type { Drawing, LayerSummary } from './model-summary.ts';

/** More boxes than this are a list, and no picture. */
const MOST_BOXES = 250;
const WIDTH = 232;
const HEIGHT = 62;

/** What of dagre's graph is used; its own types do not resolve under Node's rules. */
interface Plan {
  setGraph(label: object): void;
  setDefaultEdgeLabel(label: () => object): void;
  setNode(id: string, label: object): void;
  setEdge(from: string, to: string): void;
  graph(): { readonly width?: number; readonly height?: number };
  nodes(): string[];
  node(id: string): { readonly x?: number; readonly y?: number };
  edges(): { readonly v: string; readonly w: string }[];
  edge(edge: object): { readonly points?: readonly { readonly x: number; readonly y: number }[] } | undefined;
}

const shapeOf = (shape: readonly number[]) => (shape.length === 0 ? '1' : shape.join(' × '));
const short = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/** Where boxes and lines lie; undefined where there are too many for anybody to follow. */
export function drawGraph(
  graph: Graph,
  groups: readonly LayerGroup[],
  layers: readonly LayerSummary[],
): Drawing | undefined {
  const { inputs, outputs, values, nodes } = graph;
  if (groups.length + inputs.length + outputs.length > MOST_BOXES) return undefined;
  const plan: Plan = new Layout({ multigraph: false });
  plan.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 30, marginx: 2, marginy: 2 });
  plan.setDefaultEdgeLabel(() => ({}));
  /** Which box writes a value. */
  const writer = new Map<number, string>();
  const texts = new Map<string, { title: string; detail: string; note: string; layer: number | undefined }>();
  const add = (
    id: string,
    text: { title: string; detail: string; note: string; layer: number | undefined },
  ) => {
    plan.setNode(id, { width: WIDTH, height: HEIGHT });
    texts.set(id, text);
  };
  inputs.forEach(({ name, value, kind }, index) => {
    const { shape, type } = values[value]!;
    writer.set(value, `i${index}`);
    add(`i${index}`, {
      title: name,
      detail: shapeOf(shape),
      note: `input, ${kind}, ${type}`,
      layer: undefined,
    });
  });
  groups.forEach((group, index) => {
    const { name, shape, type, operators } = layers[index]!;
    const kinds = [...new Set(operators)].join(', ');
    add(`n${index}`, { title: name, detail: `${shapeOf(shape)}  ${type}`, note: kinds, layer: index });
    for (const node of group.nodes) for (const value of nodes[node]!.outputs) writer.set(value, `n${index}`);
  });
  groups.forEach((group, index) => {
    for (const node of group.nodes)
      for (const value of nodes[node]!.inputs) {
        const from = writer.get(value);
        if (from !== undefined && from !== `n${index}`) plan.setEdge(from, `n${index}`);
      }
  });
  outputs.forEach((port, index) => {
    const { name, value } = port;
    const kind = isTextOutput(nodes, port) ? 'text, ' : '';
    const { shape, type } = values[value]!;
    add(`o${index}`, {
      title: name,
      detail: shapeOf(shape),
      note: `output, ${kind}${type}`,
      layer: undefined,
    });
    const from = writer.get(value);
    if (from !== undefined) plan.setEdge(from, `o${index}`);
  });
  layout(plan);
  const { width = 0, height = 0 } = plan.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: plan.nodes().map((id) => {
      const { x = 0, y = 0 } = plan.node(id);
      const { title, detail, note, layer } = texts.get(id)!;
      return {
        x: x - WIDTH / 2,
        y: y - HEIGHT / 2,
        width: WIDTH,
        height: HEIGHT,
        title: short(title, 28),
        detail: short(detail, 30),
        note: short(note, 32),
        layer,
      };
    }),
    edges: plan
      .edges()
      .map((edge) => ({ points: (plan.edge(edge)?.points ?? []).map(({ x, y }) => ({ x, y })) })),
  };
}
