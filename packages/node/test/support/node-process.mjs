// Runs the built node in a process of its own, so that a test can kill it. Options come as JSON in argv.
import { startNode } from '../../dist/index.js';

const node = await startNode(JSON.parse(process.argv[2]));
process.send({ url: node.url });
node.stopped.then((fault) => {
  if (fault) process.exit(70);
});
// Told so, it closes, and ends when nothing is left that keeps it.
process.on('message', async () => {
  await node.close();
  process.disconnect();
});
