/** Preloaded into a node: it says of each transaction that it used one gas more. */
import { prototype } from './decisions.js';

const { decide } = prototype;
prototype.decide = async function (...block) {
  const outcome = await decide.apply(this, block);
  return {
    ...outcome,
    results: outcome.results.map((result) => ({ ...result, gasUsed: result.gasUsed + 1n })),
  };
};
