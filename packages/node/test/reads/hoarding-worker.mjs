// A worker whose reads called "hoard" keep all that they make, until its heap is full; all others are answered.
export default function serve({ job, port }) {
  port.postMessage({ kind: 'started' });
  const kept = [];
  while (job.method === 'hoard') kept.push(new Array(1_000).fill(kept.length));
  port.close();
  return { outcome: { json: JSON.stringify(job.method) }, notes: [] };
}
