// Signs and verifies with what the plugin takes here, and tells what that is and which CommonJS modules it loaded.
import { createRequire } from 'node:module';
import { secp256k1 } from '@chatelaine/algorithm-secp256k1';

const require = createRequire(import.meta.url);
const fallback = process.argv.includes('elliptic') ? require('secp256k1/elliptic.js') : undefined;

const algorithms = [];
await secp256k1().setup({ algorithm: (algorithm) => algorithms.push(algorithm) });
const [algorithm] = algorithms;
const { signer } = await algorithm.load(await algorithm.generate(), {});
const verdicts = [];
for (const type of ['RAW', 'DIGEST']) {
  const message = new Uint8Array(32);
  const signature = await signer.sign('ECDSA_SHA_256', type, message);
  verdicts.push(await signer.verify('ECDSA_SHA_256', type, message, signature));
}
const modules = Object.keys(require.cache).map((path) => path.replaceAll('\\', '/'));
process.stdout.write(
  JSON.stringify({ provider: algorithm.provider.name, verdicts, modules, fallback: fallback !== undefined }),
);
