import { fileURLToPath } from 'node:url';
import { createViteServer } from 'vitest/node';

/** Loads the sources of this package in a process of their own, which needs no build. */
export async function loadSources() {
  const server = await createViteServer({
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, ws: false, watch: null },
    ssr: { resolve: { conditions: ['@chatelaine/source', 'node', 'module', 'default'] } },
  });
  return server.ssrLoadModule(fileURLToPath(new URL('../../src/index.ts', import.meta.url)));
}

/** Writes a line for the process that started this one, and waits until it is on its way. */
export function say(line) {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
  });
}
