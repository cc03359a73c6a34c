/**
 * Computes when first asked. Tables over all elements are made this way when a node first runs: loading an artefact
 * should take time by its bytes, not by the activations that it describes.
 */
export function whenAsked<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
