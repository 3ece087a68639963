// Signs and verifies with the built plugin, by a request in JSON on standard input, and ends by itself.
import { text } from 'node:stream/consumers';
import { mldsa } from '@chatelaine/algorithm-mldsa';
import { SecretBytes } from '@chatelaine/core';

const { options, seed, message, signatures } = JSON.parse(await text(process.stdin));
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (given) => Buffer.from(given).toString('hex');
const secret = (given) => SecretBytes.take(bytes(given));

const algorithms = [];
await mldsa(options).setup({ algorithm: (algorithm) => algorithms.push(algorithm) });

async function answer(algorithm) {
  const { keySpec, provider } = algorithm;
  const { signer } = await algorithm.load(secret(seed));
  const publicKey = await algorithm.publicKey(secret(seed));
  const pair = await algorithm.dataKeyPair.generate();
  const verify = (signature) =>
    algorithm.verifier(publicKey).verify('ML_DSA_SHAKE_256', 'RAW', bytes(message), bytes(signature));
  const fits = await Promise.all((signatures[keySpec] ?? []).map(verify));
  const signature = hex(await signer.sign('ML_DSA_SHAKE_256', 'RAW', bytes(message)));
  return { keySpec, provider, publicKey: hex(publicKey), signature, fits, pair: pair.privateKey.use(hex) };
}

process.stdout.write(JSON.stringify(await Promise.all(algorithms.map(answer))));
