import { type Edge, type LayerType, maskedInputs, NO_OPTIONS } from '../context.ts';
import { containerPaths } from '../paths.ts';
import { NOT_TRAINING, reads } from '../settings.ts';
import { type LayerSpec, parseLayer } from '../spec.ts';

/** The layers of a model, its input placeholders among them. Old files list them without a name for the list. */
export function modelLayers(spec: LayerSpec): readonly LayerSpec[] {
  const where = spec.config.where;
  return spec.config.list('layers').map((entry, i) => parseLayer(entry, `entry ${i} of ${where}`));
}

/** One layer after the other. */
export const Sequential: LayerType = {
  settings: reads('layers'),
  arguments: { ...NOT_TRAINING, ...reads('mask') },
  positions: ['inputs', 'training', 'mask'],
  children: (spec) => {
    const layers = modelLayers(spec).filter((layer) => layer.className !== 'InputLayer');
    const paths = containerPaths('layers', layers);
    return layers.map((layer, i) => ({ path: paths[i]!, spec: layer }));
  },
  lower: (layer, call) => {
    let edges: readonly Edge[] = maskedInputs(call);
    for (const child of layer.children) {
      edges = child.call({ inputs: edges, named: {}, options: NO_OPTIONS });
    }
    return edges;
  },
};
