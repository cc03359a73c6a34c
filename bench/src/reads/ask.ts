/** The text of one JSON-RPC exchange over HTTP. */
export async function ask(url: string, body: unknown): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.text();
}

export const request = (method: string, ...params: unknown[]) => ({ jsonrpc: '2.0', id: 1, method, params });
