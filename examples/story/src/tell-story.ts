import { openPlace, type Place } from './place.ts';
import { paint, print, printFact } from './print.ts';

/**
 * Runs a story as a program: prints its title, opens the chain that the command line asks for, tells it, says how long it
 * took and closes the chain. What goes wrong is one sentence, and exit code 1.
 */
export async function tellStory(title: string, tell: (place: Place) => Promise<void>): Promise<void> {
  const start = performance.now();
  print(`\n${paint('bold', title)}\n`);
  try {
    const place = await openPlace(process.argv.slice(2));
    try {
      printFact('Chain', `id ${place.chainId}, ${place.what}, at ${place.url}`);
      await tell(place);
      print(`\n${paint('dim', `Told in ${((performance.now() - start) / 1_000).toFixed(1)} s.`)}`);
      await place.stay();
    } finally {
      await place.close();
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
