import { ImportError } from '../../../errors.ts';
import type { LayerType } from '../context.ts';
import { containerPaths, joinPath } from '../paths.ts';
import type { LayerWeights, NamedWeight } from '../read/legacy-weights.ts';
import type { WeightArray, WeightStore } from '../read/weights.ts';
import type { LayerSpec } from '../spec.ts';
import { modelLayers } from './sequential.ts';

type TypeOf = (spec: LayerSpec) => LayerType;

/** A variable of a layer or of one inside it. */
interface Declared {
  readonly path: string;
  readonly name: string;
  readonly trainable: boolean;
  /** Path of the variable that it is, which the file lists in its place. */
  readonly copyOf?: string;
}

/**
 * Gives the weights of an older container the paths that a `.keras` file would have. Files list a layer's
 * weights trainable first; where a file lists them otherwise (TensorFlow.js), their names decide. Throws
 * ImportError `missing-weight`.
 */
export function assignWeights(model: LayerSpec, weights: LayerWeights, typeOf: TypeOf): WeightStore {
  return new Map(assignModel(model, '', true, weights, typeOf));
}

type Assigned = readonly [path: string, array: WeightArray];

function assignModel(
  model: LayerSpec,
  prefix: string,
  trainable: boolean,
  weights: LayerWeights,
  typeOf: TypeOf,
): Assigned[] {
  const layers = modelLayers(model).filter(
    (layer) => layer.className !== 'InputLayer' || model.className === 'Functional',
  );
  const paths = containerPaths(joinPath(prefix, 'layers'), layers);
  return layers.flatMap((layer, i) => {
    const isModel = layer.className === 'Sequential' || layer.className === 'Functional';
    // TensorFlow.js lists the layers of a nested model as if they were the model's own.
    if (isModel && !weights.byLayer.has(layer.name)) {
      const here = trainable && layer.config.bool('trainable', true);
      return assignModel(layer, paths[i]!, here, weights, typeOf);
    }
    const all = variablesOf(layer, paths[i]!, trainable, typeOf);
    const declared = legacyOrder(all.filter(({ copyOf }) => copyOf === undefined));
    const listed = weights.byLayer.get(layer.name) ?? [];
    if (declared.length === listed.length) return withCopies(all, pair(declared, listed));
    throw new ImportError(
      'missing-weight',
      `Layer "${layer.name}" (${layer.className}) has ${declared.length} variables, and the file holds ${listed.length} for it.`,
    );
  });
}

function variablesOf(spec: LayerSpec, path: string, trainable: boolean, typeOf: TypeOf): Declared[] {
  const type = typeOf(spec);
  const here = trainable && spec.config.bool('trainable', true);
  const own = (type.variables?.(spec) ?? []).map((variable, i) => ({
    path: joinPath(path, variable.path ?? `vars/${i}`),
    name: variable.name,
    trainable: here && variable.trainable,
    ...(variable.copyOf === undefined ? {} : { copyOf: joinPath(path, variable.copyOf) }),
  }));
  const inner = (type.children?.(spec) ?? []).flatMap((child) =>
    variablesOf(child.spec, joinPath(path, child.path), here, typeOf),
  );
  return [...own, ...inner];
}

function withCopies(declared: readonly Declared[], assigned: readonly Assigned[]): Assigned[] {
  const copies = declared.flatMap(({ path, copyOf }) =>
    assigned.flatMap(([of, array]): Assigned[] => (of === copyOf ? [[path, array]] : [])),
  );
  return [...assigned, ...copies];
}

function legacyOrder(variables: readonly Declared[]): Declared[] {
  return [
    ...variables.filter(({ trainable }) => trainable),
    ...variables.filter(({ trainable }) => !trainable),
  ];
}

/** By the last part of the names when these are the declared ones, each once; by order otherwise. */
function pair(declared: readonly Declared[], listed: readonly NamedWeight[]): Assigned[] {
  const byName = new Map(listed.map((weight) => [lastPart(weight.name), weight.array]));
  const named = declared.map(({ path, name }) => [path, byName.get(name)] as const);
  const distinct =
    byName.size === listed.length && new Set(declared.map(({ name }) => name)).size === declared.length;
  return declared.map(({ path }, i) => {
    const found = distinct && named.every(([, array]) => array !== undefined) ? named[i]![1] : undefined;
    return [path, found ?? listed[i]!.array] as const;
  });
}

function lastPart(name: string): string {
  return name.replace(/:\d+$/, '').split('/').at(-1)!;
}
