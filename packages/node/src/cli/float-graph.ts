import type { Artefact, Graph } from '@evm-ml/quantized-runtime';
import { UserError } from './errors.ts';
import { readModelSource } from './io/model-source.ts';
import { portsOf } from './io/ports.ts';
import { loadWorkshop } from './load-workshop.ts';

/**
 * The network of an artefact in floats: from the Keras file that is named, otherwise from its origin, whose numbers are
 * what the integers stand for. Undefined where there is neither.
 * @throws UserError where the file is of a network with other inputs
 */
export async function readFloatGraph(
  artefact: Artefact,
  integers: Graph,
  keras: string | undefined,
): Promise<Graph | undefined> {
  const { decodeNetwork, exportKeras, importKeras } = await loadWorkshop();
  const { model, origin } = artefact;
  if (keras === undefined && origin === undefined) return undefined;
  const source =
    keras === undefined
      ? await exportKeras(decodeNetwork({ model, origin: origin! }))
      : await readModelSource(keras);
  const inputShapes = Object.fromEntries(portsOf(integers).map(({ name, shape }) => [name, shape]));
  const { graph } = await importKeras(source, { inputShapes });
  const [own, others] = [integers, graph].map((each) => JSON.stringify(portsOf(each)));
  if (own !== others)
    throw new UserError(
      `${keras ?? 'the origin'}: is of a network with other inputs than the artefact; give the file that was converted.`,
    );
  return graph;
}
