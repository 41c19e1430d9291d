import { createServer, request, type Server } from 'node:http';
import path from 'node:path';
import { AggregatorRegistry } from 'prom-client';

/** One process's samples, over the socket that only this user may open. */
function samplesOf(socketPath: string): Promise<object[]> {
  return new Promise((resolve) => {
    const asking = request({ socketPath, path: '/', timeout: 2_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text ? JSON.parse(text) : []));
    });
    asking.on('error', () => resolve([]));
    asking.on('timeout', () => asking.destroy());
    asking.end();
  });
}

/** `/metrics` of all processes together, on loopback alone. */
export async function startMetricsServer(
  port: number,
  runFolder: string,
  processes: readonly string[],
): Promise<Server> {
  const server = createServer((incoming, response) => {
    if (incoming.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    Promise.all(processes.map((name) => samplesOf(path.join(runFolder, `metrics-${name}.sock`))))
      .then((all) => AggregatorRegistry.aggregate(all).metrics())
      .then(
        (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
        () => response.writeHead(500).end(),
      );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}
